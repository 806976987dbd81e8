"""The calls for experts: what was offered, who was invited, who joined, and whether it is over."""

from collections.abc import Sequence
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

from domain.recruitment.call_for_experts import Call, Ending, Offer
from projections.engine.bulk_insert import insert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import at_ms, ms_of

calls_tables = MetaData()

calls = Table(
    "calls",
    calls_tables,
    Column("call_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("offer", Text, nullable=False),
    Column("published_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
    Column("why", Text),
)
"""A row a call; the offer is JSON, as the event has it."""

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


class KnownCall(NamedTuple):
    """A call, as pages know it."""

    call_id: UUID
    offer: Offer
    published_at: datetime
    closed_at: datetime | None
    why: Ending | None
    invited: int
    joined: int

    @property
    def places_left(self) -> int:
        return max(0, self.offer.wanted - self.joined)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody could join."""
        return self.closed_at is None and at < self.offer.ends_at


class CallsFold:
    """Written event by event: calls are few, and invite hundreds at once."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def apply(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            call_id, at = seen.stream, ms_of(seen.event.at)
            match seen.event:
                case Call.Published(offer=offer):
                    told = (msgspec.json.encode(offer).decode(), at, ms_of(offer.ends_at))
                    row = (call_id, offer.brand_id.bytes, *told, None, None)
                    insert_rows(calls, [row], self._db)
                case Call.Invited(member_ids=member_ids):
                    rows = [(call_id, each.bytes, at) for each in member_ids]
                    insert_rows(invited, rows, self._db)
                case Call.Joined(member_id=member_id):
                    insert_rows(joined, [(call_id, member_id.bytes, at)], self._db)
                case Call.Closed(why=why):
                    this = update(calls).where(calls.c.call_id == call_id)
                    self._db.execute(this.values(closed_ms=at, why=why.value))

    def flush(self) -> None:
        """Everything is written as it is applied."""


class Calls:
    name = "calls"
    version = 1
    tables = calls_tables
    interests = (Call.Published, Call.Invited, Call.Joined, Call.Closed)

    def begin(self, db: Connection) -> CallsFold:
        return CallsFold(db)


def calls_of(brand_id: UUID, db: Connection) -> list[KnownCall]:
    """The calls of a brand, the newest first."""
    return _known(calls.c.brand_id == brand_id.bytes, db)


def call_with_id(call_id: UUID, db: Connection) -> KnownCall | None:
    found = _known(calls.c.call_id == call_id.bytes, db)
    return found[0] if found else None


def open_calls(at: datetime, db: Connection) -> list[KnownCall]:
    """The calls of all brands that somebody could join, the newest first."""
    return _known(calls.c.closed_ms.is_(None) & (calls.c.ends_ms > ms_of(at)), db)


def joined_by(member_id: UUID, db: Connection) -> frozenset[UUID]:
    """The calls a member has joined."""
    return _with(joined, member_id, db)


def sent_to(member_id: UUID, db: Connection) -> frozenset[UUID]:
    """The calls a member was invited to."""
    return _with(invited, member_id, db)


def invited_to(call_id: UUID, db: Connection) -> list[UUID]:
    """Everybody who was invited to a call."""
    query = select(invited.c.member_id).where(invited.c.call_id == call_id.bytes)
    return [UUID(bytes=each) for each in db.scalars(query.order_by(invited.c.member_id))]


def _with(table: Table, member_id: UUID, db: Connection) -> frozenset[UUID]:
    query = select(table.c.call_id).where(table.c.member_id == member_id.bytes)
    return frozenset(UUID(bytes=each) for each in db.scalars(query))


def _known(chosen: ColumnElement[bool], db: Connection) -> list[KnownCall]:
    query = select(calls, _number_in(invited), _number_in(joined)).where(chosen)
    rows = db.execute(query.order_by(calls.c.published_ms.desc(), calls.c.call_id))
    return [_one(row) for row in rows]


def _number_in(table: Table) -> Any:
    count = select(func.count()).where(table.c.call_id == calls.c.call_id)
    return count.scalar_subquery().label(f"n_{table.name}")


def _one(row: Any) -> KnownCall:
    return KnownCall(
        call_id=UUID(bytes=row.call_id),
        offer=msgspec.json.decode(row.offer, type=Offer),
        published_at=at_ms(row.published_ms),
        closed_at=at_ms(row.closed_ms) if row.closed_ms is not None else None,
        why=Ending(row.why) if row.why is not None else None,
        invited=row.n_invited,
        joined=row.n_joined,
    )
