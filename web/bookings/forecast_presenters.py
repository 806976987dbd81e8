"""A forecast of staffing as a brand reads it: a sentence, gaps to book, and a week of hours."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.bookings.demand_history import DAY_HALF_HOURS
from domain.bookings.staffing_gap import GapWindow, HalfHourStaffing
from domain.bookings.week_parts import weakest_part
from domain.bookings.weekly_windows import format_windows
from domain.brands.opening_ranges import Ranges
from web.bookings import labels
from web.bookings.staffing_forecasts import StaffingForecast
from web.bookings.week_text import DASH, week_text
from web.i18n import formats
from web.i18n.language import gettext, ngettext

FEWEST_SHOWN = 0.05
"""People: less is written as 0."""
MOST_GAPS = 5


class GapView(NamedTuple):
    """A gap in words, and what a booking of it begins with."""

    when: str
    people: str
    unanswered: str
    windows: str
    seats: int


class HalfHourRow(NamedTuple):
    """A line of the table of a weekday."""

    clock: str
    is_open: bool
    requests: str
    interval: str
    needed: str
    covered: str
    """With its spread from week to week."""
    missing: str
    usually_there: int


def headline(forecast: StaffingForecast) -> str:
    """What a busy manager needs to know."""
    if not forecast.gaps:
        return gettext("Your ambassadors already cover what the coming weeks need.")
    part, largest = weakest_part(forecast.week), _largest(forecast.gaps[0])
    if not part.needed:
        return largest
    when = str(labels.WEEK_PARTS[part.part])
    if part.covered < FEWEST_SHOWN:
        sentence = ngettext(
            "%(when)s you need %(n)s person. Your ambassadors do not cover these hours yet.",
            "%(when)s you need %(n)s people. Your ambassadors do not cover these hours yet.",
            part.needed,
            when=when,
            n=formats.number(part.needed),
        )
    else:
        sentence = ngettext(
            "%(when)s you need %(n)s person. Your ambassadors cover %(covered)s on average.",
            "%(when)s you need %(n)s people. Your ambassadors cover %(covered)s on average.",
            part.needed,
            when=when,
            n=formats.number(part.needed),
            covered=formats.number(part.covered, 1),
        )
    return f"{sentence} {largest}"


def _largest(gap: GapWindow) -> str:
    return gettext(
        "The largest gap: %(when)s, people missing: %(people)s.",
        when=week_text(week_of([gap])),
        people=formats.number(gap.people, 1),
    )


def week_of(gaps: Sequence[GapWindow]) -> tuple[Ranges, ...]:
    """The time ranges of gaps, as those of a plan."""
    ranges: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for gap in gaps:
        ranges[gap.weekday].append((gap.opens, gap.closes))
    return tuple(tuple(sorted(day)) for day in ranges)


def gap_views(forecast: StaffingForecast) -> list[GapView]:
    """The largest gaps; first all of them together, where there is more than one."""
    gaps = forecast.gaps
    choices = [[gap] for gap in gaps[:MOST_GAPS]]
    if len(gaps) > 1:
        choices = [gaps, *choices]
    return [_gap_view(chosen) for chosen in choices]


def _gap_view(gaps: Sequence[GapWindow]) -> GapView:
    minutes = sum(gap.closes - gap.opens for gap in gaps)
    people = sum(gap.people * (gap.closes - gap.opens) for gap in gaps) / minutes
    return GapView(
        week_text(week_of(gaps)),
        formats.number(people, 1),
        formats.number(sum(gap.unanswered for gap in gaps)),
        format_windows(week_of(gaps)),
        max(1, round(people)),
    )


def day_tables(forecast: StaffingForecast) -> Iterator[tuple[str, list[HalfHourRow]]]:
    """For each weekday, its name and half-hours."""
    numbers = _Numbers()
    for weekday, name in enumerate(formats.full_weekdays()):
        first = weekday * DAY_HALF_HOURS
        day = forecast.week[first : first + DAY_HALF_HOURS]
        yield name, [_row(half_hour, forecast, numbers) for half_hour in day]


class _Numbers:
    """Numbers with a decimal. Both halves of an hour are alike, and each is written once."""

    def __init__(self) -> None:
        self._written: dict[float, str] = {}

    def __call__(self, value: float) -> str:
        if value not in self._written:
            self._written[value] = formats.number(value, 1)
        return self._written[value]


def _row(half_hour: HalfHourStaffing, forecast: StaffingForecast, say: _Numbers) -> HalfHourRow:
    place = (half_hour.weekday, half_hour.number)
    requests, needed = half_hour.requests, half_hour.needed
    return HalfHourRow(
        f"{half_hour.number // 2:02}:{half_hour.number % 2 * 30:02}",
        place in forecast.open_half_hours,
        say(requests.mean),
        f"{say(requests.low)}{DASH}{say(requests.high)}",
        gettext("too many to compute") if needed is None else formats.number(needed),
        f"{say(half_hour.covered)} ± {say(half_hour.spread)}" if half_hour.answered.mean else "0",
        formats.ABSENT if half_hour.gap is None else say(half_hour.gap),
        forecast.usually_there.get(place, 0),
    )
