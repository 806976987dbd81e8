"""When bookings booked nothing: while they were paused, and since their end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    select,
    update,
)
from sqlalchemy import PrimaryKeyConstraint as Key

from domain.log.envelope import EventEnvelope
from projections.bookings.booking_tables import bookings_tables
from projections.engine.bulk_insert import upsert_rows
from projections.engine.timestamps import at_ms, ms_of

suspended = Table(
    "suspended",
    bookings_tables,
    Column("booking_id", LargeBinary, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Key("booking_id", "from_ms"),
)
"""When a booking booked nothing: paused, until it was resumed, and from its end on."""


def suspend(event: EventEnvelope[Any], db: Connection) -> None:
    """A paused booking that ends has been suspended since the pause."""
    if db.scalar(select(suspended.c.from_ms).where(_is_open(event))) is None:
        upsert_rows(suspended, [(event.stream, ms_of(event.data.at), None)], db)


def end_suspension(event: EventEnvelope[Any], db: Connection) -> None:
    """The booking was resumed."""
    ended = update(suspended).where(_is_open(event))
    db.execute(ended.values(until_ms=ms_of(event.data.at)))


def suspended_times(booking_id: UUID, db: Connection) -> list[tuple[datetime, datetime | None]]:
    """When a booking booked nothing, in UTC: while it was paused, and since its end (None)."""
    query = select(suspended).where(suspended.c.booking_id == booking_id.bytes)
    return [
        (at_ms(row.from_ms), at_ms(row.until_ms) if row.until_ms is not None else None)
        for row in db.execute(query.order_by(suspended.c.from_ms))
    ]


def _is_open(event: EventEnvelope[Any]) -> ColumnElement[bool]:
    return (suspended.c.booking_id == event.stream) & suspended.c.until_ms.is_(None)
