"""
Half-hours in a brand's zone, and how many requests came in each.

* half_hours        the half-hours of a span of days, with day and place on the clock
* DemandHistory     requests by local day and half-hour

A half-hour that occurs twice, when clocks are put back, counts as the mean of both; one that is
missing, when they are put forward, counts like the same half-hour a week before. So each local day
has 48 half-hours that compare with those of other weeks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
DAY_HALF_HOURS = 48
WEEK_DAYS = 7


class HalfHour(NamedTuple):
    """A half-hour of a brand's day."""

    starts_at: datetime
    """UTC."""
    day: date
    """In the brand's zone."""
    number: int
    """By the brand's clock, from 0 to 47."""


def half_hours(zone: str, first: date, end: date) -> Iterator[HalfHour]:
    """
    The half-hours of the local days [first, end), in order: 50 on a day of 25 hours.

    They begin on half-hours of UTC: in a zone that is a quarter of an hour off, 15 minutes late.
    """
    tz = ZoneInfo(zone)
    for number in range((end - first).days):
        yield from _half_hours_of(first + timedelta(number), tz)


def _half_hours_of(day: date, zone: ZoneInfo) -> Iterator[HalfHour]:
    begin, finish = midnight(day, zone), midnight(day + timedelta(1), zone)
    moment = begin + timedelta(minutes=-begin.minute % 30)
    if finish - begin == timedelta(1):
        # The usual day. To read the zone's clock for each half-hour takes ten times as long.
        for number in range(DAY_HALF_HOURS):
            yield HalfHour(moment + number * HALF_HOUR, day, number)
        return
    while moment < finish:
        local = moment.astimezone(zone)
        yield HalfHour(moment, day, local.hour * 2 + local.minute // 30)
        moment += HALF_HOUR


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a local day begins; UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


@dataclass(frozen=True)
class DemandHistory:
    """How many requests came in each half-hour of consecutive local days."""

    zone: str
    first: date
    days: tuple[tuple[float, ...], ...]
    """For each day from the first, 48 half-hours."""

    @classmethod
    def of(cls, requests: Mapping[datetime, int], zone: str, first: date, end: date) -> Self:
        """
        The history of the local days [first, end), without the days before the first request.

        requests: by the start of a half-hour, UTC; those that are missing had none.
        """
        days = [[0.0] * DAY_HALF_HOURS for _ in range((end - first).days)]
        for half_hour in half_hours(zone, first, end):
            place = (half_hour.day - first).days
            days[place][half_hour.number] += requests.get(half_hour.starts_at, 0)
        _even_out(days, ZoneInfo(zone), first)
        empty = next((n for n, day in enumerate(days) if any(day)), len(days))
        return cls(zone, first + timedelta(empty), tuple(map(tuple, days[empty:])))

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.first + timedelta(len(self.days))

    @property
    def weeks(self) -> list[tuple[float, ...]]:
        """Whole weeks up to the end, the oldest first; 336 half-hours each. Older days are left."""
        started = len(self.days) % WEEK_DAYS
        return [
            sum(self.days[begin : begin + WEEK_DAYS], ())
            for begin in range(started, len(self.days), WEEK_DAYS)
        ]


def _even_out(days: list[list[float]], zone: ZoneInfo, first: date) -> None:
    """Let half-hours that the clock repeats or skips compare with those of other weeks."""
    for place, counts in enumerate(days):
        day = first + timedelta(place)
        if midnight(day + timedelta(1), zone) - midnight(day, zone) == timedelta(1):
            continue
        occurrences = Counter(half_hour.number for half_hour in _half_hours_of(day, zone))
        for number in range(DAY_HALF_HOURS):
            if occurrences[number]:
                counts[number] /= occurrences[number]
            elif place >= WEEK_DAYS:
                counts[number] = days[place - WEEK_DAYS][number]
