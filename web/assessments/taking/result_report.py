"""
What came of an attempt, for the person whose it is.

The score stays as it was told; when the key was changed since, what it would be now stands beside
it. What was not fully right is explained in any case. Right answers are only given to who passed
or can try no more: the next attempt is drawn from the same questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from domain.assessments.answers import Texts
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt_commands import rules_of
from domain.assessments.grading import (
    AttemptResult,
    Mark,
    Score,
    marks_of,
    needs_grading,
    result_of,
)
from domain.assessments.question_types.scoring import WHOLE
from domain.members.member import Member
from web.assessments.taking.appeal import Appeal, appeal_against
from web.assessments.taking.attempt_page import Asked, Paper
from web.assessments.taking.eligibility import next_attempt
from web.assessments.taking.labels import feedback_to, in_words, right_in_words
from web.http.request_context import marketplace


@dataclass(frozen=True)
class Topic:
    name: str
    percent: Decimal
    pass_percent: int
    """What the topic asks for by itself, or else the whole test."""

    @property
    def is_enough(self) -> bool:
        return self.percent >= self.pass_percent


@dataclass(frozen=True)
class Lesson:
    """A question that was not fully right, and what there is to learn from it."""

    asked: Asked
    topic: str
    percent: Decimal
    said: Sequence[str]
    feedback: Sequence[str]
    explanation: str
    right: Sequence[str]
    """Empty where it is not given away."""


@dataclass(frozen=True)
class Report:
    paper: Paper
    texts: Texts
    is_for_a_judge: bool = False
    """Then every right answer is shown."""

    @property
    def rules(self) -> AssessmentRules:
        return rules_of(self.paper.assessment, self.paper.attempt)

    @property
    def result(self) -> AttemptResult | None:
        return self.paper.attempt.result

    @property
    def state(self) -> str:
        attempt = self.paper.attempt
        if attempt.annulled:
            return "annulled"
        if attempt.has_passed:
            return "granted" if attempt.appeal_granted else "passed"
        return "failed" if attempt.result else "waiting"

    @cached_property
    def waiting(self) -> int:
        """Answers that a person has to mark first."""
        assessment = self.paper.assessment
        sheet, known = self.paper.attempt.submission, len(assessment.key_changes)
        return len(needs_grading(assessment, sheet, known, self.texts))

    @property
    def topics(self) -> list[Topic]:
        if self.result is None:
            return []
        asked_for = {draw.topic: draw.pass_percent for draw in self.rules.selections}
        return [
            Topic(each.topic, each.percent, asked_for.get(each.topic) or self.rules.pass_percent)
            for each in self.result.score.topics
        ]

    @property
    def to_learn(self) -> list[Topic]:
        return [topic for topic in self.topics if not topic.is_enough]

    @property
    def until(self) -> datetime | None:
        """Until when what was passed is valid; None: until somebody decides otherwise."""
        ended_at = self.paper.attempt.ended_at
        assert ended_at is not None
        return self.rules.valid_until(ended_at)

    @property
    def retry_at(self) -> datetime | None:
        """When the next attempt may start, by the rules of the newest edition; None: never."""
        return next_attempt(self.paper.attempt, self.paper.assessment.editions[-1].rules)[1]

    @property
    def score_now(self) -> Score | None:
        """By the key as it is now, when that comes to something else than was told."""
        assessment, result = self.paper.assessment, self.result
        if result is None or len(assessment.key_changes) == result.key_version:
            return None
        score = result_of(assessment, self.paper.attempt.submission, self.rules, self.texts).score
        told = result.score
        return None if (score.percent, score.passed) == (told.percent, told.passed) else score

    @cached_property
    def still_qualifies(self) -> bool:
        """Whether it is what its owner is qualified by, for as long as that is valid."""
        member = marketplace().log.load(Member, self.paper.attempt.by)
        held = member.qualifications.values()
        return any(each.attempt_id == self.paper.attempt.id for each in held)

    @property
    def gives_away(self) -> bool:
        """Whether right answers are shown."""
        if self.is_for_a_judge:
            return True
        return self.result is not None and (self.paper.attempt.has_passed or not self.retry_at)

    @cached_property
    def lessons(self) -> list[Lesson]:
        if self.result is None or self.state == "annulled":
            return []
        assessment = self.paper.assessment
        marks = marks_of(
            assessment, self.paper.attempt.submission, len(assessment.key_changes), self.texts
        )
        asked = {each.id: each for each in self.paper.asked()}
        missed = [mark for mark in marks if mark.percent < WHOLE]
        return [self._lesson(mark, asked[mark.question_id]) for mark in missed]

    def _lesson(self, mark: Mark, asked: Asked) -> Lesson:
        assessment, drawn = self.paper.assessment, self.paper.drawn(mark.question_id)
        kind = assessment.answer_key_of(drawn.question, len(assessment.key_changes))
        answer = self.paper.attempt.answers.get(mark.question_id)
        return Lesson(
            asked=asked,
            topic=mark.topic,
            percent=mark.percent,
            said=in_words(asked, asked.values),
            feedback=feedback_to(kind, answer, self.texts),
            explanation=assessment.question_at(drawn.question).explanation,
            right=right_in_words(kind) if self.gives_away else [],
        )

    @cached_property
    def appeal(self) -> Appeal:
        return appeal_against(self.paper)


def report_of(paper: Paper) -> Report:
    """Of an attempt that has ended."""
    return Report(paper, paper.texts())


def report_for_a_judge(paper: Paper) -> Report:
    """The same, for a person who is to say whether the result stands."""
    return Report(paper, paper.texts(), is_for_a_judge=True)
