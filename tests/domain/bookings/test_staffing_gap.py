"""People needed, covered and missing in each half-hour of the week."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.bookings.demand_forecast import ExpectedRequests, HalfHourDemand
from domain.bookings.demand_history import half_hours
from domain.bookings.staffing import RequestLoad, people_needed
from domain.bookings.staffing_gap import (
    SERVICE_LEVEL,
    GapWindow,
    PeopleBasis,
    gap_windows,
    quiet_below,
    staffing_week,
)
from domain.bookings.volunteer_coverage import CoveredRequests
from domain.bookings.week_parts import WeekPart, weakest_part
from tests.domain.bookings.demand_examples import MONDAY, ZONE

BASIS = PeopleBasis(promise_s=60, handling_s=600.0, patience_s=None)
SATURDAY = 5
QUIET_REQUESTS, BUSY_REQUESTS = 0.01, 4.0


def busy_on(weekday, opens, closes, weeks=2):
    """Half-hours with few requests, but for some hours of a weekday."""
    end = MONDAY + timedelta(weeks=weeks)
    for start, day, number in half_hours(ZONE, MONDAY, end):
        is_busy = day.weekday() == weekday and opens * 2 <= number < closes * 2
        mean = BUSY_REQUESTS if is_busy else QUIET_REQUESTS
        yield HalfHourDemand(start, ExpectedRequests(mean / 2, mean, mean * 2))


def covered(weekday, opens, closes, mean, spread=0.0):
    return {
        (weekday, number): CoveredRequests(mean, spread, 12)
        for number in range(opens * 2, closes * 2)
    }


def at(week, weekday, hour):
    return week[weekday * 48 + hour * 2]


def test_a_half_hour_has_the_people_that_staffing_says_and_the_share_that_is_covered():
    coverage = covered(SATURDAY, 14, 18, mean=1.0, spread=0.5)

    week = staffing_week(busy_on(SATURDAY, 14, 18), ZONE, coverage, BASIS)

    needed = people_needed(RequestLoad(BUSY_REQUESTS, 1800, 600.0), 60, SERVICE_LEVEL)
    busy = at(week, SATURDAY, 15)
    assert len(week) == 336
    assert (busy.weekday, busy.number, busy.needed) == (SATURDAY, 30, needed)
    assert busy.requests == ExpectedRequests(2.0, 4.0, 8.0)
    assert busy.covered == pytest.approx(needed / 4)
    assert busy.spread == pytest.approx(needed / 8)
    assert busy.gap == pytest.approx(needed * 3 / 4)
    assert busy.unanswered == pytest.approx(3.0)


def test_both_halves_of_an_hour_are_covered_alike():
    coverage = {(SATURDAY, 28): CoveredRequests(2.0, 1.0, 12)}

    week = staffing_week(busy_on(SATURDAY, 14, 18), ZONE, coverage, BASIS)

    first, second = at(week, SATURDAY, 14), week[SATURDAY * 48 + 29]
    assert first.answered == second.answered == CoveredRequests(1.0, 0.5, 12)


def test_more_answers_than_requests_cover_no_more_than_is_needed():
    coverage = covered(SATURDAY, 14, 18, mean=9.0)

    week = staffing_week(busy_on(SATURDAY, 14, 18), ZONE, coverage, BASIS)

    assert at(week, SATURDAY, 15).gap == 0
    assert at(week, SATURDAY, 15).unanswered == 0


def test_without_requests_no_person_is_needed():
    none = [HalfHourDemand(datetime(2026, 1, 5, tzinfo=UTC), ExpectedRequests(0.0, 0.0, 0.0))]

    week = staffing_week(none, ZONE, {}, BASIS)

    assert {half_hour.needed for half_hour in week} == {0}
    assert {half_hour.gap for half_hour in week} == {0}
    assert gap_windows(week) == []


def test_more_requests_than_can_be_computed_have_no_number_of_people():
    mean = 1e9
    huge = [HalfHourDemand(datetime(2026, 1, 5, tzinfo=UTC), ExpectedRequests(mean, mean, mean))]

    week = staffing_week(huge, ZONE, {}, BASIS)

    [unknown] = [half_hour for half_hour in week if half_hour.needed is None]
    assert (unknown.gap, unknown.covered, unknown.spread) == (None, 0.0, 0.0)
    assert gap_windows(week) == []


def test_the_hour_that_the_clock_skips_counts_in_no_week():
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)
    sunday = [
        HalfHourDemand(start + timedelta(minutes=30 * n), ExpectedRequests(1.0, 1.0, 1.0))
        for n in range(46)
    ]

    week = staffing_week(sunday, ZONE, {}, BASIS)

    assert at(week, 6, 1).requests.mean == 1.0
    assert at(week, 6, 2).requests.mean == 0.0
    assert at(week, 6, 3).requests.mean == 1.0


def test_hours_in_a_row_are_one_gap_without_the_quiet_ones():
    week = staffing_week(busy_on(SATURDAY, 14, 18), ZONE, {}, BASIS)

    [gap] = gap_windows(week)

    needed = at(week, SATURDAY, 15).needed
    assert gap == GapWindow(SATURDAY, 14 * 60, 18 * 60, needed, pytest.approx(32.0))
    assert at(week, SATURDAY, 3).gap == 1
    assert at(week, SATURDAY, 3).requests.mean < quiet_below(week)


def test_an_hour_that_ambassadors_cover_is_no_gap_and_divides_one():
    coverage = covered(SATURDAY, 15, 16, mean=4.0)

    week = staffing_week(busy_on(SATURDAY, 14, 18), ZONE, coverage, BASIS)

    hours = [(gap.opens // 60, gap.closes // 60) for gap in gap_windows(week)]
    assert hours == [(16, 18), (14, 15)]


def test_hours_that_are_all_alike_are_a_gap_on_each_day():
    alike = [
        HalfHourDemand(start, ExpectedRequests(0.1, 0.1, 0.1))
        for start, _, _ in half_hours(ZONE, MONDAY, MONDAY + timedelta(weeks=1))
    ]

    gaps = gap_windows(staffing_week(alike, ZONE, {}, BASIS))

    assert [(gap.weekday, gap.opens, gap.closes) for gap in gaps] == [
        (weekday, 0, 1440) for weekday in range(7)
    ]


def test_the_weakest_part_of_the_week_is_where_most_requests_stay_unanswered():
    coverage = covered(SATURDAY, 12, 18, mean=1.0)
    week = staffing_week(busy_on(SATURDAY, 12, 18), ZONE, coverage, BASIS)

    weakest = weakest_part(week)

    needed = at(week, SATURDAY, 15).needed
    assert (weakest.part, weakest.needed) == (WeekPart.WEEKEND_AFTERNOONS, needed)
    # Sunday has nearly no requests: a quarter of nearly all of Saturday's is covered.
    assert weakest.covered == pytest.approx(needed / 4, rel=0.01)
