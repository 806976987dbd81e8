from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brands.programme_cost import share_of_days, span_errors

JUNE_1 = date(2026, 6, 1)


def day(number):
    return JUNE_1 + timedelta(days=number)


def test_the_earlier_days_get_the_larger_parts():
    shares = [share_of_days(100, day(0), day(2), day(n), day(n + 1)) for n in range(-1, 4)]

    assert shares == [0, 34, 33, 33, 0]


def test_a_cost_of_one_day_counts_as_a_whole():
    assert share_of_days(2_500, day(0), day(0), day(0), day(1)) == 2_500


@given(
    st.integers(1, 10**9),
    st.integers(1, 400),
    st.lists(st.integers(-30, 430), min_size=2, max_size=6).map(sorted),
)
def test_the_shares_of_adjoining_periods_add_up(amount, days, cuts):
    span = amount, day(0), day(days - 1)

    shares = [share_of_days(*span, day(first), day(end)) for first, end in pairwise(cuts)]

    assert sum(shares) == share_of_days(*span, day(cuts[0]), day(cuts[-1]))
    assert share_of_days(*span, day(-30), day(430)) == amount


@given(st.integers(1, 10**6), st.integers(1, 90), st.integers(0, 89))
def test_the_share_of_a_day_is_exact_to_less_than_one_unit(amount, days, number):
    share = share_of_days(amount, day(0), day(days - 1), day(number), day(number + 1))

    assert share == 0 if number >= days else abs(share * days - amount) < days


@pytest.mark.parametrize(
    ("last", "model", "sentence"),
    [
        (-1, "voluntary", "cannot be before the first one"),
        (5 * 366, "voluntary", "at most 1830 days"),
        (0, "robots", "which model the cost"),
    ],
)
def test_days_and_models_that_make_no_sense_are_refused(last, model, sentence):
    assert sentence in str(next(span_errors(day(0), day(last), model)))


def test_five_years_are_served_at_most():
    assert list(span_errors(day(0), day(5 * 366 - 1), "paid")) == []
