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

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Self, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from domain.errors import Invalid

# Local minutes of the day, from 0, up to and without the second. A range that passes midnight
# belongs to the day it starts on and ends beyond 1440: 21:00 to 02:00 is (1260, 1560).
Range: TypeAlias = tuple[int, int]
Ranges: TypeAlias = tuple[Range, ...]
RangeTexts: TypeAlias = Iterable[tuple[str, str]]
Special: TypeAlias = tuple[tuple[date, Ranges], ...]
Interval: TypeAlias = tuple[datetime, datetime]
OffsetSpan: TypeAlias = tuple[datetime, datetime, timedelta]

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
A_YEAR = 366 * DAY
INSTANT = timedelta.resolution
DAY_MINUTES = 1440  # minutes on the wall clock, however long the day really lasts
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class OpeningHours(Struct, frozen=True):
    """
    A brand's hours, as events store them.

    Make them with `always` or `weekly`, which check them. Stored hours are not checked again when
    they are read: history is never refused.

    A holiday, or a special day, replaces the ranges that start on that date. The evening before
    keeps its own: if it runs until 02:00, it runs until 02:00 into the holiday.
    """

    zone: str
    week: tuple[Ranges, ...]
    holidays: tuple[date, ...] = ()
    special: Special = ()

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
    ) -> Self:
        """
        Hours from texts in 24-hour time, such as ("09:00", "12:00").

        week: the ranges of each weekday, from Monday = 0. ("21:00", "02:00") passes midnight; a
        weekday that is missing is closed.
        closed_on: holidays. special: dates with ranges of their own.
        Raises Invalid for an unknown zone, weekday or time, for ranges that overlap, and for a
        date that is both a holiday and special.
        """
        check_zone(zone)
        holidays = tuple(sorted(set(closed_on)))
        return cls(zone, _week(week), holidays, _special_days(special or {}, holidays))

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

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Open parts in order of their beginning; they may touch or overlap."""
        replaced: dict[date, Ranges] = {**dict.fromkeys(self.holidays, ()), **dict(self.special)}
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


# Checks of new hours.


def _week(week: Mapping[int, RangeTexts]) -> tuple[Ranges, ...]:
    for weekday in week:
        if weekday not in range(7):
            raise Invalid(
                "The weekday must be between 0 (Monday) and 6 (Sunday), not %(weekday)s.",
                weekday=weekday,
            )
    days = tuple(_parsed(week.get(weekday, ())) for weekday in range(7))
    for name, today, tomorrow in zip(WEEKDAYS, days, days[1:] + days[:1], strict=True):
        first_tomorrow = tuple(
            (opens + DAY_MINUTES, closes + DAY_MINUTES) for opens, closes in tomorrow[:1]
        )
        _must_not_overlap(today + first_tomorrow, on=name)
    return days


def _special_days(special: Mapping[date, RangeTexts], holidays: tuple[date, ...]) -> Special:
    days = tuple((day, _parsed(texts)) for day, texts in sorted(special.items()))
    for day, ranges in days:
        if day in holidays:
            raise Invalid("Choose for %(day)s: closed, or special opening hours.", day=day)
        if not ranges:
            raise Invalid(
                "Enter opening hours for %(day)s, or add it to the days you are closed.", day=day
            )
        _must_not_overlap(ranges, on=day)
    return days


def _parsed(texts: RangeTexts) -> Ranges:
    return tuple(sorted(_range(opens, closes) for opens, closes in texts))


def _range(opens: str, closes: str) -> Range:
    first, last = _minute(opens), _minute(closes)
    if first == DAY_MINUTES:
        raise Invalid("A time range cannot start at 24:00. Use 00:00 on the next day.")
    if first == last:
        raise Invalid("A time range needs two different times. Use 00:00 to 24:00 for a whole day.")
    return first, last if last > first else last + DAY_MINUTES


def _minute(text: str) -> int:
    if not CLOCK.fullmatch(text):
        raise Invalid(
            'Enter a time between 00:00 and 24:00, such as 09:30, instead of "%(text)s".', text=text
        )
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _must_not_overlap(ranges: Ranges, *, on: str | date) -> None:
    """Raises Invalid when two ranges overlap; they are sorted by opening, and may touch."""
    for (opens, closes), (next_opens, _) in pairwise(ranges):
        if next_opens < closes:
            clock = f"{opens // 60:02}:{opens % 60:02}"
            raise Invalid(
                "On %(day)s, the range from %(clock)s must end before the next one starts.",
                day=on,
                clock=clock,
            )


def check_zone(zone: str) -> None:
    """Raises Invalid unless the zone is an IANA name, such as Europe/Paris."""
    if zone not in known_zones():
        raise Invalid('Choose a time zone such as Europe/Paris instead of "%(zone)s".', zone=zone)


@cache
def known_zones() -> frozenset[str]:
    """The IANA names, without the two whose meaning depends on the machine."""
    return frozenset(available_timezones() - {"localtime", "Factory"})
