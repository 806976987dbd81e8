"""Bookings: their plan, where they stand, and what their budget holds."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    select,
    update,
)

from domain.bookings.assumed_demand import AssumedDemand
from domain.bookings.booked_times import BookedTimes, BookingChanges
from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_plan import BookingPlan
from domain.bookings.budget_level import BudgetLevel
from domain.bookings.budget_reservation import BudgetReservation
from domain.bookings.shift_rules import ShiftRules
from domain.log.envelope import EventEnvelope
from domain.money import Money
from projections.bookings.booking_tables import bookings_tables
from projections.bookings.funding import RECEIVED, add_funding, settle_funding
from projections.engine.bulk_insert import insert_rows
from projections.engine.keyset import follows, order_by
from projections.engine.simple_projection import SimpleProjection, handles
from projections.engine.timestamps import at_ms, ms_of

bookings = Table(
    "bookings",
    bookings_tables,
    Column("booking_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("drafted_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("funded_ms", BigInteger),
    Column("commission_percent", Integer, nullable=False),
    Column("shift_rules", Text, nullable=False),
    Column("paid_in", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("refunded", BigInteger, nullable=False),
    Column("credited_minutes", BigInteger, nullable=False),
    Column("budget_level", Text, nullable=False),
    Column("budget_level_ms", BigInteger),
    Column("changes", Text, nullable=False),
    Column("assumed_demand", Text),
)
"""
One row for each booking; `plan`, `shift_rules`, `changes` and `assumed_demand` are JSON, amounts
are in minor units.
"""

Index("bookings_by_brand", bookings.c.brand_id, bookings.c.drafted_ms)
Index("bookings_by_status", bookings.c.status)

FILLED = (BudgetLevel.ENOUGH, None)
"""The level of a budget, and since when, after something was paid in."""
IS_LISTED = bookings.c.status != BookingStatus.DISCARDED
NEWEST_FIRST = ((bookings.c.drafted_ms, True), (bookings.c.booking_id, False))


class BookingSummary(NamedTuple):
    """A booking, as lists and its page show it. Times are UTC, amounts in the plan's currency."""

    booking_id: UUID
    brand_id: UUID
    status: BookingStatus
    plan: BookingPlan
    changed_at: datetime
    funded_at: datetime | None
    commission_percent: int
    shift_rules: ShiftRules
    paid_in: Money
    reserved: Money
    spent: Money
    refunded: Money
    credited_minutes: int
    budget_level: BudgetLevel
    budget_level_since: datetime | None
    """Since when it is at that level; None while enough is left."""
    changes: BookingChanges
    assumed_demand: AssumedDemand | None
    """What the brand expects without a history; None: it did not say."""

    @property
    def times(self) -> BookedTimes:
        """When it books coverage."""
        return BookedTimes(self.plan, self.funded_at, self.changes)

    @property
    def left(self) -> Money:
        """What is neither spent, nor reserved, nor refunded."""
        gone = self.reserved.amount + self.spent.amount + self.refunded.amount
        return Money(self.paid_in.amount - gone, self.paid_in.currency)


