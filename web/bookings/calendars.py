"""The calendar of a booking: each shift, who holds it, and what was delivered of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import ShiftSlot, midnight
from domain.bookings.delivered import Delivery
from projections.bookings.bookings import BookingSummary
from projections.bookings.deliveries import deliveries
from projections.bookings.shifts import Assignment, credits_of
from projections.read_models import ReadModels
from web.bookings.presenters import ShiftView

LOOKING_AHEAD = timedelta(days=14)
LOOKING_BACK = timedelta(days=28)


@dataclass(frozen=True)
class BookingCalendar:
    """The shifts around now, by day of the brand's zone, and what was delivered so far."""

    days: Sequence[tuple[date, Sequence[ShiftView]]]
    booked_minutes: int
    """Of the shifts that are over."""
    delivered_minutes: int
    credited_minutes: int

    @property
    def delivered_share(self) -> float | None:
        """Delivered of booked minutes, 0 to 1; None while no shift is over."""
        return self.delivered_minutes / self.booked_minutes if self.booked_minutes else None


def calendar_of(booking: BookingSummary, read_models: ReadModels, at: datetime) -> BookingCalendar:
    """The calendar from four weeks ago to two weeks ahead; the sums are of all past shifts."""
    start = midnight(booking.plan.first_day, booking.plan.zone)
    with read_models.read(read_models.shifts) as db:
        views = [
            _shift_view(slot, delivery, held, at)
            for slot, delivery, held in deliveries(booking, (start, at + LOOKING_AHEAD), db)
            if _takes_place(slot, delivery, booking, at)
        ]
        credited = sum(credit.credited_minutes for credit in credits_of(booking.booking_id, db))
    over = [view.delivery for view in views if view.is_over]
    return BookingCalendar(
        _by_day([view for view in views if view.ends_at > at - LOOKING_BACK], booking.plan.zone),
        sum(delivery.booked_minutes for delivery in over),
        sum(delivery.delivered_minutes for delivery in over),
        credited,
    )


def _shift_view(
    slot: ShiftSlot, delivery: Delivery, held: Sequence[Assignment], at: datetime
) -> ShiftView:
    last = held[-1] if held else None
    is_held = last is not None and last.released_at is None
    return ShiftView(
        slot.starts_at,
        slot.ends_at,
        slot.seat,
        last.member_id if last and is_held else None,
        delivery,
        slot.ends_at <= at,
        last.reason if last and not is_held else None,
    )


def _takes_place(
    slot: ShiftSlot, delivery: Delivery, booking: BookingSummary, at: datetime
) -> bool:
    """A coming shift of a paused booking does: it may be resumed."""
    is_coming = slot.ends_at > at and booking.status is not BookingStatus.ENDED
    return is_coming or delivery.booked_minutes > 0


def _by_day(views: Sequence[ShiftView], zone: str) -> list[tuple[date, list[ShiftView]]]:
    tz = ZoneInfo(zone)
    days = groupby(views, key=lambda view: view.starts_at.astimezone(tz).date())
    return [(day, list(shifts)) for day, shifts in days]
