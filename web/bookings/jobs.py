"""What happens to bookings by time: they end, and undelivered minutes are credited."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import ShiftSlot, intervals
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.delivered import Delivery
from domain.errors import Refused
from projections.bookings.bookings import BookingSummary, bookings_with_status
from projections.bookings.deliveries import deliveries
from projections.bookings.shifts import credits_of
from web.marketplace import Marketplace

logger = logging.getLogger(__name__)

SETTLING_TIME = timedelta(minutes=30)
"""How long after a shift its delivery is settled: read models may lag behind."""
LOOKING_BACK = timedelta(days=14)
"""Older shifts are settled: no job was away for longer."""


def end_bookings(marketplace: Marketplace, at: datetime) -> int:
    """End the bookings whose period is over, and give back what ended ones have left."""
    ended = _in_status(marketplace, BookingStatus.ENDED)
    over = [
        booking
        for status in (BookingStatus.RUNNING, BookingStatus.PAUSED)
        for booking in _in_status(marketplace, status)
        if at >= intervals(booking.plan)[-1][1]
    ]
    commands = marketplace.bookings
    return sum(
        _is_done(partial(commands.end, booking.booking_id, BookingEndReason.PERIOD_OVER, None, at))
        for booking in over
    ) + sum(
        _is_done(partial(commands.refund, booking.booking_id, None, at))
        for booking in ended
        if booking.left.amount
    )


def credit_shifts(marketplace: Marketplace, at: datetime) -> int:
    """Credit the undelivered minutes of shifts that ended a while ago; return how many shifts."""
    credited = 0
    for status in (BookingStatus.RUNNING, BookingStatus.PAUSED, BookingStatus.ENDED):
        for booking in _in_status(marketplace, status):
            for slot, delivery in _uncredited(marketplace, booking, at):
                credited += _is_done(
                    partial(
                        marketplace.bookings.credit_minutes,
                        booking.booking_id,
                        slot.starts_at,
                        slot.seat,
                        delivery.delivered_minutes,
                        at,
                    )
                )
    return credited


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


def _is_done(act: Callable[[], int]) -> bool:
    try:
        act()
    except Refused as refusal:
        # Another worker did it a moment ago, or a person changed the booking.
        logger.info("A booking was not changed: %s", refusal)
        return False
    return True
