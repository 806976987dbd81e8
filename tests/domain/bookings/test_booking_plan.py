"""What a plan books, also when clocks change, and which plans are refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.bookings.booking_plan import (
    BookingMode,
    booked_minutes,
    check_plan,
    intervals,
    shift_slots,
)
from domain.bookings.weekly_windows import parse_windows
from domain.brands.opening_hours import OpeningHours
from domain.errors import Invalid
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, PARIS, PLAN
from tests.support.people import after, euros

HOUR = timedelta(hours=1)


def planned(windows, first_day, until, **changes):
    week = parse_windows(windows, PARIS)
    return replace(PLAN, week=week, first_day=first_day, until=until, **changes)


def test_windows_are_booked_on_their_days_without_the_last_one():
    plan = planned("mon,sun 18:00-20:00", date(2026, 6, 1), date(2026, 6, 7))

    assert intervals(plan) == ((MONDAY_EVENING, MONDAY_EVENING + 2 * HOUR),)


def test_the_day_when_clocks_are_put_back_has_fifty_hours_with_two_seats():
    plan = planned("sun 00:00-24:00", date(2026, 10, 25), date(2026, 10, 26))

    assert booked_minutes(plan) == 50 * 60


def test_the_day_when_clocks_are_put_forward_has_23_hours_a_seat():
    plan = planned("sun 00:00-24:00", date(2026, 3, 29), date(2026, 3, 30))

    assert booked_minutes(plan) == 46 * 60


def test_a_window_past_midnight_belongs_to_the_day_it_starts_on():
    plan = planned("sun 22:00-02:00", date(2026, 6, 7), date(2026, 6, 8))

    assert intervals(plan) == (
        (datetime(2026, 6, 7, 20, tzinfo=UTC), datetime(2026, 6, 8, 0, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    ("windows", "minutes"),
    [("sun 02:30-03:30", 30), ("sun 02:00-03:00", 0), ("sun 01:30-02:30", 30)],
)
def test_the_missing_hour_is_not_booked(windows, minutes):
    plan = planned(windows, date(2026, 3, 29), date(2026, 3, 30), seats=1)

    assert booked_minutes(plan) == minutes


def test_the_doubled_hour_is_booked_twice():
    plan = planned("sun 02:30-03:00", date(2026, 10, 25), date(2026, 10, 26), seats=1)

    assert intervals(plan) == (
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    )


def test_when_closed_books_only_outside_the_opening_hours():
    opening_hours = OpeningHours.weekly(PARIS, {0: [("09:00", "19:00")]})
    plan = replace(PLAN, mode=BookingMode.WHEN_CLOSED, opening_hours=opening_hours)

    monday, tuesday = intervals(plan)

    assert monday == (MONDAY_EVENING + HOUR, MONDAY_EVENING + 2 * HOUR)
    assert tuesday[1] - tuesday[0] == 2 * HOUR


def test_a_long_window_is_cut_into_shifts_of_at_most_four_hours():
    plan = planned("mon 08:00-18:00", date(2026, 6, 1), date(2026, 6, 2))

    slots = list(shift_slots(plan, BOOKING))

    hours = [(slot.ends_at - slot.starts_at) // HOUR for slot in slots]
    assert hours == [4, 4, 4, 4, 2, 2]
    assert [slot.seat for slot in slots] == [1, 2] * 3
    assert len({slot.shift_id for slot in slots}) == 6


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until": date(2026, 6, 1)}, "must end after it starts"),
        ({"until": date(2026, 5, 1)}, "must end after it starts"),
        ({"until": date(2027, 6, 3)}, "can last up to 366 days"),
        ({"first_day": date(2026, 5, 31)}, "must start today or later"),
        ({"week": ((),) * 7}, "at least one time range"),
        ({"week": (((1081, 1200),), *((),) * 6)}, "a quarter of an hour"),
        ({"until": date(2026, 6, 2), "week": ((), *PLAN.week[1:])}, "book no coverage"),
        (
            {"until": date(2026, 6, 2), "week": parse_windows("mon 06:00-08:00", PARIS)},
            "are over already",
        ),
        ({"seats": 0}, "between 1 and 50 seats"),
        ({"seats": 1_000_000}, "between 1 and 50 seats"),
        ({"languages": ()}, "Choose the languages"),
        ({"mode": BookingMode.WHEN_CLOSED}, "Set your opening hours first"),
        ({"price": euros(0)}, "Check the price"),
        ({"price": euros(-200)}, "Check the price"),
        ({"budget": euros(199)}, "must pay for at least one conversation"),
        ({"budget": euros(100_000_001)}, "can be at most 100000000 minor units of EUR"),
        ({"price": replace(euros(200), currency="CHF")}, "This brand uses EUR, not CHF"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(change, sentence):
    with pytest.raises(Invalid, match=sentence):
        check_plan(replace(PLAN, **change), "EUR", after(0))
