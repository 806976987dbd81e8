"""The chart of coming payouts: solid what is certain, hatched what is expected, dotted the rest."""

from babel import dates

from payments.payout_forecasts.payout_forecast import PayoutForecast
from payments.payout_forecasts.payout_weeks import numbered_week
from web.charts.model import Chart, Series
from web.i18n import formats
from web.i18n.language import current_locale, gettext

SOLID, HATCHED, DOTTED = 0, 1, 2
MINOR = 100
"""In all our currencies."""


def payouts_by_week(payouts: PayoutForecast, currency: str) -> Chart:
    """Stacked by week of payout, in major units."""
    weeks = payouts.weeks
    certain = Series(
        gettext("Certain: payable, or held until a day"),
        [week.certain / MINOR for week in weeks],
        SOLID,
    )
    expected = Series(
        gettext("Expected of booked hours"),
        [(week.mean - week.certain) / MINOR for week in weeks],
        HATCHED,
    )
    bound = Series(
        gettext("Up to the upper bound"),
        [None if week.high is None else (week.high - week.mean) / MINOR for week in weeks],
        DOTTED,
    )
    has_bounds = any(week.is_open and week.high is not None for week in weeks)
    return Chart(
        "payouts",
        "stack",
        gettext("Expected payouts by week, in %(currency)s", currency=currency),
        gettext("Week from Monday"),
        [
            dates.format_skeleton(
                "MMMd", numbered_week(week.week).begins_at, locale=current_locale()
            )
            for week in weeks
        ],
        [certain, expected, bound] if has_bounds else [certain, expected],
        _amount,
    )


def _amount(value: float | None) -> str:
    return formats.number(value, 2)
