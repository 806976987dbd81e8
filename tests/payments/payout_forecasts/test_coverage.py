"""On a simulated market the interval keeps what it promises, and chance alone does not explain."""

from functools import cache
from math import sqrt
from statistics import fmean

import pytest

from payments.payout_forecasts.past_forecasts import past_forecasts
from payments.payout_forecasts.ratio_intervals import ForecastRecord, interval_of, record_of
from tests.payments.payout_forecasts.simulated_market import (
    FIRST_WEEK,
    PAY,
    WEEKS,
    simulated_market,
)

Z = 1.2816
"""80 % of a normal distribution lie within so many standard deviations."""
WARM_UP = 40


@cache
def past_of(seed, lead):
    """All forecasts of a lead that could have been made, with their outcomes."""
    market = simulated_market(seed)
    return past_forecasts(market, FIRST_WEEK + WEEKS, range(lead, lead + 1))


def late_of(seed, lead):
    """Those after 40 weeks of history."""
    return [one for one in past_of(seed, lead) if one.parts.origin >= FIRST_WEEK + WARM_UP]


def conformal_covers(one, past):
    low, high = interval_of(one.parts, past)
    return low <= one.actual <= high


def poisson_covers(one):
    """Each conversation by itself: the deviation of a count is the root of its mean."""
    width = Z * sqrt(one.parts.booked / PAY) * PAY
    return abs(one.actual - one.parts.certain - one.parts.booked) <= width


def conformal_share(seed, lead):
    return fmean(conformal_covers(one, past_of(seed, lead)) for one in late_of(seed, lead))


@pytest.mark.parametrize("lead", [1, 4])
def test_an_interval_of_80_percent_covers_70_to_92_percent(lead):
    assert 0.70 <= conformal_share(11, lead) <= 0.92


@pytest.mark.parametrize("lead", [1, 4])
def test_over_several_markets_it_covers_about_80_percent(lead):
    assert 0.75 <= fmean(conformal_share(seed, lead) for seed in range(6)) <= 0.90


@pytest.mark.parametrize("lead", [1, 4])
def test_an_interval_by_chance_alone_covers_clearly_less(lead):
    assert fmean(poisson_covers(one) for one in late_of(11, lead)) < 0.60


def test_the_record_counts_the_last_forty_weeks():
    past = past_of(11, 1)

    covered = [conformal_covers(one, past) for one in past[-40:]]
    assert record_of(past, 1) == ForecastRecord(40, sum(covered))


def test_the_forecasts_of_one_lead_are_as_many_as_the_weeks_allow():
    origins = [one.parts.origin for one in past_of(11, 4)]

    # The first Monday has seen no work; the last outcome is known four weeks after its origin.
    assert origins == list(range(FIRST_WEEK + 1, FIRST_WEEK + WEEKS - 3))
