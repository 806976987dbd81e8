"""What brands asked to pay in, and what became of it."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    Table,
    Text,
    select,
    update,
)

from domain.bookings.funding import FundingMethod, FundingRequest
from domain.log.envelope import EventEnvelope
from projections.bookings.booking_tables import bookings_tables
from projections.engine.bulk_insert import insert_rows
from projections.engine.timestamps import at_ms, ms_of

funding = Table(
    "funding",
    bookings_tables,
    Column("funding_id", LargeBinary, primary_key=True),
    Column("booking_id", LargeBinary, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("requested_ms", BigInteger, nullable=False),
    Column("settled_ms", BigInteger),
    Column("outcome", Text),
)
"""What brands asked to pay in; `outcome` is `received`, or why it was refused."""

Index("funding_by_booking", funding.c.booking_id, funding.c.requested_ms)

RECEIVED = "received"


class FundingSummary(NamedTuple):
    """An amount that a brand asked to pay in. Times are UTC."""

    funding_id: UUID
    booking_id: UUID
    amount: int
    """In minor units of the booking's currency."""
    method: FundingMethod
    requested_at: datetime
    outcome: str | None
    """`received`, or a value of FundingRefusalReason; None while it is awaited."""


def add_funding(event: EventEnvelope[Any], request: FundingRequest, db: Connection) -> None:
    """A brand asked to pay an amount in."""
    values = (request.amount.amount, request.method, ms_of(event.data.at), None, None)
    insert_rows(funding, [(request.funding_id.bytes, event.stream, *values)], db)


def settle_funding(
    event: EventEnvelope[Any], request: FundingRequest, outcome: str, db: Connection
) -> None:
    """What became of an amount is known."""
    row = update(funding).where(funding.c.funding_id == request.funding_id.bytes)
    db.execute(row.values(settled_ms=ms_of(event.data.at), outcome=outcome))


def funding_of(booking_id: UUID, db: Connection) -> list[FundingSummary]:
    """What a brand asked to pay in for a booking, the oldest first."""
    return _funding(funding.c.booking_id == booking_id.bytes, db)


def awaited_funding(db: Connection) -> list[FundingSummary]:
    """What brands asked to pay in and what is not settled, the oldest first."""
    return _funding(funding.c.settled_ms.is_(None), db)


def _funding(condition: ColumnElement[bool], db: Connection) -> list[FundingSummary]:
    query = select(funding).where(condition)
    return [
        FundingSummary(
            UUID(bytes=row.funding_id),
            UUID(bytes=row.booking_id),
            row.amount,
            FundingMethod(row.method),
            at_ms(row.requested_ms),
            row.outcome,
        )
        for row in db.execute(query.order_by(funding.c.requested_ms, funding.c.funding_id))
    ]
