"""What brands asked to pay in, and what became of it."""

from collections.abc import Sequence
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
    Select,
    Table,
    Text,
    and_,
    func,
    or_,
    select,
    update,
)

from domain.bookings.booking import Booking
from domain.bookings.funding import FundingMethod, FundingRequest
from domain.log.envelope import EventEnvelope
from domain.money import Money
from projections.bookings.booking_tables import bookings_tables
from projections.engine.bulk_insert import insert_rows
from projections.engine.timestamps import at_ms, ms_of

funding = Table(
    "funding",
    bookings_tables,
    Column("funding_id", LargeBinary, primary_key=True),
    Column("booking_id", LargeBinary, nullable=False),
    Column("brand_id", LargeBinary, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("requested_ms", BigInteger, nullable=False),
    Column("settled_ms", BigInteger),
    Column("outcome", Text),
    Column("reference", Text, nullable=False),
    Column("settled_by", LargeBinary),
)
"""What brands asked to pay in; `outcome` is `received`, or why it was refused."""

Index("funding_by_booking", funding.c.booking_id, funding.c.requested_ms)
Index("funding_by_settlement", funding.c.settled_ms, funding.c.requested_ms)

RECEIVED = "received"
OLDEST_FIRST = (funding.c.requested_ms, funding.c.funding_id)
ID_BYTES = 16


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
    brand_id: UUID
    currency: str
    settled_at: datetime | None
    reference: str
    """Of the payment, as the service or the bank names it; empty unless it was received."""
    settled_by: UUID | None
    """Who recorded what became of it; None: the payment service, or it is awaited."""

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class FundingFilter(NamedTuple):
    """Which payments to list: of any of these brands, or with this beginning of their id."""

    method: FundingMethod | None = None
    brand_ids: Sequence[UUID] | None = None
    """None: of all brands."""
    first_bytes: bytes = b""
    """Of the payment's id; only beside `brand_ids`, as one search looks for both."""


ALL_FUNDING = FundingFilter()


def add_funding(
    event: EventEnvelope[Any], brand_id: bytes, request: FundingRequest, db: Connection
) -> None:
    """A brand asked to pay an amount in."""
    ids = (request.funding_id.bytes, event.stream, brand_id)
    terms = (request.amount.amount, request.amount.currency, request.method)
    row = (*ids, *terms, ms_of(event.data.at), None, None, "", None)
    insert_rows(funding, [row], db)


def settle_funding(
    event: EventEnvelope[Booking.FundingReceived] | EventEnvelope[Booking.FundingRefused],
    outcome: str,
    db: Connection,
    reference: str = "",
) -> None:
    """What became of an amount is known."""
    settled = event.data
    row = update(funding).where(funding.c.funding_id == settled.funding.funding_id.bytes)
    db.execute(
        row.values(
            settled_ms=ms_of(settled.at),
            outcome=outcome,
            reference=reference,
            settled_by=settled.by.bytes if settled.by else None,
        )
    )


def funding_of(booking_id: UUID, db: Connection) -> list[FundingSummary]:
    """What a brand asked to pay in for a booking, the oldest first."""
    return _funding(_oldest(funding.c.booking_id == booking_id.bytes), db)


def funding_with_id(funding_id: UUID, db: Connection) -> FundingSummary | None:
    """One payment; None when there is none with this id."""
    found = _funding(_oldest(funding.c.funding_id == funding_id.bytes), db)
    return found[0] if found else None


def awaited_funding(
    db: Connection,
    wanted: FundingFilter = ALL_FUNDING,
    limit: int | None = None,
    offset: int = 0,
) -> list[FundingSummary]:
    """What brands asked to pay in and what is not settled, the oldest first."""
    return _funding(_oldest(_is_awaited(wanted)).limit(limit).offset(offset), db)


def awaited_count(db: Connection, wanted: FundingFilter = ALL_FUNDING) -> int:
    """How many payments are awaited."""
    query = select(func.count()).select_from(funding).where(_is_awaited(wanted))
    return db.scalar(query) or 0


def settled_funding(limit: int, db: Connection) -> list[FundingSummary]:
    """The payments of all brands that were received or refused, those settled last first."""
    query = select(funding).where(funding.c.settled_ms.is_not(None))
    newest = (funding.c.settled_ms.desc(), funding.c.funding_id)
    return _funding(query.order_by(*newest).limit(limit), db)


def _oldest(condition: ColumnElement[bool]) -> Select[Any]:
    return select(funding).where(condition).order_by(*OLDEST_FIRST)


def _is_awaited(wanted: FundingFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [funding.c.settled_ms.is_(None)]
    if wanted.method is not None:
        conditions.append(funding.c.method == wanted.method)
    if wanted.brand_ids is not None:
        conditions.append(_is_found(wanted.brand_ids, wanted.first_bytes))
    return and_(*conditions)


def _is_found(brand_ids: Sequence[UUID], first_bytes: bytes) -> ColumnElement[bool]:
    of_brand = funding.c.brand_id.in_([brand_id.bytes for brand_id in brand_ids])
    if not first_bytes:
        return of_brand
    lowest, highest = (first_bytes.ljust(ID_BYTES, end) for end in (b"\x00", b"\xff"))
    column = funding.c.funding_id
    return or_(of_brand, and_(column >= lowest, column <= highest))


def _funding(query: Select[Any], db: Connection) -> list[FundingSummary]:
    return [
        FundingSummary(
            UUID(bytes=row.funding_id),
            UUID(bytes=row.booking_id),
            row.amount,
            FundingMethod(row.method),
            at_ms(row.requested_ms),
            row.outcome,
            UUID(bytes=row.brand_id),
            row.currency,
            at_ms(row.settled_ms) if row.settled_ms is not None else None,
            row.reference,
            UUID(bytes=row.settled_by) if row.settled_by else None,
        )
        for row in db.execute(query)
    ]
