import math
from datetime import UTC, date, datetime, timedelta
from statistics import fmean

import pytest

from domain.bookings.demand_forecast import (
    ExpectedRequests,
    NoHistory,
    forecast_demand,
)
from domain.bookings.demand_history import DemandHistory, half_hours
from tests.domain.bookings.demand_examples import (
    MONDAY,
    ZONE,
    invented_days,
    later,
    steady_history,
)

KNOWN_WEEKS, AHEAD = 36, 28


def forecast_of(history, first=0, end=AHEAD):
    return forecast_demand(history, later(history, first), later(history, end))


# What is expected.


def test_a_steady_history_goes_on():
    forecast = forecast_of(steady_history(20))

    assert len(forecast.half_hours) == 28 * 48
    assert not forecast.is_assumption
    for half_hour in forecast.half_hours:
        assert math.isclose(half_hour.requests.mean, 2)
        assert math.isclose(half_hour.requests.high, half_hour.requests.low)


def test_the_profile_is_by_hour_of_the_week_and_both_halves_are_alike():
    week = [(0.0,) * 48 for _ in range(7)]
    week[5] = (0.0,) * 36 + (30.0, 10.0) + (0.0,) * 10  # Saturday, 18:00 and 18:30
    history = DemandHistory(ZONE, MONDAY, tuple(week) * 12)

    forecast = forecast_of(history, 0, 7)

    expected = {
        half_hour.starts_at: half_hour.requests.mean
        for half_hour in forecast.half_hours
        if half_hour.requests.mean
    }
    saturday = datetime(2026, 4, 4, 16, tzinfo=UTC)  # 18:00, summer time
    assert expected == pytest.approx({saturday: 20, saturday + timedelta(minutes=30): 20})


def test_one_busy_week_does_not_become_the_level():
    calm, busy = ((1.0,) * 48,) * 7, ((2.0,) * 48,) * 7
    history = DemandHistory(ZONE, MONDAY, calm * 8 + busy + calm * 8 + busy)

    mean = forecast_of(history).half_hours[0].requests.mean

    assert 1 < mean < 1.3


def test_a_lasting_change_becomes_the_level():
    calm, busy = ((1.0,) * 48,) * 7, ((2.0,) * 48,) * 7
    history = DemandHistory(ZONE, MONDAY, calm * 10 + busy * 10)

    assert forecast_of(history).half_hours[0].requests.mean == pytest.approx(2, rel=0.01)


def test_the_hour_that_occurs_twice_is_expected_twice():
    history = DemandHistory(ZONE, date(2026, 6, 1), ((2.0,) * 48,) * 7 * 20)
    autumn = date(2026, 10, 25)

    forecast = forecast_demand(history, autumn, autumn + timedelta(1))

    assert len(forecast.half_hours) == 50
    assert forecast.total().mean == pytest.approx(100)


def test_days_that_are_known_have_no_forecast():
    assert len(forecast_of(steady_history(20), -3, 2).half_hours) == 2 * 48
    assert forecast_of(steady_history(20), -3, 0).total() == ExpectedRequests(0, 0, 0)


def test_the_same_history_has_the_same_forecast():
    history = DemandHistory(ZONE, MONDAY, tuple(invented_days(20, 200, seed=1)))

    assert forecast_of(history) == forecast_of(history)


# Too little history.


@pytest.mark.parametrize(
    ("history", "answer"),
    [
        (steady_history(7), NoHistory(weeks=7, requests=7 * 336 * 2)),
        (steady_history(12, per_half_hour=0.02), NoHistory(weeks=12, requests=81)),
        (steady_history(0), NoHistory(weeks=0, requests=0)),
    ],
)
def test_too_little_history_has_no_forecast(history, answer):
    assert forecast_of(history) == answer


def test_eight_weeks_and_100_requests_are_enough():
    forecast = forecast_of(steady_history(8, per_half_hour=0.05))

    assert forecast.total().mean == pytest.approx(0.05 * len(forecast.half_hours))


# Intervals, judged on days that were not known.


def outcomes(weeks, per_week, seed, known=KNOWN_WEEKS):
    """A forecast, and the requests that then came by start of the half-hour."""
    days = invented_days(weeks, per_week, seed)
    history = DemandHistory(ZONE, MONDAY, tuple(days[: known * 7]))
    came = {
        half_hour.starts_at: days[(half_hour.day - MONDAY).days][half_hour.number]
        for half_hour in half_hours(ZONE, history.end, later(history, AHEAD))
    }
    return forecast_of(history), came


def is_covered(forecast, came, starts):
    expected = forecast.total(starts)
    return expected.low <= sum(came[start] for start in starts) <= expected.high


@pytest.mark.slow
@pytest.mark.parametrize(("per_week", "known"), [(30, 36), (200, 36), (200, 12)])
def test_four_of_five_outcomes_are_within_the_intervals(per_week, known):
    shares = {"half_hours": [], "days": [], "evenings": [], "spans": []}
    for seed in range(40):
        forecast, came = outcomes(known + 4, per_week, seed, known)
        starts = sorted(came)
        shares["half_hours"] += [
            half_hour.requests.low <= came[half_hour.starts_at] <= half_hour.requests.high
            for half_hour in forecast.half_hours
        ]
        days = [starts[first : first + 48] for first in range(0, len(starts), 48)]
        shares["days"] += [is_covered(forecast, came, day) for day in days]
        evenings = [start for day in days for start in day[36:46]]
        shares["evenings"].append(is_covered(forecast, came, evenings))
        shares["spans"].append(is_covered(forecast, came, starts))

    # 40 spans: 0.8 less two standard errors. Small counts are covered more often than 0.8.
    assert fmean(shares["half_hours"]) >= 0.78
    assert fmean(shares["days"]) >= 0.78
    assert fmean(shares["evenings"]) >= 0.67
    assert fmean(shares["spans"]) >= 0.67
    assert fmean(shares["half_hours"]) <= 0.9
    assert fmean(shares["days"]) <= 0.9


def test_the_interval_of_a_sum_is_not_the_sum_of_the_bounds():
    forecast, _ = outcomes(40, 200, seed=3)

    total = forecast.total()

    assert total.mean == pytest.approx(sum_of(forecast, "mean"))
    assert total.low > sum_of(forecast, "low")
    assert total.high < sum_of(forecast, "high")


def sum_of(forecast, name):
    return math.fsum(getattr(half_hour.requests, name) for half_hour in forecast.half_hours)


def test_a_horizon_beyond_the_origins_widens_the_interval():
    days = invented_days(14, 200, seed=5)
    history = DemandHistory(ZONE, MONDAY, tuple(days))
    near, far = forecast_of(history, 0, 49), forecast_of(history, 0, 98)

    def width(forecast):
        total = forecast.total()
        return (total.high - total.low) / total.mean

    # Twice the weeks: the scale of the error and its widening each grow with the root of two.
    assert width(far) == pytest.approx(width(near), rel=0.01)
    assert len(far.origins) == 10


def test_a_span_that_begins_beyond_the_origins_has_an_interval():
    history = DemandHistory(ZONE, MONDAY, tuple(invented_days(12, 200, seed=5)))

    total = forecast_of(history, 200, 214).total()

    assert 0 <= total.low < total.mean < total.high
