"""A test's attempts as its brand sees them: candidates have numbers, not names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from domain.assessments.answers import TextAnswer, Texts
from domain.assessments.assessment import Assessment
from domain.assessments.question_types.entry import ShortText
from projections.assessments.attempts.queries import (
    AttemptSummary,
    EndedAttempt,
    attempts_at,
    ended_attempts,
)
from projections.assessments.integrity_flags import IntegrityFlag, integrity_flags
from web.http.request_context import private_texts


@dataclass(frozen=True)
class CandidateRow:
    attempt: AttemptSummary
    candidate: int
    flags: tuple[IntegrityFlag, ...]

    @property
    def needs_review(self) -> bool:
        """An appeal waits, or integrity flags without a review."""
        return self.attempt.appeal is not None or bool(self.flags and not self.attempt.outcome)


@dataclass(frozen=True)
class CandidateRows:
    """The attempts at a test, and by attempt the number of its candidate."""

    rows: tuple[CandidateRow, ...]

    @property
    def numbers(self) -> dict[UUID, int]:
        return {row.attempt.attempt_id: row.candidate for row in self.rows}

    def with_id(self, attempt_id: UUID) -> CandidateRow | None:
        return next((row for row in self.rows if row.attempt.attempt_id == attempt_id), None)


def candidate_rows(assessment: Assessment, db: Connection) -> CandidateRows:
    """All attempts at a test, the oldest first; the first to start is candidate 1."""
    attempts, ended = attempts_at(assessment.id, db), ended_attempts(assessment.id, db)
    flags = integrity_flags(assessment, ended, short_texts(ended))
    numbers = candidate_numbers(attempts)
    return CandidateRows(
        tuple(
            CandidateRow(
                attempt, numbers[attempt.member_id], tuple(flags.get(attempt.attempt_id, ()))
            )
            for attempt in attempts
        )
    )


def candidate_numbers(attempts: Sequence[AttemptSummary]) -> dict[UUID, int]:
    """By member, their number as a candidate. attempts: all at a test, the oldest first."""
    numbers: dict[UUID, int] = {}
    for attempt in attempts:
        numbers.setdefault(attempt.member_id, len(numbers) + 1)
    return numbers


def short_texts(ended: Sequence[EndedAttempt]) -> Texts:
    """The texts of short answers, which a machine grades; erased ones earn what they did."""
    ids = [text_id for attempt in ended for text_id in _short_text_ids(attempt)]
    return private_texts().read(ids) if ids else {}


def _short_text_ids(ended: EndedAttempt) -> Iterator[UUID]:
    for item in ended.submission.items:
        answer = ended.submission.answers.get(item.question.question_id)
        if item.question_type == ShortText.question_type and isinstance(answer, TextAnswer):
            yield answer.text_id