class Bookings(SimpleProjection):
    """Bookings and what was paid in for them."""

    name, version, tables = "bookings", 5, bookings_tables

    @handles(Booking.Drafted)
    def draft(self, event: EventEnvelope[Booking.Drafted], db: Connection) -> None:
        at = ms_of(event.data.at)
        written = _json(event.data.plan)
        draft = (event.stream, event.data.brand_id.bytes, BookingStatus.DRAFT, written, at, at)
        rest = (None, 0, _json(ShiftRules()), 0, 0, 0, 0, 0, *FILLED, _json(BookingChanges()))
        insert_rows(bookings, [(*draft, *rest, _assumed_json(event.data.assumed_demand))], db)

    @handles(Booking.DraftChanged)
    def change(self, event: EventEnvelope[Booking.DraftChanged], db: Connection) -> None:
        changed = event.data
        assumed_demand = _assumed_json(changed.assumed_demand)
        _change(event, db, plan=_json(changed.plan), assumed_demand=assumed_demand)

    @handles(Booking.DraftDiscarded)
    def discard(self, event: EventEnvelope[Booking.DraftDiscarded], db: Connection) -> None:
        _change(event, db, status=BookingStatus.DISCARDED)

    @handles(Booking.Confirmed)
    def confirm(self, event: EventEnvelope[Booking.Confirmed], db: Connection) -> None:
        _change(
            event,
            db,
            status=BookingStatus.AWAITING_FUNDS,
            plan=_json(event.data.plan),
            commission_percent=event.data.commission_percent,
            shift_rules=_json(event.data.shift_rules),
        )
        add_funding(event, event.data.brand_id.bytes, event.data.funding, db)

    @handles(Booking.TopUpRequested)
    def request_top_up(self, event: EventEnvelope[Booking.TopUpRequested], db: Connection) -> None:
        brand_id = db.scalar(select(bookings.c.brand_id).where(_is(event)))
        add_funding(event, brand_id or b"", event.data.funding, db)

    @handles(Booking.FundingReceived)
    def receive(self, event: EventEnvelope[Booking.FundingReceived], db: Connection) -> None:
        amount = event.data.funding.amount.amount
        level, since_ms = FILLED
        paid_in = bookings.c.paid_in + amount
        _change(event, db, paid_in=paid_in, budget_level=level, budget_level_ms=since_ms)
        first = _is(event) & bookings.c.funded_ms.is_(None)
        started = {"status": BookingStatus.RUNNING, "funded_ms": ms_of(event.data.at)}
        db.execute(update(bookings).where(first).values(started))
        settle_funding(event, RECEIVED, db, reference=event.data.reference)

    @handles(Booking.FundingRefused)
    def refuse(self, event: EventEnvelope[Booking.FundingRefused], db: Connection) -> None:
        awaiting = _is(event) & (bookings.c.status == BookingStatus.AWAITING_FUNDS)
        db.execute(update(bookings).where(awaiting).values(status=BookingStatus.DRAFT))
        settle_funding(event, event.data.reason, db)

    @handles(Booking.BudgetNearlySpent)
    def nearly_spend(self, event: EventEnvelope[Booking.BudgetNearlySpent], db: Connection) -> None:
        _fall_to(BudgetLevel.NEARLY_SPENT, event, db)

    @handles(Booking.BudgetSpent)
    def spend_all(self, event: EventEnvelope[Booking.BudgetSpent], db: Connection) -> None:
        _fall_to(BudgetLevel.SPENT, event, db)

    @handles(Booking.BudgetReplenished)
    def replenish(self, event: EventEnvelope[Booking.BudgetReplenished], db: Connection) -> None:
        if event.data.level is BudgetLevel.ENOUGH:
            level, since_ms = FILLED
            _change(event, db, budget_level=level, budget_level_ms=since_ms)
        else:
            _fall_to(event.data.level, event, db)

    @handles(Booking.Paused)
    def pause(self, event: EventEnvelope[Booking.Paused], db: Connection) -> None:
        _change(event, db, status=BookingStatus.PAUSED)
        _change_times(event, db, lambda changes: changes.with_pause(event.data.at))

    @handles(Booking.Resumed)
    def resume(self, event: EventEnvelope[Booking.Resumed], db: Connection) -> None:
        _change(event, db, status=BookingStatus.RUNNING)
        _change_times(event, db, lambda changes: changes.with_pause_ended(event.data.at))

    @handles(Booking.Shortened)
    def shorten(self, event: EventEnvelope[Booking.Shortened], db: Connection) -> None:
        _move_end(event, event.data.until, db)

    @handles(Booking.Extended)
    def extend(self, event: EventEnvelope[Booking.Extended], db: Connection) -> None:
        _move_end(event, event.data.until, db)

    @handles(Booking.Ended)
    def end(self, event: EventEnvelope[Booking.Ended], db: Connection) -> None:
        _change(event, db, status=BookingStatus.ENDED)
        _change_times(event, db, lambda changes: changes.with_end(event.data.at))

    @handles(Booking.Refunded)
    def refund(self, event: EventEnvelope[Booking.Refunded], db: Connection) -> None:
        _change(event, db, refunded=bookings.c.refunded + event.data.amount.amount)

    @handles(Booking.InvoiceReduced)
    def reduce_invoice(self, event: EventEnvelope[Booking.InvoiceReduced], db: Connection) -> None:
        _change(event, db, refunded=bookings.c.refunded + event.data.amount.amount)

    @handles(Booking.MinutesCredited)
    def credit(self, event: EventEnvelope[Booking.MinutesCredited], db: Connection) -> None:
        minutes = bookings.c.credited_minutes + event.data.credited_minutes
        _change(event, db, credited_minutes=minutes)

    @handles(BudgetReservation.Reserved)
    def reserve(self, event: EventEnvelope[BudgetReservation.Reserved], db: Connection) -> None:
        _move(event.data.booking_id, db, reserved=event.data.amount.amount)

    @handles(BudgetReservation.Spent)
    def spend(self, event: EventEnvelope[BudgetReservation.Spent], db: Connection) -> None:
        amount = event.data.amount.amount
        _move(event.data.booking_id, db, reserved=-amount, spent=amount)

    @handles(BudgetReservation.Returned)
    def give_back(self, event: EventEnvelope[BudgetReservation.Returned], db: Connection) -> None:
        _move(event.data.booking_id, db, spent=-event.data.amount.amount)

    @handles(BudgetReservation.SpentAgain)
    def spend_again(
        self, event: EventEnvelope[BudgetReservation.SpentAgain], db: Connection
    ) -> None:
        _move(event.data.booking_id, db, spent=event.data.amount.amount)

    @handles(BudgetReservation.Released)
    def release(self, event: EventEnvelope[BudgetReservation.Released], db: Connection) -> None:
        _move(event.data.booking_id, db, reserved=-event.data.amount.amount)


