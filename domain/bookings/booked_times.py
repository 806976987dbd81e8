"""
When a booking books coverage, through all that changed it.

* BookingChanges   what changed it since it was confirmed; the events of a booking add to it
* BookedTimes      the only rule of when it books, for claims, shifts, credits, pages and feeds
  - shift_times, slots          when its shifts take place
  - covers, last_moment
  - parts_booked                of one shift: from the funding to the end, without the pauses

A shift keeps its times from when it is booked: an earlier end removes only whole shifts that have
not begun, and a later one adds shifts beside them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, Self
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.bookings.booking_plan import (
    BookingPlan,
    ShiftSlot,
    cut_into_shifts,
    intervals,
    midnight,
    shift_times,
    slots_at,
    without,
)
from domain.brands.opening_hours import Interval

NEVER = datetime.max.replace(tzinfo=UTC)


class EndMove(Struct, frozen=True):
    """The booking's end moved to another day. UTC."""

    at: datetime
    before: date
    until: date


class Pause(Struct, frozen=True):
    """The booking was paused. UTC."""

    start: datetime
    end: datetime | None = None
    """When it was resumed; None: not yet, or it ended while it was paused."""


class BookingChanges(Struct, frozen=True):
    """What changed when a booking books, beside its plan, in order."""

    end_moves: tuple[EndMove, ...] = ()
    pauses: tuple[Pause, ...] = ()
    ended_at: datetime | None = None

    def with_end_moved(self, before: date, until: date, at: datetime) -> Self:
        return replace(self, end_moves=(*self.end_moves, EndMove(at, before, until)))

    def with_pause(self, at: datetime) -> Self:
        return replace(self, pauses=(*self.pauses, Pause(at)))

    def with_pause_ended(self, at: datetime) -> Self:
        *earlier, last = self.pauses
        return replace(self, pauses=(*earlier, Pause(last.start, at)))

    def with_end(self, at: datetime) -> Self:
        return replace(self, ended_at=at)


class BookedTimes(NamedTuple):
    """When a booking books coverage. Times are UTC."""

    plan: BookingPlan
    """With the end as it is now."""
    funded_at: datetime | None
    changes: BookingChanges

    @property
    def shift_times(self) -> tuple[Interval, ...]:
        """When its shifts take place, whatever the seat: half-open, in order."""
        return _shift_times(self.plan, self.changes.end_moves)

    def slots(self, booking_id: UUID, period: Interval | None = None) -> Iterator[ShiftSlot]:
        """
        The shifts that experts can take, by start and seat.

        period: only those that overlap it.
        """
        return slots_at(self.shift_times, self.plan.seats, booking_id, period)

    def covers(self, at: datetime) -> bool:
        """Whether a shift takes place at this time, pauses aside."""
        return _is_within(self.shift_times, at)

    @property
    def last_moment(self) -> datetime:
        """
        The end of the last shift; windows may pass the midnight of the last day.

        Without any shift, which only older events can leave, the last day's midnight.
        """
        times = self.shift_times
        return times[-1][1] if times else midnight(self.plan.until, self.plan.zone)

    def parts_booked(self, shift: Interval) -> list[Interval]:
        """When coverage was booked during a shift: nothing before the booking was funded."""
        if self.funded_at is None:
            return []
        start, end = max(shift[0], self.funded_at), min(shift[1], self.changes.ended_at or shift[1])
        pauses = [(pause.start, pause.end or NEVER) for pause in self.changes.pauses]
        return list(without([(start, end)], pauses))


@lru_cache(1024)
def _shift_times(plan: BookingPlan, end_moves: tuple[EndMove, ...]) -> tuple[Interval, ...]:
    if not end_moves:
        return shift_times(plan)
    *earlier, move = end_moves
    times = _shift_times(replace(plan, until=move.before), tuple(earlier))
    if move.until < move.before:
        return _shortened(times, plan, move)
    return _extended(times, plan, move)


def _shortened(
    times: tuple[Interval, ...], plan: BookingPlan, move: EndMove
) -> tuple[Interval, ...]:
    """What had begun by then was booked, and a shift that begins before the end stays whole."""
    left = intervals(plan)
    return tuple(
        (start, end) for start, end in times if start <= move.at or _is_within(left, start)
    )


def _extended(
    times: tuple[Interval, ...], plan: BookingPlan, move: EndMove
) -> tuple[Interval, ...]:
    """The added time is cut anew beside the shifts there were; none of it has begun."""
    added = (
        part
        for start, end in without(intervals(plan), times)
        for part in cut_into_shifts(start, end)
        if part[0] >= move.at
    )
    return tuple(sorted((*times, *added)))


def _is_within(times: tuple[Interval, ...], at: datetime) -> bool:
    count = bisect_right(times, at, key=itemgetter(0))
    return count > 0 and at < times[count - 1][1]
