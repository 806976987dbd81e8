"""What a plan brings and costs, before it is booked."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.bookings.assumed_demand import DemandShape, assumed_demand
from domain.bookings.demand_forecast import DemandForecast, ExpectedRequests, HalfHourDemand
from domain.bookings.demand_history import half_hours
from domain.bookings.quote import (
    QuoteAssumption,
    QuoteBasis,
    half_hour_of_week,
    quote_of,
    with_one_more_seat,
)
from domain.bookings.staffing import RequestLoad, staffing_of
from domain.bookings.weekly_windows import parse_windows
from domain.brands.opening_hours import OpeningHours
from tests.domain.bookings.booking_examples import MONDAY_EVENING, PARIS, PLAN
from tests.support.people import euros

# Two evenings of two hours: eight half-hours.
ROOMY = replace(PLAN, budget=euros(1_000_000))


def constant_demand(mean, first=PLAN.first_day, until=PLAN.until):
    """So many requests in every half-hour, as an assumption."""
    return DemandForecast(
        tuple(
            HalfHourDemand(half_hour.starts_at, ExpectedRequests(mean, mean, mean))
            for half_hour in half_hours(PARIS, first, until + timedelta(days=1))
        )
    )


def basis(requests=4.0, **changes):
    values = {
        "forecast": constant_demand(requests),
        "promise_s": 120,
        "handling_s": 300.0,
        "patience_s": 180.0,
        "volunteers": {},
        "volunteers_within_promise": 0.5,
        "qualified_people": 11,
    }
    return QuoteBasis(**{**values, **changes})


def test_a_quote_is_the_queue_of_each_half_hour_added_up():
    quote = quote_of(ROOMY, basis(4.0))

    figures = staffing_of(RequestLoad(4.0, 1800, 300.0, 180.0), 2, 120)
    assert quote.booked_minutes == 480
    assert quote.expected_requests.mean == pytest.approx(32)
    assert quote.answered_within_promise.mean == pytest.approx(32 * figures.service_level)
    assert quote.cost.mean == euros(round(200 * 32 * (1 - figures.abandonment)))
    assert quote.budget_ends_on is None


def test_volunteers_answer_first_and_cost_nothing():
    monday, six_o_clock = half_hour_of_week(MONDAY_EVENING, ZoneInfo(PARIS))
    volunteers = {(monday, six_o_clock): 3.0, (monday, six_o_clock + 1): 100.0}

    quote = quote_of(ROOMY, basis(4.0, volunteers=volunteers))

    assert quote.answered_by_volunteers == pytest.approx(3 + 4)
    assert quote.cost.mean.amount < quote_of(ROOMY, basis(4.0)).cost.mean.amount


def test_a_budget_ends_on_the_day_it_is_spent_and_no_cost_exceeds_it():
    quote = quote_of(replace(PLAN, budget=euros(4_000)), basis(4.0))

    assert quote.budget_ends_on == date(2026, 6, 2)
    assert quote.cost.mean == quote.cost.high == euros(4_000)


def test_more_requests_than_seats_can_answer_are_answered_late():
    quote = quote_of(ROOMY, basis(40.0, patience_s=None))

    assert quote.answered_within_promise.mean == 0
    assert quote.cost.mean == euros(200 * 8 * 2 * 6)  # two seats, six conversations each


def test_a_half_hour_booked_in_part_counts_in_part():
    quarter = replace(ROOMY, week=parse_windows("mon 18:15-18:30", PARIS))

    assert quote_of(quarter, basis(4.0)).expected_requests.mean == pytest.approx(2)


def test_the_night_of_a_window_past_midnight_is_quoted_on_the_last_day_too():
    night = replace(ROOMY, week=parse_windows("sun 23:00-01:00", PARIS))

    assert quote_of(night, basis(4.0)).expected_requests.mean == pytest.approx(16)


def test_a_quote_says_what_it_assumes():
    hours = OpeningHours.always(PARIS)
    assumed = assumed_demand(
        DemandShape.EVENINGS, 100, hours, PLAN.first_day, PLAN.until + timedelta(days=1)
    )
    guessed = basis(
        forecast=assumed,
        handling_s=None,
        patience_s=None,
        is_history_old=True,
        has_other_bookings=True,
    )

    assumptions = set(quote_of(replace(ROOMY, subject_id=None), guessed).assumptions)

    assert assumptions == set(QuoteAssumption)


@given(st.floats(0, 60), st.integers(1, 12), st.integers(200, 50_000))
def test_one_more_seat_never_answers_less(requests, seats, budget):
    plan = replace(ROOMY, seats=seats)
    known = basis(requests)

    now, more = quote_of(plan, known), quote_of(with_one_more_seat(plan), known)

    assert more.answered_within_promise.mean >= now.answered_within_promise.mean - 1e-9
    capped = quote_of(replace(plan, budget=euros(budget)), known)
    assert capped.cost.mean.amount <= min(budget, now.cost.mean.amount)
