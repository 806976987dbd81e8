"""A payout forecast as programs read it; docs/payout-forecast.md says what each field means."""

from typing import Any

from payments.payout_forecasts.payout_forecast import WeekForecast
from payments.payout_forecasts.payout_weeks import numbered_week
from payments.payout_forecasts.ratio_intervals import ForecastRecord
from web.payout_forecasts.forecasts import ForecastMoment, ShownForecast


def figures_of(shown: ShownForecast, moment: ForecastMoment) -> dict[str, Any]:
    forecast = shown.forecast
    payouts = forecast.payouts
    return {
        "currency": forecast.currency,
        "other_currencies": list(shown.other_currencies),
        "as_of": moment.at.isoformat(),
        "weeks": [_week(row) for row in payouts.weeks],
        "record": {**_record(payouts.record), "weeks_ahead": payouts.record_lead},
        "held_without_day_minor": forecast.without_day,
    }


def _week(row: WeekForecast) -> dict[str, Any]:
    return {
        "week": str(numbered_week(row.week)),
        "held_minor": row.certain,
        "expected_minor": {"low": row.low, "mean": row.mean, "high": row.high},
        "record": _record(row.record),
    }


def _record(record: ForecastRecord) -> dict[str, int]:
    return {"weeks": record.weeks, "covered": record.covered}
