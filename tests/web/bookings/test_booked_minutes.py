"""The same minutes on a booking's page, in the comparison, and in what is credited."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking import Booking
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.shift_rules import ShiftRules
from domain.bookings.weekly_windows import parse_windows
from projections.bookings.bookings import booking_with_id
from projections.comparison.booked import booked_minutes_of
from projections.comparison.figures import BookedMinutes
from projections.comparison.period import Period
from tests.domain.bookings.booking_examples import (
    BOOKING,
    FUNDING,
    MONDAY_EVENING,
    PARIS,
    PLAN,
    BookingDesk,
)
from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import BRAND, MANAGER, after
from web.bookings.calendars import calendar_of
from web.bookings.jobs import credit_shifts

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
JUNE = Period(date(2026, 6, 1), date(2026, 7, 1), PARIS)
ONE_SEAT = replace(PLAN, week=parse_windows("mon 18:00-20:00", PARIS), seats=1)
NO_NEWCOMERS = ShiftRules(newcomer_percent=0)


@pytest.fixture
def desk(market):  # noqa: F811
    return BookingDesk(market.log)


@pytest.fixture
def minutes(market):  # noqa: F811
    """The minutes until a time, after credits: those of the page, which the comparison shares."""

    def minutes(at):
        market.projector.catch_up()
        credit_shifts(market, at)
        market.projector.catch_up()
        with market.read_models.read(market.read_models.bookings) as db:
            booking = booking_with_id(BOOKING, db)
        page = calendar_of(booking, market.read_models, at)
        on_page = BookedMinutes(page.booked_minutes, page.delivered_minutes, page.credited_minutes)
        compared, _ = booked_minutes_of(BRAND, JUNE, at, market.read_models)
        assert on_page == (compared or BookedMinutes(0, 0, 0))
        return on_page

    return minutes


def take(desk, starts_at=MONDAY_EVENING):
    expert = desk.expert()
    desk.shifts.take(BOOKING, starts_at, 1, expert, after(100))
    desk.presence.come_online(uuid4(), expert, 1, starts_at)
    return expert


def test_a_pause_takes_out_the_paused_minute_and_no_more(desk, minutes):
    desk.running(ONE_SEAT, shift_rules=NO_NEWCOMERS)
    expert = take(desk)
    desk.bookings.pause(BOOKING, "cost", MANAGER, MONDAY_EVENING + 118 * MINUTE)
    desk.bookings.resume(BOOKING, MANAGER, MONDAY_EVENING + 119 * MINUTE)
    desk.presence.leave(expert, "declared", MONDAY_EVENING + 2 * HOUR)

    assert minutes(MONDAY_EVENING + 3 * HOUR) == BookedMinutes(119, 119, 0)


def test_an_expert_absent_around_a_pause_is_credited_without_it(desk, minutes):
    desk.running(ONE_SEAT)
    desk.bookings.pause(BOOKING, "cost", MANAGER, MONDAY_EVENING + 30 * MINUTE)
    desk.bookings.resume(BOOKING, MANAGER, MONDAY_EVENING + 50 * MINUTE)

    assert minutes(MONDAY_EVENING + 3 * HOUR) == BookedMinutes(100, 0, 100)


def test_a_booking_that_ended_before_its_first_shift_booked_nothing(desk, minutes):
    desk.running(replace(PLAN, until=date(2026, 6, 30)))
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(200))

    assert minutes(datetime(2026, 6, 20, tzinfo=UTC)) == BookedMinutes(0, 0, 0)


def test_a_shift_counts_until_the_booking_ends(desk, minutes):
    desk.running(ONE_SEAT, shift_rules=NO_NEWCOMERS)
    expert = take(desk)
    end = MONDAY_EVENING + HOUR
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, end)
    desk.presence.leave(expert, "declared", end)

    assert minutes(MONDAY_EVENING + 3 * HOUR) == BookedMinutes(60, 60, 0)


def test_a_shift_that_began_before_the_funding_counts_from_the_funding_on(desk, minutes):
    desk.confirmed(ONE_SEAT)
    desk.bookings.receive_funding(BOOKING, FUNDING, "test", MONDAY_EVENING + 119 * MINUTE)

    assert minutes(MONDAY_EVENING + 3 * HOUR) == BookedMinutes(1, 0, 1)


def test_shortening_to_today_erases_nothing_of_what_was_delivered(desk, minutes):
    windows = parse_windows("mon 12:00-14:00, 18:00-20:00", PARIS)
    desk.running(replace(PLAN, week=windows, seats=1, until=date(2026, 6, 30)))
    noon = datetime(2026, 6, 8, 10, tzinfo=UTC)
    expert = take(desk, noon)
    desk.presence.leave(expert, "declared", noon + 2 * HOUR)

    desk.bookings.shorten(BOOKING, date(2026, 6, 8), MANAGER, noon + 3 * HOUR)

    # 1 June: two shifts without an expert; 8 June: the one that had begun.
    assert minutes(noon + 24 * HOUR) == BookedMinutes(360, 120, 240)


def test_the_credit_of_a_shift_says_what_was_booked_of_it(desk, minutes):
    desk.confirmed(ONE_SEAT)
    desk.bookings.receive_funding(BOOKING, FUNDING, "test", MONDAY_EVENING + 90 * MINUTE)
    minutes(MONDAY_EVENING + 3 * HOUR)

    [credit] = [
        event.data
        for event in desk.log.history(BOOKING)
        if isinstance(event.data, Booking.MinutesCredited)
    ]
    assert (credit.booked_minutes, credit.credited_minutes) == (30, 30)
