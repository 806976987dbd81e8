"""Minutes that a brand booked, that experts delivered, and that it was credited with."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.bookings.booking_plan import shift_slots
from domain.bookings.booking_reasons import BookingEndReason
from projections.comparison.compare import compare
from projections.comparison.figures import BookedMinutes
from projections.comparison.report import as_json, lines_of
from projections.comparison.sources import ComparisonQuery
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PLAN,
    TUESDAY_EVENING,
    BookingDesk,
)
from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import MANAGER, after

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
LATER = datetime.fromisoformat("2026-08-01T00:00Z")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIGURES = ("booked_minutes", "delivered_minutes", "credited_minutes")


@pytest.fixture
def desk(market):  # noqa: F811
    return BookingDesk(market.log)


@pytest.fixture
def booked_in(market):  # noqa: F811
    """The minutes of a period that begins on one day and ends before another."""

    def booked_in(first=JUNE, end=JULY, now=LATER):
        market.projector.catch_up()
        return compare(ComparisonQuery("road", first, end), market.read_models, now).booked

    return booked_in


def online(desk, starts_at, seat, minutes, late=timedelta()):
    """An expert takes a shift, and comes online during so many minutes of it."""
    expert = desk.expert()
    desk.shifts.take(BOOKING, starts_at, seat, expert, after(100))
    desk.presence.come_online(uuid4(), expert, 1, starts_at + late)
    desk.presence.leave(expert, "declared", starts_at + late + minutes * MINUTE)


@pytest.mark.usefixtures("desk")
def test_without_a_booking_there_are_no_minutes_and_a_dash(booked_in, market):  # noqa: F811
    assert booked_in() is None

    comparison = compare(ComparisonQuery("road", JUNE, JULY), market.read_models, LATER)
    assert {figure: as_json(comparison)[figure] for figure in FIGURES} == dict.fromkeys(FIGURES)
    assert "shift_day" not in {assumption.key for assumption in comparison.assumptions}


def test_a_draft_and_what_is_not_paid_in_book_nothing(desk, booked_in):
    desk.confirmed()

    assert booked_in() is None


def test_all_seats_are_booked_and_online_minutes_delivered(desk, booked_in):
    desk.running()
    online(desk, MONDAY_EVENING, 1, minutes=120)
    online(desk, TUESDAY_EVENING, 2, minutes=45, late=20 * MINUTE)

    assert booked_in() == BookedMinutes(booked=480, delivered=165, credited=0)


def test_credited_minutes_are_those_of_the_bookings_events(desk, booked_in):
    desk.running()
    desk.bookings.credit_minutes(BOOKING, MONDAY_EVENING, 1, 100, TUESDAY_EVENING)

    assert booked_in() == BookedMinutes(booked=480, delivered=0, credited=20)


def test_a_shift_counts_whole_on_the_day_it_starts_and_once_it_is_over(desk, booked_in):
    past_midnight = (((22 * 60, 26 * 60),), *[()] * 6)
    desk.running(replace(PLAN, week=past_midnight))

    tuesday = JUNE + timedelta(days=1)
    night = datetime.fromisoformat("2026-06-02T00:00Z")
    assert booked_in(JUNE, tuesday, now=night - MINUTE) is None
    assert booked_in(JUNE, tuesday, now=night) == BookedMinutes(480, 0, 0)
    assert booked_in(tuesday, JULY) is None


def test_shifts_during_a_pause_are_not_booked(desk, booked_in):
    desk.running()
    desk.bookings.pause(BOOKING, "cost", MANAGER, MONDAY_EVENING - HOUR)
    desk.bookings.resume(BOOKING, MANAGER, MONDAY_EVENING + 3 * HOUR)

    assert booked_in() == BookedMinutes(booked=240, delivered=0, credited=0)


def test_shifts_after_an_early_end_are_not_booked(desk, booked_in):
    desk.running()
    end = MONDAY_EVENING + 2 * HOUR
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, end)

    assert booked_in() == BookedMinutes(booked=240, delivered=0, credited=0)


def test_shifts_before_the_funding_are_not_booked(desk, booked_in):
    desk.confirmed()
    funded = MONDAY_EVENING + 2 * HOUR
    desk.bookings.receive_funding(
        BOOKING, UUID("b2000000-0000-4000-8000-000000000001"), "x", funded
    )

    assert booked_in() == BookedMinutes(booked=240, delivered=0, credited=0)


def test_rows_name_the_brands_minutes(desk, booked_in, market):  # noqa: F811
    desk.running()
    booked_in()

    comparison = compare(ComparisonQuery("road", JUNE, JULY), market.read_models, LATER)
    rows = {line.figure: (line.model, line.value, line.unit) for line in lines_of(comparison)}
    assert [rows[figure] for figure in FIGURES] == [
        ("", 480, "min"),
        ("", 0, "min"),
        ("", 0, "min"),
    ]


# A longer booking, for any two adjoining periods.

SEASON = replace(
    PLAN, until=date(2026, 6, 29), week=(((22 * 60, 26 * 60),), *[((540, 705),)] * 5, ())
)


@pytest.fixture
def season(desk, booked_in):
    desk.running(SEASON)
    for number, slot in enumerate(shift_slots(SEASON, BOOKING)):
        if number % 3:
            online(desk, slot.starts_at, slot.seat, minutes=7 * number, late=number * MINUTE)
        if number % 2:
            over = slot.ends_at + HOUR
            desk.bookings.credit_minutes(BOOKING, slot.starts_at, slot.seat, number, over)
    return booked_in


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@for_any(st.lists(st.integers(-3, 40), min_size=3, max_size=3, unique=True).map(sorted))
def test_sums_over_adjoining_periods_add_up(season, days):
    first, middle, end = (JUNE + timedelta(days=day) for day in days)

    whole, before, later = season(first, end), season(first, middle), season(middle, end)

    nothing = BookedMinutes(0, 0, 0)
    parts = zip(before or nothing, later or nothing, strict=True)
    assert tuple(whole or nothing) == tuple(map(sum, parts))


def test_the_season_has_minutes_of_each_kind(season):
    assert min(season()) > 0
