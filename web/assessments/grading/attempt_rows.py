"""A test's attempts as its brand sees them: candidates have numbers, not names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from domain.assessments.answers import TextAnswer, Texts
from domain.assessments.assessment import Assessment
from domain.assessments.question_types.entry import ShortText
from projections.assessments.attempts.queries import HandedIn, Taken, attempts_at, handed_in
from projections.assessments.integrity_flags import Suspicion, suspicions
from web.http.request_context import private_store
from web.private_store.texts import PrivateTexts


@dataclass(frozen=True)
class Row:
    taken: Taken
    candidate: int
    suspicions: tuple[Suspicion, ...]

    @property
    def is_open(self) -> bool:
        """A person should look at it: nobody has said yet what it was, or an appeal waits."""
        return self.taken.appeal is not None or bool(self.suspicions and not self.taken.outcome)


@dataclass(frozen=True)
class Candidates:
    """The attempts at a test, and by attempt the number of its candidate."""

    rows: tuple[Row, ...]

    @property
    def numbers(self) -> dict[UUID, int]:
        return {row.taken.attempt_id: row.candidate for row in self.rows}

    def with_id(self, attempt_id: UUID) -> Row | None:
        return next((row for row in self.rows if row.taken.attempt_id == attempt_id), None)


def candidates_of(assessment: Assessment, db: Connection) -> Candidates:
    """All attempts at a test, the oldest first; who began first is candidate 1."""
    taken, handed = attempts_at(assessment.id, db), handed_in(assessment.id, db)
    found = suspicions(assessment, handed, short_texts(handed))
    numbers: dict[UUID, int] = {}
    for each in taken:
        numbers.setdefault(each.member_id, len(numbers) + 1)
    return Candidates(
        tuple(
            Row(each, numbers[each.member_id], tuple(found.get(each.attempt_id, ())))
            for each in taken
        )
    )


def short_texts(handed: Sequence[HandedIn]) -> Texts:
    """The words of short answers, which a machine marks; erased ones earn what they did."""
    ids = [text_id for each in handed for text_id in _short_ids(each)]
    return PrivateTexts(private_store()).read(ids) if ids else {}


def _short_ids(handed: HandedIn) -> Iterator[UUID]:
    for drawn in handed.submission.items:
        answer = handed.submission.answers.get(drawn.question.question_id)
        if drawn.question_type == ShortText.question_type and isinstance(answer, TextAnswer):
            yield answer.text_id
