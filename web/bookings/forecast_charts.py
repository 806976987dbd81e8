"""The charts of a forecast: requests by day, people by hour, and the gaps of the week."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from statistics import fmean
from zoneinfo import ZoneInfo

from babel import dates

from domain.bookings.demand_history import DAY_HALF_HOURS, WEEK_DAYS
from domain.bookings.staffing_gap import HalfHourStaffing
from domain.bookings.week_parts import SATURDAY
from web.bookings.forecast_presenters import FEWEST_SHOWN
from web.bookings.staffing_forecasts import StaffingForecast
from web.charts.model import Chart, HeatMap, Series
from web.i18n import formats
from web.i18n.language import current_locale, gettext

HOURS = 24
NEEDED_STYLE, COVERED_STYLE = 1, 0
"""Ambassadors are green in every chart."""
MEAN_STYLE, BOUND_STYLE = 4, 2


def one_decimal(value: float | None) -> str:
    return formats.number(value, 1)


def requests_by_day(forecast: StaffingForecast, zone: str) -> Chart:
    """The requests of each day, with an interval of the day's own: bounds do not add up."""
    days: defaultdict[date, list[datetime]] = defaultdict(list)
    for demand in forecast.demand.half_hours:
        days[demand.starts_at.astimezone(ZoneInfo(zone)).date()].append(demand.starts_at)
    totals = [forecast.demand.total(starts) for starts in days.values()]
    return Chart(
        "requests-by-day",
        "line",
        gettext("Requests expected by day"),
        gettext("Day"),
        [dates.format_skeleton("MMMEd", day, locale=current_locale()) for day in days],
        [
            Series(gettext("On average"), [total.mean for total in totals], MEAN_STYLE),
            Series(gettext("Lower bound"), [total.low for total in totals], BOUND_STYLE),
            Series(gettext("Upper bound"), [total.high for total in totals], BOUND_STYLE),
        ],
        one_decimal,
        note=gettext("Four of five days are expected between the bounds."),
    )


def people_by_hour(forecast: StaffingForecast) -> list[Chart]:
    """People needed and covered by hour of the day: on weekdays, and on weekends."""
    days = (
        ("weekdays", gettext("People needed, Monday to Friday"), range(SATURDAY)),
        ("weekends", gettext("People needed, Saturday and Sunday"), range(SATURDAY, WEEK_DAYS)),
    )
    return [
        Chart(
            f"people-{key}",
            "line",
            title,
            gettext("Hour"),
            [f"{hour:02}" for hour in range(HOURS)],
            [
                Series(gettext("Needed"), _by_hour(forecast, weekdays, _needed), NEEDED_STYLE),
                Series(
                    gettext("Covered by ambassadors"),
                    _by_hour(forecast, weekdays, _covered),
                    COVERED_STYLE,
                ),
            ],
            one_decimal,
            note=gettext("On average over these days"),
        )
        for key, title, weekdays in days
    ]


def gaps_of_the_week(forecast: StaffingForecast, zone: str) -> HeatMap | None:
    """People missing by weekday and hour; None where none are."""
    cells = [_by_hour(forecast, range(day, day + 1), _gap) for day in range(WEEK_DAYS)]
    if not any((value or 0.0) >= FEWEST_SHOWN for row in cells for value in row):
        return None
    return HeatMap(
        "gaps",
        gettext("People missing by hour of the week"),
        gettext("Day"),
        formats.weekdays(),
        [str(hour) for hour in range(HOURS)],
        cells,
        one_decimal,
        note=gettext(
            "Local time, %(zone)s. Hours with less than a quarter of the usual requests are left"
            " empty.",
            zone=formats.zone(zone),
        ),
    )


def _by_hour(
    forecast: StaffingForecast,
    weekdays: range,
    value: Callable[[HalfHourStaffing, StaffingForecast], float | None],
) -> list[float | None]:
    return [_mean(_of_hour(forecast, weekdays, hour), value, forecast) for hour in range(HOURS)]


def _of_hour(forecast: StaffingForecast, weekdays: range, hour: int) -> Sequence[HalfHourStaffing]:
    return [
        forecast.week[day * DAY_HALF_HOURS + 2 * hour + half] for day in weekdays for half in (0, 1)
    ]


def _mean(
    half_hours: Sequence[HalfHourStaffing],
    value: Callable[[HalfHourStaffing, StaffingForecast], float | None],
    forecast: StaffingForecast,
) -> float | None:
    """None where one of them is not known."""
    values = [value(half_hour, forecast) for half_hour in half_hours]
    known = [number for number in values if number is not None]
    return fmean(known) if len(known) == len(values) else None


def _needed(half_hour: HalfHourStaffing, _: StaffingForecast) -> float | None:
    return half_hour.needed


def _covered(half_hour: HalfHourStaffing, _: StaffingForecast) -> float | None:
    return half_hour.covered


def _gap(half_hour: HalfHourStaffing, forecast: StaffingForecast) -> float | None:
    return None if half_hour.requests.mean < forecast.quiet_below else half_hour.gap
