"""Suspensions: the file of each decision as pages list it, and whose time has come."""

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
from domain.log.subscription import EventEnvelope
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
    Column("stage", Text, nullable=False),
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
A row a suspension. Times are in milliseconds since 1970; based_on is JSON; appeal is where the
words of one lie that waits to be heard; appeal_outcome says how one was decided.
"""

Index("cases_by_brand", cases.c.brand_id, cases.c.decided_ms)
Index("cases_by_member", cases.c.member_id, cases.c.decided_ms)
Index("cases_by_stage", cases.c.stage, cases.c.starts_ms)

NEW = (
    *("suspension_id", "member_id", "brand_id", "stage", "decided_ms", "decided_by"),
    *("starts_ms", "until_ms", "evidence_positions", "text_id"),
)


class CaseStage(StrEnum):
    """How far a suspension has come."""

    NOTICE = "notice"
    """Decided, and not in force yet."""
    IN_FORCE = "in_force"
    OVER = "over"


class Case(NamedTuple):
    """A suspension, as lists of them show it."""

    suspension_id: UUID
    member_id: UUID
    brand_id: UUID | None
    """None: for all brands."""
    stage: CaseStage
    decided_at: datetime
    decided_by: UUID
    starts_at: datetime
    until: datetime | None
    """None: excluded, until somebody decides otherwise."""
    evidence_positions: tuple[int, ...]
    text_id: UUID
    appeal: UUID | None
    """Where the words of an appeal lie that waits to be heard."""
    appeal_outcome: AppealOutcome | None
    """How an appeal was decided; None: it was not."""
    ended_at: datetime | None
    ended_by: UUID | None


class Due(NamedTuple):
    """Suspensions whose time has come."""

    begin: Sequence[UUID]
    end: Sequence[UUID]


class Cases(SimpleProjection):
    """A row for each suspension, and how far it has come."""

    name, version, tables = "suspensions", 2, tables_of_suspensions

    @handles(Suspension.Decided)
    def add(self, event: EventEnvelope[Suspension.Decided], db: Connection) -> None:
        insert_rows(cases, [_decided(event.stream, event.data)], db, NEW)

    @handles(Suspension.TookEffect)
    def take_effect(self, event: EventEnvelope[Suspension.TookEffect], db: Connection) -> None:
        _change(event, db, stage=CaseStage.IN_FORCE.value)

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
    _change(event, db, stage=CaseStage.OVER.value, ended_ms=ended_ms, ended_by=ended_by)


def _change(event: EventEnvelope[Event], db: Connection, **values: Any) -> None:
    row = update(cases).where(cases.c.suspension_id == event.stream)
    db.execute(row.values(**values))


def cases_at(brand_id: UUID, db: Connection) -> list[Case]:
    """What a brand decided, the newest first."""
    return _found(cases.c.brand_id == brand_id.bytes, db)


def all_cases(db: Connection) -> list[Case]:
    """Every brand's, and those for all brands, the newest first."""
    return _found(cases.c.stage.is_not(None), db)


def cases_about(member_id: UUID, db: Connection) -> list[Case]:
    """What was decided about a member, the newest first."""
    return _found(cases.c.member_id == member_id.bytes, db)


def case_with_id(suspension_id: UUID, db: Connection) -> Case | None:
    found = _found(cases.c.suspension_id == suspension_id.bytes, db)
    return found[0] if found else None


def due(now: datetime, db: Connection) -> Due:
    """Those whose notice is over, and those whose time is."""
    c, ms = cases.c, ms_of(now)
    running = c.stage != CaseStage.OVER.value
    over = running & c.until_ms.is_not(None) & (c.until_ms <= ms)
    waiting = (c.stage == CaseStage.NOTICE.value) & (c.starts_ms <= ms)
    begin = _ids(waiting & (c.until_ms.is_(None) | (c.until_ms > ms)), db)
    return Due(begin, _ids(over, db))


def _ids(chosen: ColumnElement[bool], db: Connection) -> list[UUID]:
    query = select(cases.c.suspension_id).where(chosen).order_by(cases.c.starts_ms)
    return [UUID(bytes=row[0]) for row in db.execute(query)]


def _decided(stream: bytes, event: Suspension.Decided) -> tuple[Any, ...]:
    brand_id = event.brand_id.bytes if event.brand_id else None
    until = ms_of(event.until) if event.until else None
    return (
        *(stream, event.member_id.bytes, brand_id, CaseStage.NOTICE.value),
        *(ms_of(event.at), event.by.bytes, ms_of(event.starts_at), until),
        *(msgspec.json.encode(event.evidence_positions).decode(), event.reason_text_id.bytes),
    )


def _found(chosen: ColumnElement[bool], db: Connection) -> list[Case]:
    query = select(cases).where(chosen)
    rows = db.execute(query.order_by(cases.c.decided_ms.desc(), cases.c.suspension_id))
    return [_one(row) for row in rows]


def _one(row: Any) -> Case:
    return Case(
        suspension_id=UUID(bytes=row.suspension_id),
        member_id=UUID(bytes=row.member_id),
        brand_id=id_or_none(row.brand_id),
        stage=CaseStage(row.stage),
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
