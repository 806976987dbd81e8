"""What pages and statistics ask of the attempts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from domain.answer import Answer
from domain.draw import Drawn
from domain.marking import Sheet
from domain.sitting import Stage
from projections.attempts.tables import answers, attempts
from projections.instants import at_ms, ms_of


class Taken(NamedTuple):
    """An attempt, as lists of them show it."""

    attempt_id: UUID
    test_id: UUID
    edition: int
    subject_id: UUID
    brand_id: UUID | None
    member_id: UUID
    number: int
    device: str | None
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
    verdict: str | None

    @property
    def stage(self) -> Stage:
        if self.ended_at is None:
            return Stage.RUNNING
        return Stage.ENDED if self.passed is None else Stage.MARKED


class HandedIn(NamedTuple):
    """An attempt that has ended, with what was answered, and when each answer was saved last."""

    taken: Taken
    sheet: Sheet
    saved_at: dict[UUID, datetime]


def attempts_at(test_id: UUID, db: Connection) -> list[Taken]:
    """All attempts at a test, oldest first."""
    return _taken(attempts.c.test_id == test_id.bytes, db)


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


def handed_in(test_id: UUID, db: Connection, known_by: datetime | None = None) -> list[HandedIn]:
    """The attempts at a test that have ended; known_by: as far as was recorded by then."""
    chosen = (attempts.c.test_id == test_id.bytes) & attempts.c.ended_ms.is_not(None)
    if known_by is not None:
        chosen &= attempts.c.ended_known_ms <= ms_of(known_by)
    rows = list(db.execute(select(attempts).where(chosen).order_by(attempts.c.started_ms)))
    given = _given_in(chosen, db)
    return [_handed_in(row, given[row.attempt_id]) for row in rows]


def _given_in(chosen: ColumnElement[bool], db: Connection) -> defaultdict[bytes, list[Any]]:
    query = select(answers).join(attempts, attempts.c.attempt_id == answers.c.attempt_id)
    given = defaultdict(list)
    for row in db.execute(query.where(chosen)):
        given[row.attempt_id].append(row)
    return given


def _handed_in(row: Any, given: Sequence[Any]) -> HandedIn:
    drawn = msgspec.json.decode(row.drawn, type=tuple[Drawn, ...])
    said = {UUID(bytes=each.question_id): each for each in given}
    sheet = Sheet(
        drawn,
        {id: msgspec.json.decode(each.answer, type=Answer) for id, each in said.items()},
        {id: Decimal(each.by_hand) for id, each in said.items() if each.by_hand is not None},
    )
    return HandedIn(_one(row), sheet, {id: at_ms(each.saved_ms) for id, each in said.items()})


def _taken(chosen: ColumnElement[bool], db: Connection) -> list[Taken]:
    query = select(attempts).where(chosen).order_by(attempts.c.started_ms, attempts.c.attempt_id)
    return [_one(row) for row in db.execute(query)]


def _one(row: Any) -> Taken:
    return Taken(
        attempt_id=UUID(bytes=row.attempt_id),
        test_id=UUID(bytes=row.test_id),
        edition=row.edition,
        subject_id=UUID(bytes=row.subject_id),
        brand_id=_id(row.brand_id),
        member_id=UUID(bytes=row.member_id),
        number=row.number,
        device=row.device,
        started_at=at_ms(row.started_ms),
        deadline=at_ms(row.deadline_ms),
        ended_at=_time(row.ended_ms),
        timed_out=bool(row.timed_out),
        percent=Decimal(row.percent) if row.percent is not None else None,
        passed=bool(row.passed) if row.passed is not None else None,
        until=_time(row.until_ms),
        appeal=_id(row.appeal),
        verdict=row.verdict,
    )


def _id(given: bytes | None) -> UUID | None:
    return UUID(bytes=given) if given is not None else None


def _time(ms: int | None) -> datetime | None:
    return at_ms(ms) if ms is not None else None