def bookings_of(brand_id: UUID, db: Connection) -> list[BookingSummary]:
    """All bookings of a brand but discarded drafts, the newest first."""
    return _summaries((bookings.c.brand_id == brand_id.bytes) & IS_LISTED, db)


def bookings_after(
    previous: UUID | None, brand_id: UUID, db: Connection, *, limit: int
) -> list[BookingSummary]:
    """
    The bookings that follow one in the list of `bookings_of`.

    previous: None is the start of the list. Raises NotFound when there is no such booking.
    """
    condition = (bookings.c.brand_id == brand_id.bytes) & IS_LISTED
    if previous is not None:
        condition &= follows(previous, NEWEST_FIRST, db)
    return _summaries(condition, db, limit)


def booking_with_id(booking_id: UUID, db: Connection) -> BookingSummary | None:
    """One booking; None when there is none with this id."""
    summaries = _summaries(bookings.c.booking_id == booking_id.bytes, db)
    return summaries[0] if summaries else None


def bookings_with_ids(booking_ids: Iterable[UUID], db: Connection) -> dict[UUID, BookingSummary]:
    """The bookings that exist among these ids."""
    ids = [booking_id.bytes for booking_id in booking_ids]
    found = _summaries(bookings.c.booking_id.in_(ids), db)
    return {booking.booking_id: booking for booking in found}


def bookings_with_status(status: BookingStatus, db: Connection) -> list[BookingSummary]:
    """The bookings of all brands that stand there, the newest first."""
    return _summaries(bookings.c.status == status, db)


def _is(event: EventEnvelope[Any]) -> ColumnElement[bool]:
    return bookings.c.booking_id == event.stream


def _change(event: EventEnvelope[Any], db: Connection, **values: Any) -> None:
    changed = update(bookings).where(_is(event))
    db.execute(changed.values(changed_ms=ms_of(event.data.at), **values))


def _fall_to(level: BudgetLevel, event: EventEnvelope[Any], db: Connection) -> None:
    _change(event, db, budget_level=level, budget_level_ms=ms_of(event.data.at))


def _change_times(
    event: EventEnvelope[Any], db: Connection, change: Callable[[BookingChanges], BookingChanges]
) -> None:
    """What changes when the booking books coverage."""
    written = db.scalar(select(bookings.c.changes).where(_is(event)))
    changed = change(msgspec.json.decode(written or b"", type=BookingChanges))
    _change(event, db, changes=_json(changed))


def _move(booking_id: UUID, db: Connection, **amounts: int) -> None:
    row = update(bookings).where(bookings.c.booking_id == booking_id.bytes)
    db.execute(row.values({name: bookings.c[name] + amount for name, amount in amounts.items()}))


def _move_end(event: EventEnvelope[Any], until: date, db: Connection) -> None:
    written = db.scalar(select(bookings.c.plan).where(_is(event)))
    plan = msgspec.json.decode(written or b"", type=BookingPlan)
    _change(event, db, plan=_json(replace(plan, until=until)))
    at = event.data.at
    _change_times(event, db, lambda changes: changes.with_end_moved(plan.until, until, at))


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _assumed_json(assumed: AssumedDemand | None) -> str | None:
    return None if assumed is None else _json(assumed)


def _assumed(written: str | None) -> AssumedDemand | None:
    return None if written is None else msgspec.json.decode(written, type=AssumedDemand)


def _summaries(
    condition: ColumnElement[bool], db: Connection, limit: int | None = None
) -> list[BookingSummary]:
    query = select(bookings).where(condition).order_by(*order_by(NEWEST_FIRST)).limit(limit)
    return [_summary(row) for row in db.execute(query)]


def _summary(row: Any) -> BookingSummary:
    plan = msgspec.json.decode(row.plan, type=BookingPlan)
    currency = plan.budget.currency
    return BookingSummary(
        UUID(bytes=row.booking_id),
        UUID(bytes=row.brand_id),
        BookingStatus(row.status),
        plan,
        at_ms(row.changed_ms),
        at_ms(row.funded_ms) if row.funded_ms is not None else None,
        row.commission_percent,
        msgspec.json.decode(row.shift_rules, type=ShiftRules),
        Money(row.paid_in, currency),
        Money(row.reserved, currency),
        Money(row.spent, currency),
        Money(row.refunded, currency),
        row.credited_minutes,
        BudgetLevel(row.budget_level),
        at_ms(row.budget_level_ms) if row.budget_level_ms is not None else None,
        msgspec.json.decode(row.changes, type=BookingChanges),
        _assumed(row.assumed_demand),
    )
