"""
The result of an attempt, its review question by question, and the appeal against it.

The score stays as it was shown; when the key was corrected since, what it would be now is beside
it. Right answers and explanations, which often state them, are only shown to candidates who passed
or cannot try again: the next attempt asks from the same questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from domain.assessments.answers import Texts
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_commands import rules_of
from domain.assessments.attempt_context import AttemptStatus, ReviewOutcome
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
from web.assessments.taking.attempt_page import CandidateAttempt, CandidateQuestion
from web.assessments.taking.eligibility import next_attempt
from web.assessments.taking.labels import feedback_to, right_answers
from web.http.request_context import marketplace, private_texts


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
    """It and the explanation are empty where right answers are not shown."""


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
    def rules(self) -> AssessmentRules:
        return rules_of(self.attempt.assessment, self.attempt.aggregate)

    @property
    def result(self) -> AttemptResult | None:
        return self.attempt.aggregate.result

    @property
    def state(self) -> str:
        attempt = self.attempt.aggregate
        if attempt.annulled:
            return "annulled"
        if attempt.has_passed:
            return "granted" if attempt.appeal_granted else "passed"
        return "failed" if attempt.result else "waiting"

    @cached_property
    def ungraded(self) -> int:
        """Answers that a person has to grade first."""
        assessment = self.attempt.assessment
        submission, known = self.attempt.aggregate.submission, len(assessment.key_changes)
        return len(needs_grading(assessment, submission, known, self.texts))

    @property
    def topics(self) -> list[TopicResult]:
        if self.result is None:
            return []
        required = {selection.topic: selection.pass_percent for selection in self.rules.selections}
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
        return next_attempt(self.attempt.aggregate, self.attempt.assessment.editions[-1].rules)[1]

    @property
    def score_now(self) -> Score | None:
        """By the current key, when that differs from the score that was shown."""
        assessment, result = self.attempt.assessment, self.result
        if result is None or len(assessment.key_changes) == result.key_version:
            return None
        score = result_of(
            assessment, self.attempt.aggregate.submission, self.rules, self.texts
        ).score
        before = (result.score.percent, result.score.passed)
        return None if (score.percent, score.passed) == before else score

    @cached_property
    def still_qualifies(self) -> bool:
        """Whether the candidate is qualified by this attempt, as long as that is valid."""
        member = marketplace().log.load(Member, self.attempt.aggregate.member_id)
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
        assessment = self.attempt.assessment
        marks = marks_of(
            assessment, self.attempt.aggregate.submission, len(assessment.key_changes), self.texts
        )
        questions = {question.id: question for question in self.attempt.questions()}
        missed = [mark for mark in marks if mark.percent < WHOLE]
        return [self._review(mark, questions[mark.question_id]) for mark in missed]

    def _review(self, mark: Mark, question: CandidateQuestion) -> QuestionReview:
        assessment, item = self.attempt.assessment, self.attempt.item(mark.question_id)
        kind = assessment.answer_key_of(item.question, len(assessment.key_changes))
        answer = self.attempt.aggregate.answers.get(mark.question_id)
        shown = self.shows_right_answers
        return QuestionReview(
            question=question,
            topic=mark.topic,
            percent=mark.percent,
            answer=question.describe(question.values),
            feedback=feedback_to(kind, answer, self.texts),
            explanation=assessment.question_at(item.question).explanation if shown else "",
            right=right_answers(kind) if shown else [],
        )

    @cached_property
    def appeal(self) -> AppealSummary:
        attempt = self.attempt.aggregate
        appealed, decided = self._last_appeal(), self._last_decision()
        appeal_id = appealed.appeal_text_id if appealed else None
        reply_id = decided.reason_text_id if decided else None
        ids = [id for id in (appeal_id, reply_id) if id]
        texts = private_texts().read(ids) if ids else {}
        decision = decided.outcome.value if decided else "none"
        return AppealSummary(
            state="waiting" if attempt.appealed else decision,
            text=texts.get(appeal_id) if appeal_id else None,
            reply=texts.get(reply_id) if reply_id else None,
            may_be_made=self._may_appeal,
        )

    @property
    def _may_appeal(self) -> bool:
        """Those who have passed, and are still qualified by it, have nothing to appeal against."""
        attempt = self.attempt.aggregate
        if attempt.status is not AttemptStatus.GRADED or attempt.appealed:
            return False
        return self.state not in ("passed", "granted") or not self.still_qualifies

    def _last_appeal(self) -> Attempt.Appealed | None:
        events = [event for event in self.attempt.history if isinstance(event, Attempt.Appealed)]
        return events[-1] if events else None

    def _last_decision(self) -> Attempt.Reviewed | Attempt.AppealDecided | None:
        """None where a review found nothing wrong: there is nothing to tell the candidate."""
        events = [
            event
            for event in self.attempt.history
            if isinstance(event, Attempt.Reviewed | Attempt.AppealDecided)
        ]
        last = events[-1] if events else None
        return last if last and last.outcome is not ReviewOutcome.CLEARED else None
