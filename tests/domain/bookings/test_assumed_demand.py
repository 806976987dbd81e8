from datetime import UTC, date, datetime, timedelta

import pytest

from domain.bookings.assumed_demand import DemandShape, assumed_demand
from domain.brands.opening_hours import OpeningHours
from domain.errors import Invalid

PARIS = "Europe/Paris"
MONDAY = date(2026, 7, 6)
NEXT_MONDAY = MONDAY + timedelta(7)
HOURS = OpeningHours.weekly(
    PARIS, {0: [("09:15", "12:15")], 5: [("21:00", "02:00")]}, closed_on=[NEXT_MONDAY]
)


def demand(shape, hours=HOURS, first=MONDAY, end=NEXT_MONDAY, requests=80):
    return assumed_demand(shape, requests, hours, first, end)


def expected(forecast):
    return {
        half_hour.starts_at: half_hour.requests.mean
        for half_hour in forecast.half_hours
        if half_hour.requests.mean
    }


def test_requests_come_while_the_brand_is_open():
    forecast = demand(DemandShape.OPENING_HOURS)

    means = expected(forecast)
    assert forecast.is_assumption
    assert forecast.total().mean == pytest.approx(80)
    assert means[datetime(2026, 7, 6, 7, tzinfo=UTC)] == pytest.approx(2.5)  # half of it open
    assert means[datetime(2026, 7, 6, 7, 30, tzinfo=UTC)] == pytest.approx(5)
    assert means[datetime(2026, 7, 11, 23, 30, tzinfo=UTC)] == pytest.approx(5)  # Sunday, 01:30
    assert len(means) == 7 + 10


def test_no_requests_come_on_a_holiday():
    forecast = demand(DemandShape.OPENING_HOURS, first=NEXT_MONDAY, end=NEXT_MONDAY + timedelta(7))

    assert forecast.total().mean == pytest.approx(80 * 5 / 8)


@pytest.mark.parametrize(
    ("shape", "half_hours", "first"),
    [
        (DemandShape.EVENINGS, 70, datetime(2026, 7, 6, 16, tzinfo=UTC)),
        (DemandShape.OFFICE_HOURS, 90, datetime(2026, 7, 6, 7, tzinfo=UTC)),
    ],
)
def test_requests_come_in_the_evening_or_in_office_hours(shape, half_hours, first):
    means = expected(demand(shape))

    assert len(means) == half_hours
    assert min(means) == first
    assert list(means.values()) == pytest.approx([80 / half_hours] * half_hours)


def test_the_interval_of_an_assumption_is_that_of_chance():
    total = demand(DemandShape.EVENINGS, requests=10_000).total()

    assert total.high - total.mean == pytest.approx(128.16, rel=0.001)


def test_hours_that_are_never_open_are_refused():
    with pytest.raises(Invalid, match="opening hours"):
        demand(DemandShape.OPENING_HOURS, hours=OpeningHours.weekly(PARIS, {}))


@pytest.mark.parametrize("requests", [0, -5, float("nan"), 1e12])
def test_an_impossible_number_of_requests_is_refused(requests):
    with pytest.raises(Invalid, match="in a week"):
        demand(DemandShape.EVENINGS, requests=requests)
