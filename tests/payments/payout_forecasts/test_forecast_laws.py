"""Laws for every market: no look into the future, bounds in order, nothing certain is lost."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from payments.payout_forecasts.known_market import known_on_monday
from payments.payout_forecasts.market_facts import EarnedPay, ExpertShift, MarketFacts
from payments.payout_forecasts.past_forecasts import PastForecast, PayoutParts, past_forecasts
from payments.payout_forecasts.payout_forecast import NextWeeks, forecast_payouts
from payments.payout_forecasts.payout_weeks import (
    HOUR_US,
    WEEK_US,
    payout_week_of,
    week_number,
    week_start_us,
)
from payments.payout_forecasts.ratio_intervals import interval_of

START, WEEKS = 2000, 8
HOURS = some.integers(0, WEEKS * 7 * 24).map(lambda hour: week_start_us(START) + hour * HOUR_US)
LATER = some.one_of(some.none(), some.integers(0, 4 * 7 * 24))
EXPERTS = some.sampled_from([UUID(int=1), UUID(int=2)])


@some.composite
def earned_pays(draw):
    closed_us, late = draw(HOURS), draw(some.integers(0, 50)) * HOUR_US
    recorded_us = closed_us + late
    refused, released = draw(some.sampled_from([(LATER, some.none()), (some.none(), LATER)]))
    return EarnedPay(
        draw(EXPERTS),
        draw(some.integers(1, 500)),
        closed_us,
        closed_us + WEEK_US,
        recorded_us,
        *(after(recorded_us, draw(hours)) for hours in (refused, released)),
    )


@some.composite
def expert_shifts(draw):
    starts_us, assigned_us = draw(HOURS), draw(HOURS)
    ends_us = starts_us + draw(some.integers(1, 4)) * HOUR_US
    assigned_us = min(assigned_us, starts_us)
    return ExpertShift(
        draw(EXPERTS), starts_us, ends_us, assigned_us, after(assigned_us, draw(LATER)), 160
    )


def after(moment_us, hours):
    return None if hours is None else moment_us + hours * HOUR_US


MARKETS = some.builds(
    MarketFacts, some.lists(earned_pays()), some.lists(expert_shifts()), some.just(WEEK_US)
)
PAST = some.lists(
    some.builds(
        PastForecast,
        some.builds(
            PayoutParts,
            some.just(0),
            some.just(1),
            some.integers(0, 1000),
            some.floats(1, 1000),
        ),
        some.integers(0, 3000),
    ),
    min_size=12,
    max_size=80,
)
PARTS = some.builds(
    PayoutParts, some.just(5), some.just(6), some.integers(0, 1000), some.floats(0, 1000)
)


def forecast(market, certain, at_us):
    """Of six weeks."""
    known = known_on_monday(market, week_number(at_us), 6)
    return forecast_payouts(known, NextWeeks(certain, market.shifts, market.hold_us), at_us, 6)


@given(MARKETS, some.integers(1, WEEKS))
def test_what_was_known_on_a_monday_is_the_same_later(market, week):
    monday = START + week

    then = known_on_monday(market.known_by(week_start_us(monday)), monday, 6)
    later = known_on_monday(market, monday, 6)

    assert then.past == later.past
    assert [then.rates.of(UUID(int=n)) for n in (1, 2, 3)] == [
        later.rates.of(UUID(int=n)) for n in (1, 2, 3)
    ]


@given(MARKETS, some.integers(1, WEEKS))
def test_a_past_forecast_uses_nothing_that_was_recorded_later(market, week):
    this_week, leads = START + week, range(6)
    known = market.known_by(week_start_us(this_week))

    assert past_forecasts(market, this_week, leads) == past_forecasts(known, this_week, leads)


@given(MARKETS)
def test_each_origin_knows_only_what_was_recorded_before_it(market):
    for one in past_forecasts(market, START + WEEKS + 4, range(6)):
        at_us = week_start_us(one.parts.origin)
        known = market.known_by(at_us)
        rows = forecast(known, {}, at_us).weeks
        held = [pay.net for pay in known.earned if is_due_in(one.parts.week, pay, at_us)]

        assert one.parts.certain == sum(held)
        assert round(one.parts.booked) == rows[one.parts.lead].mean


def is_due_in(week, pay, at_us):
    is_open = pay.refused_us is None and pay.released_us is None
    return is_open and pay.due_us >= at_us and payout_week_of(pay.due_us) == week


@given(MARKETS, some.integers(1, WEEKS))
def test_a_forecast_as_of_a_day_is_the_one_that_was_made_then(market, week):
    at_us = week_start_us(START + week) + 20 * HOUR_US

    now = forecast(market.known_by(at_us), {}, at_us)
    later = forecast(market.known_by(at_us + WEEK_US).known_by(at_us), {}, at_us)

    assert now == later


@given(PARTS, PAST)
def test_an_interval_has_the_mean_in_it_and_is_never_below_what_is_certain(parts, past):
    low, high = interval_of(parts, past)

    assert parts.certain <= low <= parts.certain + parts.booked <= high


@given(PARTS, PAST, some.integers(0, 98), some.integers(0, 98))
def test_a_higher_level_has_bounds_at_least_as_wide(parts, past, level, other):
    narrow, wide = (interval_of(parts, past, percent) for percent in sorted((level, other)))

    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@given(PARTS, PAST)
def test_eleven_outcomes_are_too_few_and_outcomes_to_come_do_not_count(parts, past):
    to_come = [one._replace(parts=one.parts._replace(origin=5, week=6)) for one in past]

    assert interval_of(parts, past[:11]) is None
    assert interval_of(parts, past[:11] + to_come) is None


@given(MARKETS, some.dictionaries(some.integers(START, START + WEEKS), some.integers(0, 999)))
def test_every_week_has_what_is_certain_and_only_open_weeks_have_more(market, certain):
    at_us = week_start_us(START + 2) + 5

    for row in forecast(market, certain, at_us).weeks:
        assert row.certain == certain.get(row.week, 0) <= row.mean
        assert row.is_open or row.low == row.mean == row.high == row.certain
