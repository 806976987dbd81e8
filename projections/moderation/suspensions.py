"""Suspensions as pages list them, and those that are due to take effect or to expire."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    select,
    update,
)

from domain.aggregate import Event
from domain.log.envelope import EventEnvelope
from domain.moderation.suspension import Suspension
from domain.reasons import AppealOutcome
from projections.engine.bulk_insert import insert_rows
from projections.engine.ids import id_or_none
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

tables_of_suspensions = MetaData()

cases = Table(
    "cases",
    tables_of_suspensions,
    Column("suspension_id", LargeBinary, primary_key=True),
    Column("member_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary),
    Column("status", Text, nullable=False),
    Column("decided_ms", BigInteger, nullable=False),
    Column("decided_by", LargeBinary, nullable=False),
    Column("starts_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Column("evidence_positions", Text, nullable=False),
    Column("text_id", LargeBinary, nullable=False),
    Column("appeal", LargeBinary),
    Column("appeal_outcome", Text),
    Column("ended_ms", BigInteger),
    Column("ended_by", LargeBinary),
)
"""
One row for each suspension. Times are in milliseconds since 1970; `evidence_positions` is JSON;
`appeal` is the private text id of an appeal that is not decided yet.
"""

Index("cases_by_brand", cases.c.brand_id, cases.c.decided_ms)
Index("cases_by_member", cases.c.member_id, cases.c.decided_ms)
Index("cases_by_status", cases.c.status, cases.c.starts_ms)

NEW = (
    *("suspension_id", "member_id", "brand_id", "status", "decided_ms", "decided_by"),
    *("starts_ms", "until_ms", "evidence_positions", "text_id"),
)


class SuspensionStatus(StrEnum):
    """How far a suspension has come."""

    NOTICE = "notice"
    """Decided, and not in force yet."""
    IN_FORCE = "in_force"
    OVER = "over"


class SuspensionSummary(NamedTuple):
    """A suspension, as lists show it. Times are UTC."""

    suspension_id: UUID
    member_id: UUID
    brand_id: UUID | None
    """None: for all brands."""
    status: SuspensionStatus
    decided_at: datetime
    decided_by: UUID
    starts_at: datetime
    until: datetime | None
    """None: the suspension is permanent."""
    evidence_positions: tuple[int, ...]
    """The log positions of the events it is based on."""
    text_id: UUID
    """The id of the reason in the private store."""
    appeal: UUID | None
    """The id of the private text of an appeal that is not decided yet."""
    appeal_outcome: AppealOutcome | None
    """How an appeal was decided; None: there was none, or it is not decided yet."""
    ended_at: datetime | None
    """When it expired or was lifted; None: it has not ended."""
    ended_by: UUID | None
    """Who lifted it; None: it expired, or has not ended."""


class DueSuspensions(NamedTuple):
    """The ids of suspensions to act on, the earliest start first."""

    to_take_effect: Sequence[UUID]
    """Their notice is over."""
    to_expire: Sequence[UUID]
    """Their end has passed."""


class Suspensions(SimpleProjection):
    """One row for each suspension, with its status."""

    name, version, tables = "suspensions", 3, tables_of_suspensions

    @handles(Suspension.Decided)
    def add(self, event: EventEnvelope[Suspension.Decided], db: Connection) -> None:
        insert_rows(cases, [_decided(event.stream, event.data)], db, NEW)

    @handles(Suspension.TookEffect)
    def take_effect(self, event: EventEnvelope[Suspension.TookEffect], db: Connection) -> None:
        _change(event, db, status=SuspensionStatus.IN_FORCE.value)

    @handles(Suspension.Appealed)
    def appeal(self, event: EventEnvelope[Suspension.Appealed], db: Connection) -> None:
        _change(event, db, appeal=event.data.appeal_text_id.bytes)

    @handles(Suspension.AppealDecided)
    def decide_appeal(self, event: EventEnvelope[Suspension.AppealDecided], db: Connection) -> None:
        _change(event, db, appeal=None, appeal_outcome=event.data.outcome.value)

    @handles(Suspension.Expired)
    def expire(self, event: EventEnvelope[Suspension.Expired], db: Connection) -> None:
        _end(event, None, db)

    @handles(Suspension.Lifted)
    def lift(self, event: EventEnvelope[Suspension.Lifted], db: Connection) -> None:
        _end(event, event.data.by, db)


def _end(event: EventEnvelope[Event], by: UUID | None, db: Connection) -> None:
    ended_ms, ended_by = ms_of(event.data.at), by.bytes if by else None
    _change(event, db, status=SuspensionStatus.OVER.value, ended_ms=ended_ms, ended_by=ended_by)


def _change(event: EventEnvelope[Event], db: Connection, **values: Any) -> None:
    row = update(cases).where(cases.c.suspension_id == event.stream)
    db.execute(row.values(**values))


def suspensions_by_brand(brand_id: UUID, db: Connection) -> list[SuspensionSummary]:
    """The suspensions for one brand, the newest decision first."""
    return _summaries(cases.c.brand_id == brand_id.bytes, db)


def all_suspensions(db: Connection) -> list[SuspensionSummary]:
    """All suspensions, for single brands and for all brands, the newest decision first."""
    return _summaries(cases.c.status.is_not(None), db)


def suspensions_of_member(member_id: UUID, db: Connection) -> list[SuspensionSummary]:
    """The suspensions of a member, the newest decision first."""
    return _summaries(cases.c.member_id == member_id.bytes, db)


def suspension_with_id(suspension_id: UUID, db: Connection) -> SuspensionSummary | None:
    """One suspension; None when there is no suspension with this id."""
    summaries = _summaries(cases.c.suspension_id == suspension_id.bytes, db)
    return summaries[0] if summaries else None


def due(now: datetime, db: Connection) -> DueSuspensions:
    """The suspensions that are to take effect or to expire at an instant, each in one list only."""
    c, ms = cases.c, ms_of(now)
    running = c.status != SuspensionStatus.OVER.value
    over = running & c.until_ms.is_not(None) & (c.until_ms <= ms)
    waiting = (c.status == SuspensionStatus.NOTICE.value) & (c.starts_ms <= ms)
    to_take_effect = _ids(waiting & (c.until_ms.is_(None) | (c.until_ms > ms)), db)
    return DueSuspensions(to_take_effect, to_expire=_ids(over, db))


def _ids(condition: ColumnElement[bool], db: Connection) -> list[UUID]:
    query = select(cases.c.suspension_id).where(condition).order_by(cases.c.starts_ms)
    return [UUID(bytes=row[0]) for row in db.execute(query)]


def _decided(stream: bytes, event: Suspension.Decided) -> tuple[Any, ...]:
    brand_id = event.brand_id.bytes if event.brand_id else None
    until = ms_of(event.until) if event.until else None
    return (
        *(stream, event.member_id.bytes, brand_id, SuspensionStatus.NOTICE.value),
        *(ms_of(event.at), event.by.bytes, ms_of(event.starts_at), until),
        *(msgspec.json.encode(event.evidence_positions).decode(), event.reason_text_id.bytes),
    )


def _summaries(condition: ColumnElement[bool], db: Connection) -> list[SuspensionSummary]:
    query = select(cases).where(condition)
    rows = db.execute(query.order_by(cases.c.decided_ms.desc(), cases.c.suspension_id))
    return [_summary(row) for row in rows]


def _summary(row: Any) -> SuspensionSummary:
    return SuspensionSummary(
        suspension_id=UUID(bytes=row.suspension_id),
        member_id=UUID(bytes=row.member_id),
        brand_id=id_or_none(row.brand_id),
        status=SuspensionStatus(row.status),
        decided_at=at_ms(row.decided_ms),
        decided_by=UUID(bytes=row.decided_by),
        starts_at=at_ms(row.starts_ms),
        until=at_ms(row.until_ms) if row.until_ms is not None else None,
        evidence_positions=msgspec.json.decode(row.evidence_positions, type=tuple[int, ...]),
        text_id=UUID(bytes=row.text_id),
        appeal=id_or_none(row.appeal),
        appeal_outcome=AppealOutcome(row.appeal_outcome) if row.appeal_outcome else None,
        ended_at=at_ms(row.ended_ms) if row.ended_ms is not None else None,
        ended_by=id_or_none(row.ended_by),
    )
