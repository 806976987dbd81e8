"""
Delivered against booked: what was covered of a shift, from presence and not from the roster.

A minute of a seat is delivered while the expert who holds the shift is online for the brand. Times
are added up to the second and rounded down to whole minutes once, for the shift.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.bookings.booking_plan import minutes_of, without
from domain.brands.opening_hours import Interval


class Holding(NamedTuple):
    """An expert held a shift from when to when, and was online in these intervals. UTC."""

    assigned_at: datetime
    released_at: datetime | None
    online: Sequence[Interval]


class Delivery(NamedTuple):
    """What was covered of what was booked of one shift of one seat, and what was not."""

    covered: tuple[Interval, ...]
    gaps: tuple[Interval, ...]
    booked_minutes: int

    @property
    def booked(self) -> list[Interval]:
        """The parts of the shift that were booked, cut where someone came or left."""
        return sorted((*self.covered, *self.gaps))

    @property
    def delivered_minutes(self) -> int:
        """Whole minutes covered."""
        return minutes_of(self.covered)

    @property
    def missing_minutes(self) -> int:
        """Booked minutes that were not covered."""
        return self.booked_minutes - self.delivered_minutes


def delivery_of(booked: Sequence[Interval], holdings: Sequence[Holding]) -> Delivery:
    """
    What was covered of a shift by those who held it, one after the other.

    booked: the parts of the shift that were booked, in order, as `BookedTimes.parts_booked` says.
    """
    covered = tuple(
        interval
        for start, end in booked
        for interval in _merged(sorted(_present(start, end, holdings)))
    )
    return Delivery(covered, tuple(without(booked, covered)), minutes_of(booked))


def _present(start: datetime, end: datetime, holdings: Iterable[Holding]) -> Iterable[Interval]:
    for holding in holdings:
        last = min(end, holding.released_at or end)
        first = max(start, holding.assigned_at)
        for online_start, online_end in holding.online:
            begin, finish = max(first, online_start), min(last, online_end)
            if begin < finish:
                yield begin, finish


def _merged(intervals: Iterable[Interval]) -> Iterable[Interval]:
    merged: list[Interval] = []
    for start, end in intervals:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
