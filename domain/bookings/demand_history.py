"""
Half-hours in a brand's zone, and how many requests came in each.

* half_hours        the half-hours of a span of days, with day and place on the clock
* DemandHistory     requests by local day and half-hour

A half-hour that occurs twice, when clocks are put back, counts as the mean of both; one that is
missing, when they are put forward, counts like the same half-hour a week before. So each local day
has 48 half-hours that compare with those of other weeks.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean
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
    moment, last = (midnight(day, tz) for day in (first, end))
    moment += timedelta(minutes=-moment.minute % 30)
    while moment < last:
        local = moment.astimezone(tz)
        yield HalfHour(moment, local.date(), local.hour * 2 + local.minute // 30)
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
        for (day, number), counts in _by_local_time(requests, zone, first, end).items():
            days[(day - first).days][number] = fmean(counts)
        _fill_missing(days, zone, first)
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


def _by_local_time(
    requests: Mapping[datetime, int], zone: str, first: date, end: date
) -> Mapping[tuple[date, int], list[int]]:
    counts: defaultdict[tuple[date, int], list[int]] = defaultdict(list)
    for half_hour in half_hours(zone, first, end):
        counts[half_hour.day, half_hour.number].append(requests.get(half_hour.starts_at, 0))
    return counts


def _fill_missing(days: list[list[float]], zone: str, first: date) -> None:
    """Let half-hours that the clock skips be like those a week before."""
    tz = ZoneInfo(zone)
    for place in range(WEEK_DAYS, len(days)):
        day = first + timedelta(place)
        if midnight(day + timedelta(1), tz) - midnight(day, tz) < timedelta(1):
            present = {half_hour.number for half_hour in half_hours(zone, day, day + timedelta(1))}
            for number in set(range(DAY_HALF_HOURS)) - present:
                days[place][number] = days[place - WEEK_DAYS][number]
