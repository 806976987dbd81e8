"""The calendar of a booking's week: required against present, coloured, by parts of an hour."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from domain.bookings.booking_plan import midnight
from domain.bookings.delivered_week import (
    BookedShift,
    CellPlace,
    DeliveredCell,
    LostRequest,
    delivered_week,
)
from domain.brands.opening_hours import Interval
from projections.bookings.bookings import BookingSummary
from projections.bookings.deliveries import deliveries
from projections.conversations.queries import lost_between
from projections.read_models import ReadModels
from web.bookings.quotes import A_WEEK, ONE_DAY
from web.http.form_fields import day_or_none

RESOLUTIONS = (15, 30, 60)
"""Minutes."""
DEFAULT_RESOLUTION = 60
FEWEST = timedelta(seconds=30)
"""Less time than this, of all seats of a cell, is not worth a colour."""


class CellState(StrEnum):
    """How present compares with required; the last two are of cells that are not over."""

    FULL = "full"
    PARTLY = "partly"
    NONE = "none"
    PLANNED = "planned"
    OPEN = "open"


class CalendarChoice(NamedTuple):
    """What a reader wants to see."""

    monday: date
    minutes: int


@dataclass(frozen=True)
class DeliveryCalendar:
    """A week of a booking. Days are the booking's."""

    choice: CalendarChoice
    cells: Mapping[CellPlace, DeliveredCell]
    at: datetime
    previous: date | None
    """The Monday of the week before; None where nothing is booked before."""
    following: date | None

    @property
    def days(self) -> list[date]:
        return [self.choice.monday + number * ONE_DAY for number in range(7)]

    @property
    def end(self) -> date:
        return self.choice.monday + A_WEEK

    @property
    def minutes_of_day(self) -> list[int]:
        """When the rows begin: those in which something is booked."""
        return sorted({place.minute for place in self.cells})

    @property
    def over(self) -> list[DeliveredCell]:
        return [cell for cell in self.cells.values() if self.is_over(cell)]

    @property
    def lost(self) -> Counter[str]:
        """Requests lost while a seat was empty, by reason."""
        return sum((cell.lost for cell in self.over), Counter())

    def is_over(self, cell: DeliveredCell) -> bool:
        return cell.ends_at is not None and cell.ends_at <= self.at

    def state_of(self, cell: DeliveredCell) -> CellState:
        if not self.is_over(cell):
            return CellState.PLANNED if cell.held == cell.booked else CellState.OPEN
        if cell.booked - cell.present < FEWEST:
            return CellState.FULL
        return CellState.PARTLY if cell.present >= FEWEST else CellState.NONE


def read_choice(args: MultiDict[str, str], booking: BookingSummary, at: datetime) -> CalendarChoice:
    """What cannot be read is this week, or the booking's nearest, by whole hours."""
    text = args.get("resolution", "")
    minutes = next((one for one in RESOLUTIONS if str(one) == text), DEFAULT_RESOLUTION)
    today = at.astimezone(ZoneInfo(booking.plan.zone)).date()
    day = day_or_none(args.get("week", "")) or today
    last = booking.plan.until - ONE_DAY
    day = min(max(day, booking.plan.first_day), last)
    return CalendarChoice(monday_of(day), minutes)


def monday_of(day: date) -> date:
    return day - day.weekday() * ONE_DAY


def delivery_calendar(
    booking: BookingSummary, read_models: ReadModels, choice: CalendarChoice, at: datetime
) -> DeliveryCalendar:
    """The chosen week of a booking. at: now, UTC."""
    zone = booking.plan.zone
    period = (midnight(choice.monday, zone), midnight(choice.monday + A_WEEK, zone))
    shifts = list(_shifts(booking, read_models, period, at))
    lost = [LostRequest(*one) for one in _lost(booking, read_models, shifts)]
    cells = delivered_week(shifts, lost, booking.plan.zone, choice.minutes)
    within = {
        place: cell
        for place, cell in cells.items()
        if choice.monday <= place.day < choice.monday + A_WEEK
    }
    booked = booking.times.shift_times
    return DeliveryCalendar(
        choice,
        within,
        at,
        choice.monday - A_WEEK if booked and booked[0][0] < period[0] else None,
        choice.monday + A_WEEK if booked and booked[-1][1] > period[1] else None,
    )


def _shifts(
    booking: BookingSummary, read_models: ReadModels, period: Interval, at: datetime
) -> Iterator[BookedShift]:
    """Those of which something is booked; what is not paid in yet, as if it were now."""
    funded = booking._replace(funded_at=booking.funded_at or at)
    with read_models.read(read_models.shifts) as db:
        for slot, delivery, assignments in deliveries(funded, period, db):
            if delivery.booked:
                is_held = any(one.released_at is None for one in assignments)
                yield BookedShift(slot, delivery, is_held)


def _lost(
    booking: BookingSummary, read_models: ReadModels, shifts: list[BookedShift]
) -> list[tuple[datetime, str]]:
    """Requests that the booking would have paid for."""
    if not shifts:
        return []
    start, end = shifts[0].slot.starts_at, max(shift.slot.ends_at for shift in shifts)
    plan = booking.plan
    with read_models.read(read_models.facts) as db:
        return lost_between(booking.brand_id, start, end, plan.languages, plan.subject_id, db)
