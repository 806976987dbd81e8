"""The gap of each half-hour over the week grid of a booking: a colour, and the same in words."""

from typing import NamedTuple

from domain.bookings.demand_history import DAY_HALF_HOURS
from domain.bookings.staffing_gap import HalfHourStaffing
from web.bookings.staffing_forecasts import StaffingForecast
from web.i18n import formats
from web.i18n.language import gettext

LEVEL_BOUNDS = (0.05, 0.5, 1.0, 2.0)
"""From which gap on, in people, a half-hour has the next colour."""


class GridCell(NamedTuple):
    """A half-hour: its colour, from 0 to 4, and what a screen reader says."""

    level: int
    text: str


def grid_cells(forecast: StaffingForecast) -> list[list[GridCell]]:
    """By weekday and half-hour."""
    return [
        [_cell(half_hour, forecast) for half_hour in forecast.week[first : first + DAY_HALF_HOURS]]
        for first in range(0, len(forecast.week), DAY_HALF_HOURS)
    ]


def legend() -> list[tuple[int, str]]:
    """What each colour stands for, in people missing."""
    half, one, two = (formats.number(bound, int(bound < 1)) for bound in LEVEL_BOUNDS[1:])
    return [
        (0, gettext("none, or few requests")),
        (1, gettext("under %(n)s", n=half)),
        (2, gettext("%(low)s to %(high)s", low=half, high=one)),
        (3, gettext("%(low)s to %(high)s", low=one, high=two)),
        (4, gettext("%(n)s or more", n=two)),
    ]


def _cell(half_hour: HalfHourStaffing, forecast: StaffingForecast) -> GridCell:
    gap = half_hour.gap
    if half_hour.requests.mean < forecast.quiet_below:
        return GridCell(0, gettext("few requests"))
    if gap is None:
        return GridCell(len(LEVEL_BOUNDS), gettext("more people missing than can be computed"))
    if gap < LEVEL_BOUNDS[0]:
        return GridCell(0, gettext("no gap"))
    level = sum(gap >= bound for bound in LEVEL_BOUNDS)
    return GridCell(level, gettext("people missing: %(n)s", n=formats.number(gap, 1)))
