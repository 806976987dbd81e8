"""The payout forecast as the page shows it: chart, rows, and sentences about its interval."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from payments.payout_forecasts.payout_forecast import PayoutForecast, WeekForecast
from payments.payout_forecasts.payout_weeks import numbered_week
from payments.payout_forecasts.ratio_intervals import FEWEST, LEVEL_PERCENT, ForecastRecord
from web.charts.model import Chart
from web.i18n import formats
from web.i18n.language import gettext, ngettext
from web.payout_forecasts.charts import payouts_by_week
from web.payout_forecasts.forecasts import ForecastMoment, ShownForecast

TUESDAY = timedelta(days=1)


class WeekRow(NamedTuple):
    """A week of payout in the table; amounts are in minor units."""

    name: str
    """As ISO 8601 writes it."""
    paid_on: date
    """Its Tuesday."""
    certain: int
    mean: int
    low: int | None
    high: int | None
    record: str
    is_open: bool


class ForecastPage(NamedTuple):
    """What the page shows of a forecast."""

    currency: str
    other_currencies: tuple[str, ...]
    at: datetime
    is_as_of: bool
    """Of a day of recording, and not of now."""
    rows: list[WeekRow]
    total_certain: int
    total_mean: int
    chart: Chart
    record: str
    """The sentence about its interval: what was promised, and how often it held."""
    record_lead: int
    """How many weeks ahead: the nearest week that is not certain."""
    without_day: int


def present_forecast(shown: ShownForecast, moment: ForecastMoment) -> ForecastPage:
    currency, payouts, without_day = shown.forecast
    return ForecastPage(
        currency,
        shown.other_currencies,
        moment.at,
        moment.recorded_before is not None,
        [_row(week) for week in payouts.weeks],
        sum(week.certain for week in payouts.weeks),
        sum(week.mean for week in payouts.weeks),
        payouts_by_week(payouts, currency),
        record_sentence(payouts),
        payouts.record_lead,
        without_day,
    )


def record_sentence(payouts: PayoutForecast) -> str:
    """80 % promised, 35 of the last 40 weeks kept; or that it is too early to say."""
    weeks, covered = payouts.record
    if not weeks:
        return ngettext(
            "Too early for an interval: %(n)s past forecast can be checked, and it takes %(few)s.",
            "Too early for an interval: %(n)s past forecasts can be checked, and it takes %(few)s.",
            payouts.checked,
            n=formats.number(payouts.checked),
            few=formats.number(FEWEST),
        )
    return ngettext(
        "%(level)s promised, %(covered)s of the last %(n)s week kept.",
        "%(level)s promised, %(covered)s of the last %(n)s weeks kept.",
        weeks,
        level=formats.percent(LEVEL_PERCENT / 100, 0),
        covered=formats.number(covered),
        n=formats.number(weeks),
    )


def _row(week: WeekForecast) -> WeekRow:
    return WeekRow(
        str(numbered_week(week.week)),
        numbered_week(week.week).monday + TUESDAY,
        week.certain,
        week.mean,
        week.low,
        week.high,
        _record(week.record) if week.is_open else "",
        week.is_open,
    )


def _record(record: ForecastRecord) -> str:
    if not record.weeks:
        return gettext("too early")
    return gettext(
        "%(covered)s of %(n)s",
        covered=formats.number(record.covered),
        n=formats.number(record.weeks),
    )
