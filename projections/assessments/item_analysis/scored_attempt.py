"""Scored attempts: which attempts count, and what each question earned under a key version."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.answers import Answer, Texts
from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.attempt_context import ReviewOutcome
from domain.assessments.grading import marks_of
from domain.assessments.question_types.scoring import NOTHING
from domain.assessments.selection import AttemptItem
from domain.log.envelope import EventEnvelope
from projections.assessments.attempts.queries import EndedAttempt

ItemSlot = tuple[str, int]
"""A topic, and the n-th question of it in an attempt, from 0, in the order of the edition."""


class AttemptChoice(StrEnum):
    """Which attempts of each member count."""

    FIRST = "first"
    HIGHEST = "highest"
    ALL = "all"


class ScoredAttempt(NamedTuple):
    """An attempt: what each question that counts earned, and could have earned."""

    attempt_id: UUID
    member_id: UUID
    number: int
    started_at: datetime
    earned: Mapping[QuestionRevision, Decimal]
    """In points, exactly: what is equal stays equal."""
    points: Mapping[QuestionRevision, Decimal]
    """What each question could have earned."""
    total: Decimal
    """The points earned for all questions that count."""
    max_points: Decimal
    """The points that all of them could have earned."""
    answers: Mapping[UUID, Answer]
    """By question id, also of questions that do not count."""
    slots: Mapping[ItemSlot, QuestionRevision]

    @property
    def share(self) -> float:
        """The share of all points that was earned, 0 to 1."""
        return float(self.total / self.max_points)

    def share_of(self, revision: QuestionRevision) -> float:
        """The share of a question's points that was earned, 0 to 1."""
        return float(self.earned[revision] / self.points[revision])

    def rest_of(self, revision: QuestionRevision) -> float:
        """The share of the points of all other questions that was earned; 0 without others."""
        if len(self.earned) == 1:
            return 0.0
        return float(
            (self.total - self.earned[revision]) / (self.max_points - self.points[revision])
        )


def scored_attempts(
    assessment: Assessment,
    ended_attempts: Iterable[EndedAttempt],
    key_version: int,
    texts: Texts,
    choice: AttemptChoice,
) -> list[ScoredAttempt]:
    """
    The attempts that count, scored under a key version, in the order of `ended_attempts`.

    An attempt without a result does not count, nor does an annulled one, nor one of which all
    questions are voided. texts: the short answers of the attempts, by their private text ids.
    """
    counting = [attempt for attempt in ended_attempts if _counts(attempt)]
    scored = [_score(assessment, attempt, key_version, texts) for attempt in counting]
    return _chosen_attempts([attempt for attempt in scored if attempt.earned], choice)


def changes_as_of(history: Sequence[EventEnvelope[Event]], as_of: datetime | None) -> int:
    """The key version that had been recorded by an instant; None: the newest one."""
    return sum(
        isinstance(event.data, Assessment.QuestionVoided | Assessment.AnswerKeyCorrected)
        and (as_of is None or event.recorded_at <= as_of)
        for event in history
    )


def _counts(attempt: EndedAttempt) -> bool:
    summary = attempt.summary
    return summary.passed is not None and summary.outcome != ReviewOutcome.ANNULLED


def _score(
    assessment: Assessment, attempt: EndedAttempt, key_version: int, texts: Texts
) -> ScoredAttempt:
    summary, submission = attempt.summary, attempt.submission
    marks = {
        mark.question_id: mark for mark in marks_of(assessment, submission, key_version, texts)
    }
    items = [item for item in submission.items if item.question.question_id in marks]
    earned = {item.question: marks[item.question.question_id].earned for item in items}
    points = {item.question: marks[item.question.question_id].points for item in items}
    return ScoredAttempt(
        attempt_id=summary.attempt_id,
        member_id=summary.member_id,
        number=summary.number,
        started_at=summary.started_at,
        earned=earned,
        points=points,
        total=sum(earned.values(), start=NOTHING),
        max_points=sum(points.values(), start=NOTHING),
        answers=submission.answers,
        slots=_slots(assessment, summary.edition, items),
    )


def _slots(
    assessment: Assessment, edition: int, items: Sequence[AttemptItem]
) -> dict[ItemSlot, QuestionRevision]:
    """Which question is in which slot: in the order of the edition, however items are shuffled."""
    order = {
        revision: number
        for number, revision in enumerate(assessment.editions[edition - 1].questions)
    }
    slots: dict[ItemSlot, QuestionRevision] = {}
    for item in sorted(items, key=lambda item: order[item.question]):
        number = sum(topic == item.topic for topic, _ in slots)
        slots[item.topic, number] = item.question
    return slots


def _chosen_attempts(attempts: list[ScoredAttempt], choice: AttemptChoice) -> list[ScoredAttempt]:
    if choice is AttemptChoice.ALL:
        return attempts
    if choice is AttemptChoice.FIRST:
        return [attempt for attempt in attempts if attempt.number == 1]
    best: dict[UUID, ScoredAttempt] = {}
    for attempt in attempts:
        if attempt.member_id not in best or attempt.share > best[attempt.member_id].share:
            best[attempt.member_id] = attempt
    return [attempt for attempt in attempts if best[attempt.member_id] is attempt]
