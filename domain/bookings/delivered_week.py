"""
Delivered against booked on a calendar: what was required and present in each part of a week.

A cell is a quarter, half or whole hour of a local day. An hour that the clock repeats is one cell,
with the time of both. A cell is over when the last of its booked time is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.delivered import Delivery
from domain.brands.opening_hours import Interval

QUARTER = timedelta(minutes=15)
"""Clocks of all zones are a multiple of it apart."""
HOUR_MINUTES = 60


class BookedShift(NamedTuple):
    """A shift of one seat, what was delivered of it, and whether an expert holds it now."""

    slot: ShiftSlot
    delivery: Delivery
    is_held: bool


class LostRequest(NamedTuple):
    """A request that was lost. UTC."""

    requested_at: datetime
    reason: str


class CellPlace(NamedTuple):
    """A local day, and the minute of it at which a cell begins."""

    day: date
    minute: int


@dataclass
class DeliveredCell:
    """What was booked in a cell, in time of all seats together."""

    seats: int = 0
    booked: timedelta = timedelta()
    present: timedelta = timedelta()
    held: timedelta = timedelta()
    """Of shifts that an expert holds now: what counts before a cell is over."""
    ends_at: datetime | None = None
    lost: Counter[str] = field(default_factory=Counter)
    """Requests while a seat was not covered, by reason."""

    @property
    def people_present(self) -> float:
        """Of the seats, on average over the booked time."""
        return self.seats * (self.present / self.booked)

    @property
    def people_planned(self) -> float:
        """The seats that experts hold, on average over the booked time."""
        return self.seats * (self.held / self.booked)


def delivered_week(
    shifts: Iterable[BookedShift], lost: Iterable[LostRequest], zone: str, minutes: int
) -> Mapping[CellPlace, DeliveredCell]:
    """
    The cells in which something is booked.

    shifts: of one booking. minutes: the length of a cell: 15, 30 or 60.
    """
    shifts, clock = list(shifts), _Clock(ZoneInfo(zone), minutes)
    cells: defaultdict[CellPlace, DeliveredCell] = defaultdict(DeliveredCell)
    for slot, delivery, is_held in shifts:
        for start, end in chain.from_iterable(_quarters(*part) for part in delivery.booked):
            cell = cells[clock.place_of(start)]
            cell.seats = max(cell.seats, slot.seat)
            cell.booked += end - start
            cell.held += (end - start) * is_held
            cell.ends_at = max(end, cell.ends_at or end)
        for covered in delivery.covered:
            for start, end in _quarters(*covered):
                cells[clock.place_of(start)].present += end - start
    gaps = [gap for shift in shifts for gap in shift.delivery.gaps]
    for request in _within(gaps, lost):
        cells[clock.place_of(request.requested_at)].lost[request.reason] += 1
    return dict(cells)


class _Clock(NamedTuple):
    zone: ZoneInfo
    minutes: int

    def place_of(self, moment: datetime) -> CellPlace:
        local = moment.astimezone(self.zone)
        minute = local.hour * HOUR_MINUTES + local.minute
        return CellPlace(local.date(), minute - minute % self.minutes)


def _quarters(start: datetime, end: datetime) -> Iterator[Interval]:
    """An interval cut at each quarter of an hour."""
    while start < end:
        into = timedelta(
            minutes=start.minute % 15, seconds=start.second, microseconds=start.microsecond
        )
        cut = min(end, start - into + QUARTER)
        yield start, cut
        start = cut


def _within(gaps: Iterable[Interval], lost: Iterable[LostRequest]) -> Iterator[LostRequest]:
    gaps = list(gaps)
    return (
        request
        for request in lost
        if any(start <= request.requested_at < end for start, end in gaps)
    )
