"""
Weekly windows as text: `mon-fri 18:00-23:00; sat,sun 10:00-18:00`.

The same reading on the command line, in the API and in forms without JavaScript.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from domain.brands.opening_hours import OpeningHours
from domain.brands.opening_ranges import DAY_MINUTES, Ranges, RangeTexts
from domain.errors import Invalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_HOUR = 30
"""Minutes."""
WEEK_HALF_HOURS = 336
PART = re.compile(r"(?P<days>[a-z,\-\s]+?)\s+(?P<ranges>[0-9:,\s\-]+)")
RANGE = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")


def parse_windows(text: str, zone: str) -> tuple[Ranges, ...]:
    """
    The ranges of each weekday, from Monday, in local minutes.

    text: days, then one or more ranges separated by commas; parts separated by semicolons. A range
    that ends before it starts passes midnight.
    Raises Invalid for what cannot be read, for ranges that overlap, and for an unknown zone.
    """
    week: dict[int, list[tuple[str, str]]] = {}
    for part in filter(None, (part.strip() for part in text.lower().split(";"))):
        days, ranges = _part(part)
        for day in days:
            week.setdefault(day, []).extend(ranges)
    parsed: dict[int, RangeTexts] = {**week}
    return OpeningHours.weekly(zone, parsed).week


def format_windows(week: tuple[Ranges, ...]) -> str:
    """The same windows as text, consecutive days with the same ranges together."""
    parts = []
    for ranges, days in groupby(range(7), key=lambda day: week[day]):
        numbers = list(days)
        if ranges:
            named = "-".join(dict.fromkeys((WEEKDAYS[numbers[0]], WEEKDAYS[numbers[-1]])))
            parts.append(f"{named} " + ", ".join(_clock_range(*found) for found in ranges))
    return "; ".join(parts)


def half_hours_within(week: Sequence[Ranges], later: int = 0) -> Iterator[tuple[int, int]]:
    """
    The half-hours that ranges of a week touch: weekday (Monday is 0) and number (0 to 47).

    later: by how many minutes the clock of the answer is ahead of that of the ranges.
    """
    for day, ranges in enumerate(week):
        for opens, closes in ranges:
            start, end = (day * DAY_MINUTES + minute + later for minute in (opens, closes))
            for number in range(start // HALF_HOUR, -(-end // HALF_HOUR)):
                yield divmod(number % WEEK_HALF_HOURS, DAY_MINUTES // HALF_HOUR)


def _part(part: str) -> tuple[list[int], list[tuple[str, str]]]:
    found = PART.fullmatch(part)
    ranges = [RANGE.fullmatch(text.strip()) for text in found["ranges"].split(",")] if found else []
    if not found or not all(ranges):
        raise _unreadable(part)
    days = [day for text in found["days"].split(",") for day in _days(text.strip(), part)]
    return days, [(match[1], match[2]) for match in ranges if match]


def _days(text: str, part: str) -> range:
    first, _, last = text.partition("-")
    last = last or first
    if first.strip() not in WEEKDAYS or last.strip() not in WEEKDAYS:
        raise _unreadable(part)
    start, end = WEEKDAYS.index(first.strip()), WEEKDAYS.index(last.strip())
    if end < start:
        raise _unreadable(part)
    return range(start, end + 1)


def _unreadable(part: str) -> Invalid:
    return Invalid(
        'Write the time ranges like "mon-fri 18:00-23:00; sat,sun 10:00-18:00" instead of'
        ' "%(text)s".',
        text=part,
    )


def _clock_range(opens: int, closes: int) -> str:
    return f"{_clock(opens)}-{_clock(closes)}"


def _clock(minute: int) -> str:
    if minute == DAY_MINUTES:
        return "24:00"
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
