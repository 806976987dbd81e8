"""Ranges of local time in which a brand is open: on weekdays and on special days, checked."""

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from domain.errors import Invalid

# Local minutes of the day, from 0, up to and without the second. A range that passes midnight
# belongs to the day it starts on and ends beyond 1440: 21:00 to 02:00 is (1260, 1560).
Range: TypeAlias = tuple[int, int]
Ranges: TypeAlias = tuple[Range, ...]
RangeTexts: TypeAlias = Iterable[tuple[str, str]]
Special: TypeAlias = tuple[tuple[date, Ranges], ...]

DAY_MINUTES = 1440  # minutes on the wall clock, however long the day really lasts
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def ranges_of_week(week: Mapping[int, RangeTexts]) -> tuple[Ranges, ...]:
    for weekday in week:
        if weekday not in range(7):
            raise Invalid(
                "The weekday must be between 0 (Monday) and 6 (Sunday), not %(weekday)s.",
                weekday=weekday,
            )
    days = tuple(parsed_ranges(week.get(weekday, ())) for weekday in range(7))
    for name, today, tomorrow in zip(WEEKDAYS, days, days[1:] + days[:1], strict=True):
        first_tomorrow = tuple(
            (opens + DAY_MINUTES, closes + DAY_MINUTES) for opens, closes in tomorrow[:1]
        )
        _must_not_overlap(today + first_tomorrow, on=name)
    return days


def special_days(special: Mapping[date, RangeTexts], closed_on: Container[date]) -> Special:
    days = tuple((day, parsed_ranges(texts)) for day, texts in sorted(special.items()))
    for day, ranges in days:
        if day in closed_on:
            raise Invalid("Choose for %(day)s: closed, or special opening hours.", day=day)
        if not ranges:
            raise Invalid(
                "Enter opening hours for %(day)s, or add it to the days you are closed.", day=day
            )
        _must_not_overlap(ranges, on=day)
    return days


def parsed_ranges(texts: RangeTexts) -> Ranges:
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
