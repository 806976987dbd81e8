"""What pages and statistics ask of the attempts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from domain.assessments.answers import Answer
from domain.assessments.attempt_context import AttemptStatus, ReviewOutcome
from domain.assessments.grading import Mark, SubmittedAttempt
from domain.assessments.selection import AttemptItem
from domain.reasons import AppealOutcome
from projections.assessments.attempts.tables import answers, attempts, decisions
from projections.engine.ids import id_or_none
from projections.engine.timestamps import at_ms, ms_of


class Taken(NamedTuple):
    """An attempt, as lists of them show it."""

    attempt_id: UUID
    assessment_id: UUID
    edition: int
    subject_id: UUID
    brand_id: UUID | None
    member_id: UUID
    number: int
    device_digest: str | None
    started_at: datetime
    deadline: datetime
    ended_at: datetime | None
    timed_out: bool
    percent: Decimal | None
    passed: bool | None
    until: datetime | None
    """Passed: when that lapses; failed: when the next attempt may start."""
    appeal: UUID | None
    """Where the words of an appeal lie that waits for an answer."""
    outcome: str | None

    @property
    def status(self) -> AttemptStatus:
        if self.ended_at is None:
            return AttemptStatus.RUNNING
        return AttemptStatus.ENDED if self.passed is None else AttemptStatus.GRADED


class HandedIn(NamedTuple):
    """An attempt that has ended, with what was answered, and when each answer was saved."""

    taken: Taken
    submission: SubmittedAttempt
    saved_at: dict[UUID, datetime]
    """When each answer was saved last."""
    first_saved_at: dict[UUID, datetime]


class AttemptDecision(NamedTuple):
    """What a person said who judged an attempt."""

    outcome: str
    text_id: UUID
    by: UUID
    at: datetime


def attempts_at(assessment_id: UUID, db: Connection) -> list[Taken]:
    """All attempts at a test, oldest first."""
    return _taken(attempts.c.assessment_id == assessment_id.bytes, db)


def attempts_by(member_id: UUID, db: Connection) -> list[Taken]:
    """All attempts of a member, oldest first."""
    return _taken(attempts.c.member_id == member_id.bytes, db)


def attempt_with_id(attempt_id: UUID, db: Connection) -> Taken | None:
    found = _taken(attempts.c.attempt_id == attempt_id.bytes, db)
    return found[0] if found else None


def overdue(now: datetime, db: Connection, most: int = 500) -> list[UUID]:
    """Running attempts whose time is over, the first to end first."""
    a = attempts.c
    query = select(a.attempt_id).where(a.ended_ms.is_(None), a.deadline_ms < ms_of(now))
    return [UUID(bytes=row[0]) for row in db.execute(query.order_by(a.deadline_ms).limit(most))]


def handed_in(assessment_id: UUID, db: Connection, as_of: datetime | None = None) -> list[HandedIn]:
    """
    The attempts at a test that have ended.

    as_of: as far as was recorded by then; a result or a verdict recorded later is not there.
    """
    chosen = (attempts.c.assessment_id == assessment_id.bytes) & attempts.c.ended_ms.is_not(None)
    if as_of is not None:
        chosen &= attempts.c.ended_recorded_ms <= ms_of(as_of)
    return _handed_in_of(chosen, db, as_of)


def unmarked(brand_id: UUID, db: Connection) -> list[HandedIn]:
    """The attempts at a brand's tests that have ended and wait for a person to mark them."""
    a = attempts.c
    waiting = a.ended_ms.is_not(None) & a.passed.is_(None)
    return _handed_in_of((a.brand_id == brand_id.bytes) & waiting, db)


def decisions_of(attempt_id: UUID, db: Connection) -> list[AttemptDecision]:
    """What persons said who judged an attempt, the first first."""
    j = decisions.c
    rows = db.execute(select(decisions).where(j.attempt_id == attempt_id.bytes).order_by(j.version))
    return [
        AttemptDecision(
            row.outcome, UUID(bytes=row.text_id), UUID(bytes=row.decided_by), at_ms(row.decided_ms)
        )
        for row in rows
    ]


