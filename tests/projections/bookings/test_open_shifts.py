"""Open shifts: what an expert may take, as the rules of the domain would decide."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import shift_id_of, shift_slots, shift_times
from domain.bookings.notification_order import notification_order
from domain.bookings.shift_rules import ShiftRules
from domain.errors import Refused
from domain.terms import Voluntary
from tests.domain.bookings.booking_examples import (
    BOOKING,
    FUNDING,
    MONDAY_EVENING,
    PLAN,
    TUESDAY_EVENING,
    BookingDesk,
)
from tests.support.people import BRAND, HEATING, MANAGER, after
from web.bookings.shift_offers import open_shifts_for

WEEK = timedelta(days=7)
NO_NEWCOMERS = ShiftRules(newcomer_percent=0)


@pytest.fixture
def desk(market):
    return BookingDesk(market.log)


@pytest.fixture
def listed(market):
    """Start, free seats and seat to take of each shift that is listed for a member."""

    def listed(member_id, at=None, until=None):
        market.projector.catch_up()
        at = at or after(100)
        shifts = open_shifts_for(member_id, at, until or at + 2 * WEEK, market.read_models)
        return [(shift.starts_at, shift.free_seats, shift.seat) for shift in shifts]

    return listed


def test_a_qualified_expert_sees_the_free_seats_of_running_bookings(desk, listed):
    desk.running(shift_rules=NO_NEWCOMERS)

    assert listed(desk.expert()) == [
        (MONDAY_EVENING, (1, 2), 1),
        (TUESDAY_EVENING, (1, 2), 1),
    ]


def test_a_booking_that_is_not_funded_or_is_paused_has_no_open_shifts(desk, listed):
    desk.confirmed()
    expert = desk.expert()
    assert listed(expert) == []

    desk.bookings.receive_funding(BOOKING, FUNDING, "test", after(20))
    desk.bookings.pause(BOOKING, "cost", MANAGER, after(30))

    assert listed(expert) == []


def test_another_subject_language_or_engagement_lists_nothing(desk, listed):
    desk.running()
    volunteer = desk.expert()
    desk.members.start_engagement(volunteer, BRAND, Voluntary(10), MANAGER, after(-100))

    assert listed(volunteer) == []
    assert listed(desk.expert(languages=("de",))) == []
    assert listed(desk.expert(subject_id=HEATING)) == []
    assert listed(uuid4()) == []


def test_a_seat_that_is_taken_is_not_free_until_it_is_released(desk, listed):
    desk.running(shift_rules=NO_NEWCOMERS)
    expert, other = desk.expert(), desk.expert()
    desk.shifts.take(BOOKING, TUESDAY_EVENING, 1, expert, after(100))

    assert listed(other)[1] == (TUESDAY_EVENING, (2,), 2)
    desk.shifts.take(BOOKING, TUESDAY_EVENING, 2, other, after(110))
    assert [start for start, _, _ in listed(desk.expert())] == [MONDAY_EVENING]

    desk.shifts.release(shift_id_of(BOOKING, TUESDAY_EVENING, 1), expert, None, after(120))
    assert listed(desk.expert())[1] == (TUESDAY_EVENING, (1,), 1)


def test_held_seats_are_for_newcomers_until_the_published_time(desk, listed, market):
    """Newcomers take the held seat first, and leave the other one to those who cannot."""
    desk.running()
    newcomer, regular = desk.expert(), desk.expert()
    desk.shifts.take(BOOKING, TUESDAY_EVENING, 1, regular, after(100))

    assert listed(newcomer)[0] == (MONDAY_EVENING, (1, 2), 2)
    assert listed(regular) == [(MONDAY_EVENING, (1, 2), 1), (TUESDAY_EVENING, (2,), None)]
    later = after(20) + timedelta(hours=24)
    assert listed(regular, at=later)[-1] == (TUESDAY_EVENING, (2,), 2)
    [shift, _] = open_shifts_for(newcomer, after(100), after(100) + WEEK, market.read_models)
    assert (shift.held_seats, shift.held_until) == ((2,), later)


def test_only_shifts_of_the_period_are_listed_and_none_that_is_over(desk, listed):
    desk.running(shift_rules=NO_NEWCOMERS)
    expert = desk.expert()

    end = MONDAY_EVENING + timedelta(hours=2)
    assert [start for start, _, _ in listed(expert, at=end)] == [TUESDAY_EVENING]
    until = TUESDAY_EVENING
    assert [start for start, _, _ in listed(expert, until=until)] == [MONDAY_EVENING]


def test_listing_takes_as_many_queries_for_fifty_bookings_as_for_one(desk, market):
    expert, counted = desk.expert(), []
    desk.running()
    market.projector.catch_up()
    for projection in (market.read_models.bookings, market.read_models.shifts):
        with market.read_models.read(projection) as db:
            event.listen(db.engine, "before_cursor_execute", lambda *_: counted.append(1))

    def queries():
        market.projector.catch_up()
        counted.clear()
        open_shifts_for(expert, after(100), after(100) + WEEK, market.read_models)
        return len(counted)

    with_one = queries()
    for _ in range(49):
        desk.running_too(uuid4())

    assert queries() == with_one


@settings(max_examples=25, deadline=None)
@given(seats=st.integers(1, 6), days=st.integers(1, 9), percent=st.integers(0, 100))
def test_the_slots_of_a_plan_are_its_times_for_every_seat(seats, days, percent):
    plan = replace(PLAN, seats=seats, until=PLAN.first_day + timedelta(days=days))
    slots = [(slot.starts_at, slot.ends_at, slot.seat) for slot in shift_slots(plan, BOOKING)]
    rules = ShiftRules(newcomer_percent=percent)

    assert slots == [(*time, seat) for time in shift_times(plan) for seat in range(1, seats + 1)]
    held = [seat for seat in range(1, seats + 1) if rules.is_seat_for_newcomers(seat, seats)]
    assert held == list(range(seats - len(held) + 1, seats + 1))


def test_the_seat_that_is_offered_can_be_taken(desk, listed):
    """The list and the rule of the domain agree, seat by seat, until none is left."""
    desk.running(replace(PLAN, seats=3))
    for number in range(6):
        member_id = desk.expert()
        start, _, seat = listed(member_id)[0]
        desk.shifts.take(BOOKING, start, seat, member_id, after(200 + number))

    assert listed(desk.expert()) == []


def test_experts_without_a_shift_are_notified_first_then_by_digest():
    members = [UUID(int=number) for number in range(20)]
    busy = set(members[:5])

    order = notification_order(BOOKING, members, busy)

    assert set(order[:15]) == set(members) - busy
    assert order == notification_order(BOOKING, reversed(members), busy)
    assert order != notification_order(UUID(int=9), members, busy)
    assert order != sorted(order)


def test_what_the_list_leaves_out_the_domain_refuses(desk, listed):
    desk.running()
    regular = desk.expert()
    desk.shifts.take(BOOKING, TUESDAY_EVENING, 1, regular, after(100))
    assert listed(regular)[-1] == (TUESDAY_EVENING, (2,), None)

    with pytest.raises(Refused):
        desk.shifts.take(BOOKING, TUESDAY_EVENING, 2, regular, after(100))
    assert desk.log.load(Booking, BOOKING).is_held_for_newcomers(2, after(100))
