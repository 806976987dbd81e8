"""What happens to bookings by time: they end, and undelivered minutes are credited."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.delivered import Delivery
from domain.brands.opening_hours import DAY
from domain.errors import Refused
from projections.bookings.bookings import BookingSummary, bookings_with_status
from projections.bookings.deliveries import deliveries
from projections.bookings.shifts import credits_of
from projections.engine.one_by_one import one_by_one
from web.marketplace import Marketplace

logger = logging.getLogger(__name__)

SETTLING_TIME = timedelta(minutes=30)
"""How long after a shift its delivery is settled: read models may lag behind."""
LOOKING_BACK = timedelta(days=14)
"""Older shifts are settled: no job was away for longer."""


def end_bookings(marketplace: Marketplace, at: datetime) -> int:
    """End the bookings whose period is over, and give back what ended ones have left."""
    commands = marketplace.bookings
    left = [
        booking.booking_id
        for booking in _in_status(marketplace, BookingStatus.ENDED)
        if booking.left.amount
    ]
    over = [
        booking.booking_id
        for status in (BookingStatus.RUNNING, BookingStatus.PAUSED)
        for booking in _in_status(marketplace, status)
        if at >= booking.times.last_moment
    ]
    return one_by_one(
        lambda id: _unless_refused(
            partial(commands.end, id, BookingEndReason.PERIOD_OVER, None, at)
        ),
        over,
    ) + one_by_one(lambda id: _unless_refused(partial(commands.refund, id, None, at)), left)


def credit_shifts(marketplace: Marketplace, at: datetime) -> int:
    """
    Credit the undelivered minutes of shifts that ended a while ago; return how many shifts.

    None while read models lag behind the log: a credit is final, and who was there may be unread.
    """
    if not marketplace.read_models.is_caught_up_to(marketplace.log.rows.head()):
        return 0
    bookings = {
        booking.booking_id: booking
        for status in (BookingStatus.RUNNING, BookingStatus.PAUSED, BookingStatus.ENDED)
        for booking in _in_status(marketplace, status)
        if booking.plan.until + DAY >= (at - LOOKING_BACK).date()
    }
    missing = {
        slot.shift_id: (booking.booking_id, slot, delivery.delivered_minutes)
        for booking in bookings.values()
        for slot, delivery in _uncredited(marketplace, booking, at)
    }

    def credit(shift_id: UUID) -> None:
        booking_id, slot, delivered_minutes = missing[shift_id]
        command = marketplace.bookings.credit_minutes
        arguments = (booking_id, slot.starts_at, slot.seat, delivered_minutes, at)
        _unless_refused(partial(command, *arguments))

    return one_by_one(credit, missing)


def _uncredited(
    marketplace: Marketplace, booking: BookingSummary, at: datetime
) -> list[tuple[ShiftSlot, Delivery]]:
    settled_until = at - SETTLING_TIME
    read_models = marketplace.read_models
    with read_models.read(read_models.shifts) as db:
        done = {credit.shift_id for credit in credits_of(booking.booking_id, db)}
        return [
            (slot, delivery)
            for slot, delivery, _ in deliveries(booking, (at - LOOKING_BACK, settled_until), db)
            if slot.ends_at <= settled_until
            and delivery.missing_minutes
            and slot.shift_id not in done
        ]


def _in_status(marketplace: Marketplace, status: BookingStatus) -> list[BookingSummary]:
    read_models = marketplace.read_models
    with read_models.read(read_models.bookings) as db:
        return bookings_with_status(status, db)


def _unless_refused(act: Callable[[], int]) -> None:
    try:
        act()
    except Refused as refusal:
        # Another worker did it a moment ago, or a person changed the booking.
        logger.info("A booking was not changed: %s", refusal)
