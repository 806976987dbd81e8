"""Members one by one, for the platform, the member and the badge page; and those of a brand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, select

from domain.presence.presence_session import Presence
from projections.engine.timestamps import at_ms
from projections.members.queries import PoolFilter, filtered_members
from projections.members.tables import (
    declared,
    engagements,
    members,
    qualifications,
    sessions,
    spoken,
    suspensions,
)


class QualificationSummary(NamedTuple):
    """A qualification as it was acquired, and whether it was revoked."""

    attempt_id: UUID
    member_id: UUID
    subject_id: UUID
    assessment_id: UUID
    percent: Decimal
    band: int
    """The first percent of the score band."""
    since: datetime
    until: datetime | None
    """When it expires; None: never."""
    lost_at: datetime | None
    """When it was revoked, or its attempt annulled; None: it was not."""

    def is_valid(self, at: datetime) -> bool:
        """Whether it is neither revoked nor expired at an instant."""
        return self.lost_at is None and (self.until is None or at < self.until)


class PoolMember(NamedTuple):
    """A member of the pool, without name and address: these are in the private store."""

    member_id: UUID
    country: str
    languages: tuple[str, ...]
    subjects: tuple[UUID, ...]
    """The declared subjects."""
    qualifications: tuple[QualificationSummary, ...]
    """The newest first, also revoked and expired ones."""
    engagements: dict[UUID, str]
    """The engagement model by brand id."""
    is_online: bool
    is_suspended: bool
    """For at least one brand, or for all."""


def how_many(pool_filter: PoolFilter, at: datetime, db: Connection) -> int:
    """The exact number of members a filter finds; for the platform only, never for a brand."""
    condition = filtered_members(pool_filter, at)
    return db.scalar(select(func.count()).select_from(members).where(condition)) or 0


def list_members(
    pool_filter: PoolFilter, at: datetime, db: Connection, first: int, limit: int
) -> list[PoolMember]:
    """
    A page of the members a filter finds, the latest to join first.

    first: how many to skip. limit: how many to return at most.
    """
    query = select(members).where(filtered_members(pool_filter, at))
    query = query.order_by(members.c.joined_ms.desc(), members.c.member_id)
    return _members(list(db.execute(query.offset(first).limit(limit))), db)


def member_with_id(member_id: UUID, db: Connection) -> PoolMember | None:
    """One member; None when there is no member with this id."""
    rows = list(db.execute(select(members).where(members.c.member_id == member_id.bytes)))
    summaries = _members(rows, db)
    return summaries[0] if summaries else None


def qualification_by_attempt(attempt_id: UUID, db: Connection) -> QualificationSummary | None:
    """The qualification acquired by an attempt; None when there is none."""
    this = qualifications.c.attempt_id == attempt_id.bytes
    row = db.execute(select(qualifications).where(this)).first()
    return _qualification(row) if row else None


def _members(rows: Sequence[Any], db: Connection) -> list[PoolMember]:
    ids = [row.member_id for row in rows]
    languages = _by_member(spoken, ids, spoken.c.language, db)
    subjects = _by_member(declared, ids, declared.c.subject_id, db)
    acquired = _by_member(qualifications, ids, qualifications.c.since_ms.desc(), db)
    engaged = _by_member(engagements, ids, engagements.c.since_ms, db)
    online_ids = set(db.scalars(_of(sessions, ids, sessions.c.presence == Presence.ONLINE)))
    suspended_ids = set(db.scalars(_of(suspensions, ids)))
    return [
        PoolMember(
            member_id=UUID(bytes=row.member_id),
            country=row.country,
            languages=tuple(language.language for language in languages[row.member_id]),
            subjects=tuple(UUID(bytes=subject.subject_id) for subject in subjects[row.member_id]),
            qualifications=tuple(map(_qualification, acquired[row.member_id])),
            engagements={
                UUID(bytes=engagement.brand_id): engagement.model
                for engagement in engaged[row.member_id]
            },
            is_online=row.member_id in online_ids,
            is_suspended=row.member_id in suspended_ids,
        )
        for row in rows
    ]


def _of(table: Table, ids: Sequence[bytes], *conditions: ColumnElement[bool]) -> Any:
    return select(table.c.member_id).where(table.c.member_id.in_(ids), *conditions)


def _by_member(
    table: Table, ids: Sequence[bytes], order: Any, db: Connection
) -> defaultdict[bytes, list[Any]]:
    """The rows of these members in an order, by member."""
    rows: defaultdict[bytes, list[Any]] = defaultdict(list)
    for row in db.execute(select(table).where(table.c.member_id.in_(ids)).order_by(order)):
        rows[row.member_id].append(row)
    return rows


def _qualification(row: Any) -> QualificationSummary:
    return QualificationSummary(
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


class EngagedMember(NamedTuple):
    """An engagement that has not ended."""

    member_id: UUID
    brand_id: UUID
    model: str
    """The engagement model."""


def engaged_with(brand_id: UUID | None, db: Connection) -> list[EngagedMember]:
    """
    The engagements with a brand that have not ended, in the order of member and brand ids.

    brand_id: None: of all brands.
    """
    e = engagements.c
    query = select(e.member_id, e.brand_id, e.model).order_by(e.member_id, e.brand_id)
    if brand_id is not None:
        query = query.where(e.brand_id == brand_id.bytes)
    return [
        EngagedMember(UUID(bytes=row.member_id), UUID(bytes=row.brand_id), row.model)
        for row in db.execute(query)
    ]
