from datetime import date

import pytest

from domain.bookings.demand_history import DemandHistory
from domain.bookings.volunteer_coverage import CoveredRequests, weekly_coverage

MONDAY = date(2026, 6, 1)
NONE = (0.0,) * 48


def history(*saturdays, first=MONDAY):
    """Weeks with answers on Saturday at 18:00 only."""
    weeks = [(*[NONE] * 5, (*[0.0] * 36, float(n), *[0.0] * 11), NONE) for n in saturdays]
    return DemandHistory("Europe/Paris", first, sum(weeks, ()))


def test_the_answers_of_a_half_hour_have_a_mean_and_a_spread():
    coverage = weekly_coverage(history(2, 4, 6))

    assert coverage[5, 36] == CoveredRequests(mean=4, spread=2, weeks=3)
    assert coverage[5, 37] == CoveredRequests(mean=0, spread=0, weeks=3)
    assert len(coverage) == 336


def test_weekdays_are_right_when_history_ends_within_a_week():
    days = history(2, 4).days[:-3]  # it ends with a Thursday

    coverage = weekly_coverage(DemandHistory("Europe/Paris", MONDAY, days))

    assert coverage[5, 36] == CoveredRequests(mean=2, spread=0, weeks=1)


def test_only_the_last_12_weeks_count():
    assert weekly_coverage(history(*[9] * 5, *[1] * 12))[5, 36].mean == pytest.approx(1)


def test_less_than_a_week_covers_nothing():
    assert weekly_coverage(history()) == {}
