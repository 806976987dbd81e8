"""Who holds which shift, and who was online, as pages and credits need it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.bookings.booking import Booking
from domain.brands.brand_commands import BrandCommands
from projections.bookings.shifts import (
    assignments_of_booking,
    assignments_of_member,
    credits_of,
    online_intervals,
)
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    TUESDAY_EVENING,
    BookingDesk,
)
from tests.support.people import BRAND, MANAGER, PAID, after

HOUR = timedelta(hours=1)
END = MONDAY_EVENING + 2 * HOUR


@pytest.fixture
def desk(market):
    desk = BookingDesk(market.log)
    desk.running()
    return desk


@pytest.fixture
def query(market):
    def query(read, *arguments):
        market.projector.catch_up()
        with market.read_models.read(market.read_models.shifts) as db:
            return read(*arguments, db)

    return query


def take(desk, starts_at=MONDAY_EVENING, seat=1):
    expert = desk.expert()
    desk.shifts.take(BOOKING, starts_at, seat, expert, after(100))
    return expert


def test_a_taken_shift_is_listed_for_booking_and_member(desk, query):
    expert = take(desk)

    [of_booking] = query(assignments_of_booking, BOOKING, MONDAY_EVENING, END)
    [of_member] = query(assignments_of_member, expert, after(0))

    assert of_booking == of_member
    assert (of_booking.member_id, of_booking.starts_at, of_booking.seat) == (
        expert,
        MONDAY_EVENING,
        1,
    )
    assert query(assignments_of_booking, BOOKING, END, END + HOUR) == []


def test_a_released_shift_keeps_its_past_for_the_booking(desk, query):
    first = take(desk, TUESDAY_EVENING)
    slot = desk.log.load(Booking, BOOKING).slot(TUESDAY_EVENING, 1)
    desk.shifts.release(slot.shift_id, first, None, after(200))
    second = take(desk, TUESDAY_EVENING)

    found = query(assignments_of_booking, BOOKING, TUESDAY_EVENING, TUESDAY_EVENING + HOUR)

    assert [(held.member_id, held.released_at is None) for held in found] == [
        (first, False),
        (second, True),
    ]
    assert query(assignments_of_member, first, after(0)) == []


def test_online_times_leave_out_what_was_away(desk, query):
    expert = take(desk)
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING - HOUR)
    desk.presence.go_away(expert, "declared", MONDAY_EVENING + HOUR / 2)
    desk.presence.come_back(expert, MONDAY_EVENING + HOUR)

    online = query(online_intervals, BRAND, [expert], MONDAY_EVENING, END)

    assert online == {
        expert: [
            (MONDAY_EVENING, MONDAY_EVENING + HOUR / 2),
            (MONDAY_EVENING + HOUR, END),
        ]
    }


@pytest.mark.parametrize("is_away", [False, True])
def test_who_takes_a_first_shift_while_present_is_online_for_its_brand(desk, query, is_away):
    other, expert = uuid4(), desk.expert()
    register = BrandCommands(desk.log).register
    register(other, "elsewhere", "Elsewhere", "Europe/Paris", "EUR", MANAGER, after(-9000))
    desk.members.start_engagement(expert, other, PAID, MANAGER, after(-6000))
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING - HOUR)
    if is_away:
        desk.presence.go_away(expert, "declared", MONDAY_EVENING - HOUR)

    desk.shifts.take(BOOKING, MONDAY_EVENING, 1, expert, MONDAY_EVENING + HOUR / 2)
    if is_away:
        desk.presence.come_back(expert, MONDAY_EVENING + HOUR)

    [intervals] = query(online_intervals, BRAND, [expert], MONDAY_EVENING, END).values()
    assert intervals == [(MONDAY_EVENING + HOUR / (1 if is_away else 2), END)]


def test_a_new_session_after_leaving_counts_again(desk, query):
    expert = take(desk)
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING)
    desk.presence.leave(expert, "heartbeat", MONDAY_EVENING + HOUR / 2)
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING + HOUR)

    [intervals] = query(online_intervals, BRAND, [expert], MONDAY_EVENING, END).values()

    assert [end - start for start, end in intervals] == [HOUR / 2, HOUR]


def test_credited_minutes_are_listed(desk, query):
    desk.bookings.credit_minutes(BOOKING, MONDAY_EVENING, 1, 90, END)

    [credit] = query(credits_of, BOOKING)

    assert (credit.booked_minutes, credit.delivered_minutes, credit.credited_minutes) == (
        120,
        90,
        30,
    )
