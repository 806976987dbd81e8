"""Shifts: one expert for each seat, one shift at a time, released freely."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingMode
from domain.bookings.booking_reservations import current_shift_id, shifts_held
from domain.bookings.shift_rules import ShiftRules
from domain.bookings.weekly_windows import parse_windows
from domain.brands.brand_commands import BrandCommands
from domain.brands.opening_hours import OpeningHours
from domain.errors import Invalid, NotAllowed, NotFound, NotNow, Refused
from domain.members.member import Member
from domain.terms import Paid
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PARIS,
    PLAN,
    TUESDAY_EVENING,
    BookingDesk,
)
from tests.support.people import BRAND, HEATING, MANAGER, PAID, VOLUNTARY, after, euros

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(log):
    desk = BookingDesk(log)
    desk.running()
    return desk


LATER = after(100)


def take(desk, member_id, starts_at=MONDAY_EVENING, seat=1, at=LATER):
    desk.shifts.take(BOOKING, starts_at, seat, member_id, at)


def shift_id(desk, starts_at=MONDAY_EVENING, seat=1):
    return desk.log.load(Booking, BOOKING).slot(starts_at, seat).shift_id


def refused(desk, refusal, sentence, do):
    head = desk.log.rows.head()
    with pytest.raises(refusal, match=sentence):
        do()
    assert desk.log.rows.head() == head


def test_taking_a_shift_engages_at_the_bookings_price(desk):
    expert = desk.expert()

    take(desk, expert)

    assert desk.log.load(Member, expert).engagements == {BRAND: Paid(euros(200), 20)}
    assert current_shift_id(desk.log, expert, MONDAY_EVENING + HOUR) == shift_id(desk)
    assert current_shift_id(desk.log, expert, MONDAY_EVENING + 2 * HOUR) is None


def test_a_taken_seat_is_refused_and_the_other_seat_is_free(desk):
    first, second = desk.expert(), desk.expert()
    take(desk, first)

    refused(desk, NotNow, "just taken this shift", lambda: take(desk, second))

    take(desk, second, seat=2)


def test_a_member_has_one_shift_at_a_time(log):
    desk = BookingDesk(log)
    desk.running(shift_rules=ShiftRules(newcomer_percent=0))
    expert = desk.expert()
    take(desk, expert)

    refused(desk, NotNow, "another shift at this time", lambda: take(desk, expert, seat=2))


# While online.


def online_elsewhere(desk):
    """An expert who came online for another brand, with no engagement with this one."""
    other, expert = uuid4(), desk.expert()
    register = BrandCommands(desk.log).register
    register(other, "elsewhere", "Elsewhere", PARIS, "EUR", MANAGER, after(-9000))
    desk.members.start_engagement(expert, other, PAID, MANAGER, after(-6000))
    desk.presence.come_online(uuid4(), expert, 1, after(50))
    return expert


def test_an_expert_who_is_online_answers_for_the_brand_of_the_first_shift_at_once(desk):
    expert = online_elsewhere(desk)

    take(desk, expert)

    request = desk.request([expert], MONDAY_EVENING)
    desk.conversations.claim(request, expert, MONDAY_EVENING)
    assert desk.event_names(request)[-1] == "Claimed"
    take(desk, expert, TUESDAY_EVENING)
    session = desk.presence.of(expert)
    assert desk.event_names(session.id) == ["CameOnline", "EngagementAdded"]


def test_an_engagement_that_ended_while_online_starts_anew_with_the_next_shift(desk):
    expert = desk.engaged_expert(after(50))
    desk.members.end_engagement(expert, BRAND, "own_wish", MANAGER, after(60))

    take(desk, expert)

    session = desk.presence.of(expert)
    assert desk.event_names(session.id) == ["CameOnline", "EngagementAdded"]
    assert session.engagements == {BRAND: Paid(euros(200), 20)}


def test_an_expert_who_is_offline_comes_online_for_the_brand_later(desk):
    expert = desk.expert()

    take(desk, expert)
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING)

    assert desk.event_names(desk.presence.of(expert).id) == ["CameOnline"]


# Opening hours until 18:10: shifts from 18:10 to 22:10 and from there to midnight.

UNTIL_TEN_PAST = OpeningHours.weekly(PARIS, {0: [("09:00", "18:10")]})
OUTSIDE_HOURS = replace(
    PLAN,
    week=parse_windows("mon 18:00-24:00", PARIS),
    mode=BookingMode.WHEN_CLOSED,
    opening_hours=UNTIL_TEN_PAST,
)
TEN_PAST_SIX = MONDAY_EVENING + HOUR / 6
TEN_PAST_TEN = TEN_PAST_SIX + 4 * HOUR


@pytest.fixture
def closing_at_ten_past(log):
    desk = BookingDesk(log)
    desk.running(OUTSIDE_HOURS, shift_rules=ShiftRules(newcomer_percent=0))
    return desk


@pytest.mark.parametrize("order", [1, -1])
def test_shifts_that_meet_within_a_quarter_of_an_hour_are_held_together(closing_at_ten_past, order):
    desk, expert = closing_at_ten_past, closing_at_ten_past.expert()

    for starts_at in (TEN_PAST_SIX, TEN_PAST_TEN)[::order]:
        take(desk, expert, starts_at)

    assert shifts_held(desk.log, expert) == 2
    refused(
        desk, NotNow, "another shift at this time", lambda: take(desk, expert, TEN_PAST_TEN, seat=2)
    )


def test_releasing_one_of_them_frees_nothing_of_the_other(closing_at_ten_past):
    desk, expert = closing_at_ten_past, closing_at_ten_past.expert()
    take(desk, expert, TEN_PAST_SIX)
    take(desk, expert, TEN_PAST_TEN)
    overlapping = uuid4()
    windows = parse_windows("mon 20:00-22:15", PARIS)
    desk.running_too(
        overlapping, replace(PLAN, week=windows), shift_rules=ShiftRules(newcomer_percent=0)
    )
    until_quarter_past = (overlapping, MONDAY_EVENING + 2 * HOUR, 1, expert, LATER)

    for starts_at in (TEN_PAST_SIX, TEN_PAST_TEN):
        refused(
            desk,
            NotNow,
            "another shift at this time",
            lambda: desk.shifts.take(*until_quarter_past),
        )
        desk.shifts.release(shift_id(desk, starts_at), expert, "other", after(200))

    desk.shifts.take(*until_quarter_past)


def test_a_released_shift_can_be_held_by_another_expert(desk):
    first, second = desk.expert(), desk.expert()
    take(desk, first, TUESDAY_EVENING)

    desk.shifts.release(shift_id(desk, TUESDAY_EVENING), first, None, after(200))
    take(desk, second, TUESDAY_EVENING)

    assert shifts_held(desk.log, first) == 0
    assert current_shift_id(desk.log, second, TUESDAY_EVENING) == shift_id(desk, TUESDAY_EVENING)


def test_within_the_notice_time_a_reason_is_asked(desk):
    expert = desk.expert()
    take(desk, expert)
    shift = shift_id(desk)

    refused(
        desk,
        Invalid,
        "Choose a reason",
        lambda: desk.shifts.release(shift, expert, None, after(200)),
    )
    desk.shifts.release(shift, expert, "illness", after(200))

    assert desk.event_names(shift) == ["Assigned", "Released"]


def test_another_member_does_not_release_it(desk):
    first, other = desk.expert(), desk.expert()
    take(desk, first)

    refused(
        desk,
        NotAllowed,
        "You have not taken this shift",
        lambda: desk.shifts.release(shift_id(desk), other, None, after(200)),
    )


def test_people_without_qualification_or_language_and_volunteers_do_not_take_shifts(desk):
    volunteer = desk.expert()
    desk.members.start_engagement(volunteer, BRAND, VOLUNTARY, MANAGER, after(0))
    unqualified = desk.expert(subject_id=HEATING)
    english = desk.expert(languages=("en",))

    for member_id, sentence in (
        (volunteer, "Shifts are for experts"),
        (unqualified, "Pass the required test"),
        (english, "other languages"),
    ):
        refused(desk, NotAllowed, sentence, lambda member_id=member_id: take(desk, member_id))


def test_a_seat_is_held_for_experts_without_a_shift(desk):
    experienced, newcomer = desk.expert(), desk.expert()
    take(desk, experienced)

    refused(
        desk,
        NotNow,
        "for experts without a shift",
        lambda: take(desk, experienced, TUESDAY_EVENING, seat=2),
    )
    take(desk, newcomer, TUESDAY_EVENING, seat=2)


def test_an_over_an_unknown_and_a_paused_shift_are_refused(desk):
    expert = desk.expert()
    over = MONDAY_EVENING + 3 * HOUR

    refused(desk, NotNow, "This shift is over", lambda: take(desk, expert, at=over))
    refused(desk, NotFound, "does not exist", lambda: take(desk, expert, MONDAY_EVENING + HOUR))
    desk.bookings.pause(BOOKING, "cost", MANAGER, after(90))
    refused(desk, NotNow, "not running", lambda: take(desk, expert))


@pytest.mark.slow
def test_of_fifty_experts_who_rush_the_last_seat_one_wins(log):
    desk = BookingDesk(log)
    desk.running(replace(PLAN, seats=1), shift_rules=ShiftRules(newcomer_percent=0))
    experts = [desk.expert() for _ in range(50)]
    together = Barrier(len(experts))

    def rush(member_id):
        together.wait()
        try:
            take(desk, member_id)
        except Refused as refusal:
            return f"{refusal}"
        return "taken"

    with ThreadPoolExecutor(len(experts)) as threads:
        answers = Counter(threads.map(rush, experts))

    lost = "Another expert has just taken this shift. Choose another one."
    assert answers == {"taken": 1, lost: 49}
    assert desk.event_names(shift_id(desk)) == ["Assigned"]
