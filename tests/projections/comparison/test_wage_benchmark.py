from dataclasses import replace

import pytest

from projections.comparison.wage_benchmark import (
    WageBenchmark,
    lines_of_benchmarks,
    wage_benchmarks,
)
from tests.projections.comparison.comparison_example import comparison, figures


def test_the_same_hours_at_a_wage():
    """June 2017 of the home-exchange brand: 1,453 answers of ten minutes each."""
    one = figures("voluntary", answered=1453, handled_hours=1453 / 6, full_time=1.597)
    both, volunteers, experts = wage_benchmarks(comparison(one, figures("paid")), 1500)

    assert volunteers.cost_minor == 363_250
    assert both == replace(volunteers, model="")
    assert (experts.answered, experts.cost_minor, experts.full_time_equivalents) == (0, 0, 0)


@pytest.mark.parametrize(("seconds", "minor"), [(0, 0), (1, 1), (2, 1), (3599, 1800), (3600, 1800)])
def test_part_hours_are_rounded_half_up(seconds, minor):
    assert WageBenchmark("paid", 1, seconds, 1800, 0).cost_minor == minor


def test_as_rows_below_those_of_the_comparison():
    one = figures("voluntary", answered=6, handled_hours=1, full_time=0.00659)
    lines = list(lines_of_benchmarks(wage_benchmarks(comparison(one), 1234), "CHF"))

    assert [line[:5] for line in lines] == [
        ("employees:cost", "", 1234, "CHF minor", 6),
        ("employees:full_time", "", 0.01, "full-time jobs", 6),
        ("employees:cost", "voluntary", 1234, "CHF minor", 6),
        ("employees:full_time", "voluntary", 0.01, "full-time jobs", 6),
    ]
