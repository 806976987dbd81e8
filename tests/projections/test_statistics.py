"""Statistics, against the standard library, naive sorting and published values."""

import statistics
from collections import Counter
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.statistics import median, percentile, rank_interval, wilson

VALUES = st.lists(st.integers(0, 3000), min_size=1, max_size=40)
often = settings(max_examples=80, deadline=None)


# A share and its interval.


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # By hand; of none in n, the upper end is z * z / (n + z * z).
        (10, 100, 0.0552, 0.1744),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (50, 100, 0.4038, 0.5962),
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(k, n, low, high):
    share = wilson(k, n)

    assert (share.value, share.n) == (k / n, n)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


def test_nothing_has_no_share():
    assert wilson(0, 0) is None


@often
@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_at_the_ends_of_the_interval_the_share_is_just_the_quantile_away(counted):
    k, n = counted
    z = statistics.NormalDist().inv_cdf(0.975)

    share = wilson(k, n)

    assert 0 <= share.low < share.high <= 1
    for end in (share.low, share.high):
        assert (share.value - end) ** 2 == pytest.approx(z * z * end * (1 - end) / n, abs=1e-12)


@often
@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_the_others_is_the_mirrored_one(counted):
    k, n = counted

    share, others = wilson(k, n), wilson(n - k, n)

    assert (share.low, share.high) == (
        pytest.approx(1 - others.high, abs=1e-12),
        pytest.approx(1 - others.low, abs=1e-12),
    )


# The middle and the ninth tenth.


def test_nothing_has_no_middle():
    assert (median({}), percentile({}, 90), rank_interval({})) == (None, None, None)
    assert (median({60: 0}), percentile({60: 0}, 90), rank_interval({60: 0})) == (None, None, None)


def test_one_value_is_every_percentile():
    assert (median({60: 1}), percentile({60: 1}, 90)) == (60, 60)


def test_the_middle_of_an_even_number_lies_between_two():
    assert median({10: 1, 20: 2, 45: 1}) == 20
    assert median({10: 2, 45: 2}) == 27.5


def test_nine_of_ten_wait_no_longer_than_p90():
    assert percentile(dict.fromkeys(range(1, 11), 1), 90) == 9
    assert percentile(dict.fromkeys(range(1, 12), 1), 90) == 10


@often
@given(VALUES)
def test_the_median_is_that_of_the_standard_library(values):
    assert median(Counter(values)) == statistics.median(values)


@often
@given(VALUES, st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values, percent):
    enough = [
        value
        for value in values
        if 100 * sum(other <= value for other in values) >= percent * len(values)
    ]

    assert percentile(Counter(values), percent) == min(enough)


# How sure the median is.


def test_fewer_than_ten_values_say_nothing_sure_about_the_median():
    assert rank_interval(dict.fromkeys(range(9), 1)) is None
    assert rank_interval(dict.fromkeys(range(10), 1)) is not None


@pytest.mark.parametrize(
    ("n", "low", "high"),
    # M. J. Campbell and M. J. Gardner, British Medical Journal 296 (1988), and the binomial.
    [(10, 2, 9), (20, 6, 15), (25, 8, 18), (50, 18, 33), (60, 22, 39), (100, 40, 61)],
)
def test_the_ranks_that_enclose_the_median_are_the_published_ones(n, low, high):
    assert rank_interval(dict.fromkeys(range(1, n + 1), 1)) == (low, high)


@often
@given(st.lists(st.integers(0, 300), min_size=10, max_size=150))
def test_the_interval_brackets_the_median(values):
    low, high = rank_interval(Counter(values))

    assert low <= statistics.median(values) <= high
    assert {low, high} <= set(values)


@pytest.mark.parametrize("n", [*range(10, 60), 100, 101, 250, 999])
def test_at_least_94_of_100_such_intervals_hold_the_median(n):
    low, high = rank_interval(dict.fromkeys(range(1, n + 1), 1))

    held = sum(comb(n, below) for below in range(low, high)) / 2**n

    assert held >= 0.94
    assert low + high == n + 1
