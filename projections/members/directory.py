"""Members one by one: for the platform, for themselves, and for whoever follows a badge's link."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, select

from domain.presence.presence_session import Presence
from projections.engine.timestamps import at_ms
from projections.members.queries import ChoiceAnswer, chosen_members
from projections.members.tables import (
    declared,
    engagements,
    members,
    qualifications,
    sessions,
    spoken,
    suspensions,
)


class Shown(NamedTuple):
    """A qualification, and whether it still counts for anything."""

    attempt_id: UUID
    member_id: UUID
    subject_id: UUID
    assessment_id: UUID
    percent: Decimal
    band: int
    since: datetime
    until: datetime | None
    lost_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        return self.lost_at is None and (self.until is None or at < self.until)


class PoolMember(NamedTuple):
    """A member of the pool; who that is, the private store knows."""

    member_id: UUID
    country: str
    languages: tuple[str, ...]
    subjects: tuple[UUID, ...]
    shown: tuple[Shown, ...]
    engagements: dict[UUID, str]
    """By brand: under which model."""
    is_online: bool
    is_suspended: bool


def how_many(chosen: ChoiceAnswer, at: datetime, db: Connection) -> int:
    them = chosen_members(chosen, at)
    return db.scalar(select(func.count()).select_from(members).where(them)) or 0


def listed(
    chosen: ChoiceAnswer, at: datetime, db: Connection, first: int, most: int
) -> list[PoolMember]:
    """So many of the members asked about, the latest to join first."""
    query = select(members).where(chosen_members(chosen, at))
    query = query.order_by(members.c.joined_ms.desc(), members.c.member_id)
    return _members(list(db.execute(query.offset(first).limit(most))), db)


def member_with_id(member_id: UUID, db: Connection) -> PoolMember | None:
    rows = list(db.execute(select(members).where(members.c.member_id == member_id.bytes)))
    found = _members(rows, db)
    return found[0] if found else None


def shown_by(attempt_id: UUID, db: Connection) -> Shown | None:
    """What an attempt qualified somebody for; None when it did not, or there is none."""
    this = qualifications.c.attempt_id == attempt_id.bytes
    row = db.execute(select(qualifications).where(this)).first()
    return _shown(row) if row else None


def _members(rows: Sequence[Any], db: Connection) -> list[PoolMember]:
    ids = [row.member_id for row in rows]
    languages = _values(spoken, spoken.c.language, ids, db)
    subjects = _values(declared, declared.c.subject_id, ids, db)
    here = set(db.scalars(_of(sessions, ids, sessions.c.presence == Presence.ONLINE)))
    held = set(db.scalars(_of(suspensions, ids)))
    shown, engaged = _shown_of(ids, db), _engagements_of(ids, db)
    return [
        PoolMember(
            member_id=UUID(bytes=row.member_id),
            country=row.country,
            languages=tuple(languages[row.member_id]),
            subjects=tuple(UUID(bytes=each) for each in subjects[row.member_id]),
            shown=tuple(shown[row.member_id]),
            engagements=engaged[row.member_id],
            is_online=row.member_id in here,
            is_suspended=row.member_id in held,
        )
        for row in rows
    ]


def _of(table: Table, ids: Sequence[bytes], *which: ColumnElement[bool]) -> Any:
    return select(table.c.member_id).where(table.c.member_id.in_(ids), *which)


def _values(table: Table, column: Any, ids: Sequence[bytes], db: Connection) -> Any:
    found: defaultdict[bytes, list[Any]] = defaultdict(list)
    query = select(table.c.member_id, column).where(table.c.member_id.in_(ids)).order_by(column)
    for member_id, value in db.execute(query):
        found[member_id].append(value)
    return found


def _shown_of(ids: Sequence[bytes], db: Connection) -> defaultdict[bytes, list[Shown]]:
    found: defaultdict[bytes, list[Shown]] = defaultdict(list)
    query = select(qualifications).where(qualifications.c.member_id.in_(ids))
    for row in db.execute(query.order_by(qualifications.c.since_ms.desc())):
        found[row.member_id].append(_shown(row))
    return found


def _engagements_of(ids: Sequence[bytes], db: Connection) -> defaultdict[bytes, dict[UUID, str]]:
    found: defaultdict[bytes, dict[UUID, str]] = defaultdict(dict)
    query = select(engagements).where(engagements.c.member_id.in_(ids))
    for row in db.execute(query.order_by(engagements.c.since_ms)):
        found[row.member_id][UUID(bytes=row.brand_id)] = row.model
    return found


def _shown(row: Any) -> Shown:
    return Shown(
        attempt_id=UUID(bytes=row.attempt_id),
        member_id=UUID(bytes=row.member_id),
        subject_id=UUID(bytes=row.subject_id),
        assessment_id=UUID(bytes=row.assessment_id),
        percent=Decimal(row.percent),
        band=row.band,
        since=at_ms(row.since_ms),
        until=at_ms(row.until_ms) if row.until_ms is not None else None,
        lost_at=at_ms(row.lost_ms) if row.lost_ms is not None else None,
    )
