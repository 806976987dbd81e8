"""Weekly windows in words, as in `Mon-Fri 18:00-23:00; Sun 10:00-18:00`, by the reader."""

from itertools import groupby

from babel import Locale

from domain.brands.opening_ranges import DAY_MINUTES, Ranges
from web.i18n import formats

DASH = "\N{EN DASH}"


def week_text(week: tuple[Ranges, ...], locale: Locale | None = None) -> str:
    """Consecutive days with the same ranges together; days without any are left out."""
    names = formats.weekdays(locale)
    parts = []
    for ranges, days in groupby(range(len(names)), key=lambda day: week[day]):
        numbers = list(days)
        if ranges:
            named = dict.fromkeys((names[numbers[0]], names[numbers[-1]]))
            parts.append(f"{DASH.join(named)} " + ", ".join(_range(*found) for found in ranges))
    return "; ".join(parts)


def _range(opens: int, closes: int) -> str:
    return f"{_clock(opens)}{DASH}{_clock(closes)}"


def _clock(minute: int) -> str:
    if minute == DAY_MINUTES:
        return "24:00"
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