def _handed_in_of(
    chosen: ColumnElement[bool], db: Connection, as_of: datetime | None = None
) -> list[HandedIn]:
    order = (attempts.c.started_ms, attempts.c.attempt_id)
    rows = list(db.execute(select(attempts).where(chosen).order_by(*order)))
    given = _given_in(chosen, db)
    found = [_handed_in(row, given[row.attempt_id]) for row in rows]
    if as_of is None:
        return found
    told = {UUID(bytes=row.attempt_id) for row in rows if _is_told(row, ms_of(as_of))}
    outcomes = _outcomes_by(ms_of(as_of), db)
    return [_as_of(each, told, outcomes) for each in found]


def _is_told(row: Any, as_of_ms: int) -> bool:
    return row.told_recorded_ms is not None and row.told_recorded_ms <= as_of_ms


def _outcomes_by(as_of_ms: int, db: Connection) -> dict[UUID, str]:
    j = decisions.c
    query = select(j.attempt_id, j.outcome).where(j.recorded_ms <= as_of_ms).order_by(j.version)
    found: dict[UUID, str] = {}
    for row in db.execute(query):
        attempt_id = UUID(bytes=row.attempt_id)
        # Turned down, an appeal leaves an annulled attempt annulled.
        if (found.get(attempt_id), row.outcome) != (ReviewOutcome.ANNULLED, AppealOutcome.REJECTED):
            found[attempt_id] = row.outcome
    return found


def _as_of(each: HandedIn, told: set[UUID], outcomes: dict[UUID, str]) -> HandedIn:
    taken = each.taken._replace(outcome=outcomes.get(each.taken.attempt_id), appeal=None)
    if taken.attempt_id not in told:
        taken = taken._replace(percent=None, passed=None, until=None)
    return each._replace(taken=taken)


def _given_in(chosen: ColumnElement[bool], db: Connection) -> defaultdict[bytes, list[Any]]:
    query = select(answers).join(attempts, attempts.c.attempt_id == answers.c.attempt_id)
    given = defaultdict(list)
    for row in db.execute(query.where(chosen)):
        given[row.attempt_id].append(row)
    return given


def _handed_in(row: Any, given: Sequence[Any]) -> HandedIn:
    said = {UUID(bytes=each.question_id): each for each in given}
    submission = SubmittedAttempt(
        msgspec.json.decode(row.items, type=tuple[AttemptItem, ...]),
        {id: msgspec.json.decode(each.answer, type=Answer) for id, each in said.items()},
        {id: Decimal(each.by_hand) for id, each in said.items() if each.by_hand is not None},
        _kept(row.marks),
    )
    first = {id: at_ms(each.first_ms) for id, each in said.items()}
    return HandedIn(
        _one(row), submission, {id: at_ms(each.saved_ms) for id, each in said.items()}, first
    )


def _kept(marks: str | None) -> dict[UUID, Decimal]:
    """What each answer had earned when the result was told."""
    told = msgspec.json.decode(marks, type=tuple[Mark, ...]) if marks else ()
    return {mark.question_id: mark.percent for mark in told}


def _taken(chosen: ColumnElement[bool], db: Connection) -> list[Taken]:
    query = select(attempts).where(chosen).order_by(attempts.c.started_ms, attempts.c.attempt_id)
    return [_one(row) for row in db.execute(query)]


def _one(row: Any) -> Taken:
    return Taken(
        attempt_id=UUID(bytes=row.attempt_id),
        assessment_id=UUID(bytes=row.assessment_id),
        edition=row.edition,
        subject_id=UUID(bytes=row.subject_id),
        brand_id=id_or_none(row.brand_id),
        member_id=UUID(bytes=row.member_id),
        number=row.number,
        device_digest=row.device_digest,
        started_at=at_ms(row.started_ms),
        deadline=at_ms(row.deadline_ms),
        ended_at=_time(row.ended_ms),
        timed_out=bool(row.timed_out),
        percent=Decimal(row.percent) if row.percent is not None else None,
        passed=bool(row.passed) if row.passed is not None else None,
        until=_time(row.until_ms),
        appeal=id_or_none(row.appeal),
        outcome=row.outcome,
    )


def _time(ms: int | None) -> datetime | None:
    return at_ms(ms) if ms is not None else None
