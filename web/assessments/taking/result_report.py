"""
The result of an attempt, its review question by question, and the appeal against it.

The score stays as it was told; when the key was corrected since, what it would be now stands beside
it. What was not fully right is explained in any case. Right answers are only shown to candidates
who passed or cannot try again: the next attempt asks from the same questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from domain.assessments.answers import Texts
from domain.assessments.assessment_rules import TestRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_commands import rules_of
from domain.assessments.attempt_context import Stage, Verdict
from domain.assessments.grading import Mark, Result, Score, marks_of, result_of, to_be_marked
from domain.assessments.question_types.scoring import WHOLE
from domain.members.member import Member
from web.assessments.taking.attempt_page import CandidateAttempt, CandidateQuestion
from web.assessments.taking.eligibility import next_attempt
from web.assessments.taking.labels import feedback_to, right_answers
from web.http.request_context import marketplace, private_store
from web.private_store.texts import WordStore

E = TypeVar("E", Attempt.Appealed, Attempt.Judged)


@dataclass(frozen=True)
class TopicResult:
    name: str
    percent: Decimal
    pass_percent: int
    """What the topic requires by itself, or else the whole test."""

    @property
    def is_enough(self) -> bool:
        return self.percent >= self.pass_percent


@dataclass(frozen=True)
class QuestionReview:
    """A question that was not fully right, and what there is to learn from it."""

    question: CandidateQuestion
    topic: str
    percent: Decimal
    answer: Sequence[str]
    feedback: Sequence[str]
    explanation: str
    right: Sequence[str]
    """Empty where right answers are not shown."""


@dataclass(frozen=True)
class AppealSummary:
    """
    state: none, waiting, or the verdict of the person who decided last.

    Texts are missing where they have been erased.
    """

    state: str
    text: str | None
    reply: str | None
    may_be_made: bool


@dataclass(frozen=True)
class ResultReport:
    """The report on an attempt that has ended."""

    attempt: CandidateAttempt
    for_reviewer: bool = False
    """Then every right answer is shown."""

    @cached_property
    def texts(self) -> Texts:
        return self.attempt.texts()

    @property
    def rules(self) -> TestRules:
        return rules_of(self.attempt.test, self.attempt.aggregate)

    @property
    def result(self) -> Result | None:
        return self.attempt.aggregate.result

    @property
    def state(self) -> str:
        attempt = self.attempt.aggregate
        if attempt.annulled:
            return "annulled"
        if attempt.has_passed:
            return "upheld" if attempt.upheld else "passed"
        return "failed" if attempt.result else "waiting"

    @cached_property
    def ungraded(self) -> int:
        """Answers that a person has to grade first."""
        test = self.attempt.test
        sheet, known = self.attempt.aggregate.sheet, len(test.changes)
        return len(to_be_marked(test, sheet, known, self.texts))

    @property
    def topics(self) -> list[TopicResult]:
        if self.result is None:
            return []
        required = {draw.topic: draw.pass_percent for draw in self.rules.draws}
        usual = self.rules.pass_percent
        return [
            TopicResult(topic.topic, topic.percent, required.get(topic.topic) or usual)
            for topic in self.result.score.topics
        ]

    @property
    def to_learn(self) -> list[TopicResult]:
        return [topic for topic in self.topics if not topic.is_enough]

    @property
    def until(self) -> datetime | None:
        """The end of the qualification; None: until a person decides otherwise."""
        ended_at = self.attempt.aggregate.ended_at
        assert ended_at is not None
        return self.rules.valid_until(ended_at)

    @property
    def retry_at(self) -> datetime | None:
        """When the next attempt may start, by the rules of the newest edition; None: never."""
        return next_attempt(self.attempt.aggregate, self.attempt.test.editions[-1].rules)[1]

    @property
    def score_now(self) -> Score | None:
        """By the current key, when that differs from the score that was told."""
        test, result = self.attempt.test, self.result
        if result is None or len(test.changes) == result.changes:
            return None
        score = result_of(test, self.attempt.aggregate.sheet, self.rules, self.texts).score
        before = (result.score.percent, result.score.passed)
        return None if (score.percent, score.passed) == before else score

    @cached_property
    def still_qualifies(self) -> bool:
        """Whether the candidate is qualified by this attempt, as long as that is valid."""
        member = marketplace().log.load(Member, self.attempt.aggregate.by)
        qualifications = member.qualifications.values()
        attempt_id = self.attempt.aggregate.id
        return any(qualification.attempt_id == attempt_id for qualification in qualifications)

    @property
    def shows_right_answers(self) -> bool:
        if self.for_reviewer:
            return True
        passed = self.attempt.aggregate.has_passed
        return self.result is not None and (passed or not self.retry_at)

    @cached_property
    def reviews(self) -> list[QuestionReview]:
        if self.result is None or self.state == "annulled":
            return []
        test = self.attempt.test
        marks = marks_of(test, self.attempt.aggregate.sheet, len(test.changes), self.texts)
        questions = {question.id: question for question in self.attempt.questions()}
        missed = [mark for mark in marks if mark.percent < WHOLE]
        return [self._review(mark, questions[mark.question_id]) for mark in missed]

    def _review(self, mark: Mark, question: CandidateQuestion) -> QuestionReview:
        test, item = self.attempt.test, self.attempt.item(mark.question_id)
        kind = test.key_of(item.ref, len(test.changes))
        answer = self.attempt.aggregate.answers.get(mark.question_id)
        return QuestionReview(
            question=question,
            topic=mark.topic,
            percent=mark.percent,
            answer=question.describe(question.values),
            feedback=feedback_to(kind, answer, self.texts),
            explanation=test.asked(item.ref).explanation,
            right=right_answers(kind) if self.shows_right_answers else [],
        )

    @cached_property
    def appeal(self) -> AppealSummary:
        attempt = self.attempt.aggregate
        appealed, decided = self._last(Attempt.Appealed), self._last(Attempt.Judged)
        if decided and decided.verdict is Verdict.CLEARED:
            decided = None
        ids = [event.text_id for event in (appealed, decided) if event]
        texts = WordStore(private_store()).read(ids) if ids else {}
        decision = decided.verdict.value if decided else "none"
        return AppealSummary(
            state="waiting" if attempt.appealed else decision,
            text=texts.get(appealed.text_id) if appealed else None,
            reply=texts.get(decided.text_id) if decided else None,
            may_be_made=attempt.stage is Stage.MARKED and not attempt.appealed,
        )

    def _last(self, event_type: type[E]) -> E | None:
        events = [event for event in self.attempt.history if isinstance(event, event_type)]
        return events[-1] if events else None
