"""Calls for experts: terms, invited members, joined members, and when they closed."""

from datetime import datetime
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
    func,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.log.envelope import EventEnvelope
from domain.recruitment.call_for_experts import CallCloseReason, CallDetails, CallForExperts
from projections.engine.bulk_insert import insert_rows
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

calls_tables = MetaData()

calls = Table(
    "calls",
    calls_tables,
    Column("call_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("details", Text, nullable=False),
    Column("published_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
    Column("reason", Text),
)
"""One row for each call; `details` is JSON, as the event has it."""

Index("calls_by_brand", calls.c.brand_id, calls.c.published_ms)
Index("calls_open", calls.c.closed_ms, calls.c.ends_ms)

invited = Table(
    "invited",
    calls_tables,
    Column("call_id", LargeBinary, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Key("call_id", "member_id"),
)
joined = Table(
    "joined",
    calls_tables,
    Column("call_id", LargeBinary, nullable=False),
    Column("member_id", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Key("call_id", "member_id"),
)

Index("invited_members", invited.c.member_id)
Index("joined_members", joined.c.member_id)


class CallSummary(NamedTuple):
    """A call for experts, as lists show it. Times are UTC."""

    call_id: UUID
    details: CallDetails
    published_at: datetime
    closed_at: datetime | None
    reason: CallCloseReason | None
    """Why it was closed; None: it was not."""
    invited: int
    """How many members were invited."""
    joined: int
    """How many members have joined."""

    @property
    def openings_left(self) -> int:
        """How many more experts may join."""
        return max(0, self.details.max_experts - self.joined)

    def is_open(self, at: datetime) -> bool:
        """Whether it is neither closed nor over at an instant."""
        return self.closed_at is None and at < self.details.ends_at


class Calls(SimpleProjection):
    """The calls of brands, and the members invited to them and joined."""

    name, version, tables = "calls", 2, calls_tables

    @handles(CallForExperts.Published)
    def publish(self, event: EventEnvelope[CallForExperts.Published], db: Connection) -> None:
        details = event.data.details
        times = (ms_of(event.data.at), ms_of(details.ends_at), None)
        written = msgspec.json.encode(details).decode()
        insert_rows(calls, [(event.stream, details.brand_id.bytes, written, *times, None)], db)

    @handles(CallForExperts.MembersInvited)
    def invite(self, event: EventEnvelope[CallForExperts.MembersInvited], db: Connection) -> None:
        at_ms = ms_of(event.data.at)
        rows = [(event.stream, member_id.bytes, at_ms) for member_id in event.data.member_ids]
        insert_rows(invited, rows, db)

    @handles(CallForExperts.MemberJoined)
    def join(self, event: EventEnvelope[CallForExperts.MemberJoined], db: Connection) -> None:
        row = (event.stream, event.data.member_id.bytes, ms_of(event.data.at))
        insert_rows(joined, [row], db)

    @handles(CallForExperts.Closed)
    def close(self, event: EventEnvelope[CallForExperts.Closed], db: Connection) -> None:
        row = update(calls).where(calls.c.call_id == event.stream)
        db.execute(row.values(closed_ms=ms_of(event.data.at), reason=event.data.reason.value))


def calls_of(brand_id: UUID, db: Connection) -> list[CallSummary]:
    """All calls of a brand, the newest first."""
    return _summaries(calls.c.brand_id == brand_id.bytes, db)


def call_with_id(call_id: UUID, db: Connection) -> CallSummary | None:
    """One call; None when there is no call with this id."""
    summaries = _summaries(calls.c.call_id == call_id.bytes, db)
    return summaries[0] if summaries else None


def open_calls(at: datetime, db: Connection) -> list[CallSummary]:
    """The calls of all brands that are neither closed nor over at an instant, the newest first."""
    return _summaries(calls.c.closed_ms.is_(None) & (calls.c.ends_ms > ms_of(at)), db)


def joined_by(member_id: UUID, db: Connection) -> frozenset[UUID]:
    """The ids of the calls a member has joined."""
    return _with(joined, member_id, db)


def sent_to(member_id: UUID, db: Connection) -> frozenset[UUID]:
    """The ids of the calls a member was invited to."""
    return _with(invited, member_id, db)


def invited_to(call_id: UUID, db: Connection) -> list[UUID]:
    """The ids of the members invited to a call, in order."""
    query = select(invited.c.member_id).where(invited.c.call_id == call_id.bytes)
    return [UUID(bytes=member_id) for member_id in db.scalars(query.order_by(invited.c.member_id))]


def _with(table: Table, member_id: UUID, db: Connection) -> frozenset[UUID]:
    query = select(table.c.call_id).where(table.c.member_id == member_id.bytes)
    return frozenset(UUID(bytes=call_id) for call_id in db.scalars(query))


def _summaries(condition: ColumnElement[bool], db: Connection) -> list[CallSummary]:
    query = select(calls, _number_in(invited), _number_in(joined)).where(condition)
    rows = db.execute(query.order_by(calls.c.published_ms.desc(), calls.c.call_id))
    return [_summary(row) for row in rows]


def _number_in(table: Table) -> Any:
    count = select(func.count()).where(table.c.call_id == calls.c.call_id)
    return count.scalar_subquery().label(f"n_{table.name}")


def _summary(row: Any) -> CallSummary:
    return CallSummary(
        call_id=UUID(bytes=row.call_id),
        details=msgspec.json.decode(row.details, type=CallDetails),
        published_at=at_ms(row.published_ms),
        closed_at=at_ms(row.closed_ms) if row.closed_ms is not None else None,
        reason=CallCloseReason(row.reason) if row.reason is not None else None,
        invited=row.n_invited,
        joined=row.n_joined,
    )
