"""
When a brand is open.

* OpeningHours    a week of ranges in the brand's zone, the days it is closed, the special days
  - always, weekly                  make and check hours
  - is_open, next_opening           about one moment
  - open_intervals, open_minutes    about a period

One rule decides everything: a moment is open if and only if the local time in the brand's zone is
then within one of its ranges. So when clocks are put back, an hour that occurs twice is open
twice; when they are put forward, the missing hour is never open, and a range that starts or ends
in it starts or ends at the jump.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from operator import attrgetter
from typing import NamedTuple, Self, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from domain.brands.opening_ranges import (
    Ranges,
    RangeTexts,
    Special,
    ranges_of_week,
    special_days,
)
from domain.brands.public_holidays import PublicHoliday
from domain.errors import Invalid

Interval: TypeAlias = tuple[datetime, datetime]
OffsetSpan: TypeAlias = tuple[datetime, datetime, timedelta]

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
A_YEAR = 366 * DAY
INSTANT = timedelta.resolution


class HolidayChoice(NamedTuple):
    """The public holidays of a country that a brand was shown, and on which of them it closes."""

    country: str
    region: str
    closed_on: tuple[PublicHoliday, ...]
    until: date | None
    """The last day whose holidays it was shown."""


NO_HOLIDAYS = HolidayChoice("", "", (), None)


class OpeningHours(Struct, frozen=True):
    """
    A brand's hours, as events store them.

    Make them with `always` or `weekly`, which check them. Stored hours are not checked again when
    they are read: history is never refused.

    A closed day, a holiday, or a special day replaces the ranges that start on that date. The
    evening before keeps its own: if it runs until 02:00, it runs until 02:00 into the holiday.
    """

    zone: str
    week: tuple[Ranges, ...]
    closed_on: tuple[date, ...] = ()
    """Days on which the brand is closed for a reason of its own."""
    special: Special = ()
    country: str = ""
    """Of the public holidays, ISO 3166-1; empty: the brand closes on none."""
    region: str = ""
    """A part of the country with further holidays; empty: only those of the whole country."""
    holidays: tuple[PublicHoliday, ...] = ()
    """The public holidays on which the brand is closed, as they were known when it saved them."""
    holidays_until: date | None = None
    """The last day whose holidays the brand was shown."""

    @classmethod
    def always(cls, zone: str) -> Self:
        """Open day and night, every day, without a closed minute at midnight."""
        return cls.weekly(zone, {weekday: [("00:00", "24:00")] for weekday in range(7)})

    @classmethod
    def weekly(
        cls,
        zone: str,
        week: Mapping[int, RangeTexts],
        *,
        closed_on: Iterable[date] = (),
        special: Mapping[date, RangeTexts] | None = None,
        holidays: HolidayChoice = NO_HOLIDAYS,
    ) -> Self:
        """
        Hours from texts in 24-hour time, such as ("09:00", "12:00").

        week: the ranges of each weekday, from Monday = 0. ("21:00", "02:00") passes midnight; a
        weekday that is missing is closed.
        closed_on: further closed days. special: dates with ranges of their own.
        holidays: the public holidays on which the brand is closed.
        Raises Invalid for an unknown zone, weekday or time, for ranges that overlap, and for a
        date that is both closed and special.
        """
        check_zone(zone)
        closed = tuple(sorted(set(closed_on)))
        days = {*closed, *(holiday.day for holiday in holidays.closed_on)}
        return cls(
            zone,
            ranges_of_week(week),
            closed,
            special_days(special or {}, days),
            holidays.country,
            holidays.region,
            tuple(sorted(holidays.closed_on, key=attrgetter("day"))),
            holidays.until,
        )

    def is_open(self, instant: datetime) -> bool:
        """Whether the brand is open then. Raises Invalid when the instant has no time zone."""
        begin = _utc(instant)
        return bool(self.open_intervals(begin, begin + INSTANT))

    def next_opening(self, instant: datetime) -> datetime | None:
        """
        The first open moment from this one on, in UTC: the moment itself if the brand is open.

        None if there is none within 366 days. Raises Invalid when the instant has no time zone.
        """
        begin = _utc(instant)
        opening = next(self._pieces(begin, begin + A_YEAR), None)
        return opening and opening[0]

    def open_intervals(self, start: datetime, end: datetime) -> list[Interval]:
        """
        The open parts of [start, end): half-open, in UTC, in order, none touching the next.

        Empty if `end` is not after `start`. Raises Invalid when a bound has no time zone.
        """
        return _merged(self._pieces(_utc(start), _utc(end)))

    def open_minutes(self, start: datetime, end: datetime) -> int:
        """
        How many whole minutes of [start, end) are open, after adding up all open intervals.

        Raises Invalid when a bound has no time zone.
        """
        intervals = self.open_intervals(start, end)
        return sum((finish - begin for begin, finish in intervals), timedelta()) // MINUTE

    @property
    def closed_days(self) -> frozenset[date]:
        """The days of the brand's own and the public holidays on which it is closed."""
        return frozenset({*self.closed_on, *(holiday.day for holiday in self.holidays)})

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Open parts in order of their beginning; they may touch or overlap."""
        closed: dict[date, Ranges] = dict.fromkeys(self.closed_days, ())
        replaced = {**closed, **dict(self.special)}
        for begin, finish, offset in _steady_spans(ZoneInfo(self.zone), start, end):
            for day in _days((begin + offset).date() - DAY, (finish + offset).date()):
                midnight = datetime.combine(day, time.min, UTC) - offset
                for opens, closes in replaced.get(day, self.week[day.weekday()]):
                    piece_begin = max(begin, midnight + opens * MINUTE)
                    piece_finish = min(finish, midnight + closes * MINUTE)
                    if piece_begin < piece_finish:
                        yield piece_begin, piece_finish


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise Invalid("Give the time zone of %(moment)s.", moment=str(instant))
    return instant.astimezone(UTC)


def _merged(pieces: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for begin, finish in pieces:
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], finish)
        else:
            merged.append((begin, finish))
    return merged


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


# Where the clocks change. zoneinfo has no list of changes, so the offset is compared day by day and
# a change is found by bisection. Between two changes, local time and UTC differ by a constant.


def _steady_spans(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[OffsetSpan]:
    """[start, end) cut where the zone's clocks change, each part with its offset from UTC."""
    while start < end:
        stop = _next_change(zone, start, end)
        yield start, stop, _offset(zone, start)
        start = stop


def _next_change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """The first moment after `start` with another offset, at the latest `end`."""
    offset = _offset(zone, start)
    while start < end:
        tomorrow = min(start + DAY, end)
        if _offset(zone, tomorrow) != offset:
            return _change_between(zone, start, tomorrow)
        start = tomorrow
    return end


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    new = _offset(zone, after)
    steps = range((after - before) // INSTANT)
    return before + INSTANT * bisect_left(
        steps, x=True, key=lambda step: _offset(zone, before + step * INSTANT) == new
    )


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).replace(tzinfo=UTC) - instant


def check_zone(zone: str) -> None:
    """Raises Invalid unless the zone is an IANA name, such as Europe/Paris."""
    if zone not in known_zones():
        raise Invalid('Choose a time zone such as Europe/Paris instead of "%(zone)s".', zone=zone)


@cache
def known_zones() -> frozenset[str]:
    """The IANA names, without the two whose meaning depends on the machine."""
    return frozenset(available_timezones() - {"localtime", "Factory"})
