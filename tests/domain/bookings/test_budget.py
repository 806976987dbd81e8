"""A budget is a balance: reserved at the claim, spent at the close, released when lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.budget_reservation import reservation_id
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.errors import NotNow, Refused
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, PLAN, BookingDesk
from tests.support.people import BRAND, HEATING, MANAGER, VOLUNTARY, after, euros

MINUTE = timedelta(minutes=1)
EVENING = MONDAY_EVENING + MINUTE


@pytest.fixture
def desk(log):
    return BookingDesk(log)


def left(desk):
    return left_in_budget(desk.log, BOOKING)


def outcome(desk, conversation_id):
    return desk.event_names(reservation_id(conversation_id))


def test_a_claim_reserves_the_price_and_the_close_spends_it(desk):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING)

    desk.conversations.claim(request, expert, EVENING)
    assert left(desk) == 9_800
    desk.answered(request, expert, EVENING + MINUTE)

    assert left(desk) == 9_800
    assert outcome(desk, request) == ["Reserved", "Spent"]


def test_a_lost_request_releases_the_price(desk):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING)
    desk.conversations.claim(request, expert, EVENING)

    desk.conversations.lose(request, LostReason.VISITOR_LEFT, EVENING + MINUTE)

    assert left(desk) == 10_000
    assert outcome(desk, request) == ["Reserved", "Released"]


def test_a_conversation_transferred_to_a_volunteer_costs_nothing(desk):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    volunteer = desk.expert()
    desk.members.start_engagement(volunteer, BRAND, VOLUNTARY, MANAGER, after(-6000))
    desk.presence.come_online(uuid4(), volunteer, 1, MONDAY_EVENING)
    request = desk.request([expert, volunteer], EVENING)
    desk.conversations.claim(request, expert, EVENING)
    desk.conversations.transfer(request, expert, "other_subject", EVENING + MINUTE)

    desk.conversations.claim(request, volunteer, EVENING + 2 * MINUTE)
    desk.answered(request, volunteer, EVENING + 3 * MINUTE)

    assert left(desk) == 10_000
    assert outcome(desk, request) == ["Reserved", "Released"]


def test_a_conversation_transferred_between_experts_is_paid_for_once(desk):
    desk.running()
    first, second = (desk.engaged_expert(MONDAY_EVENING) for _ in range(2))
    request = desk.request([first, second], EVENING)
    desk.conversations.claim(request, first, EVENING)
    desk.conversations.transfer(request, first, "break", EVENING + MINUTE)

    desk.conversations.claim(request, second, EVENING + 2 * MINUTE)
    desk.answered(request, second, EVENING + 3 * MINUTE)

    assert left(desk) == 9_800
    assert outcome(desk, request) == ["Reserved", "Reserved", "Spent"]


def test_an_expert_on_shift_is_paid_the_bookings_price(desk):
    desk.running(replace(PLAN, price=euros(250)))
    expert = desk.expert()
    desk.shifts.take(BOOKING, MONDAY_EVENING, 1, expert, after(100))
    desk.presence.come_online(uuid4(), expert, 1, MONDAY_EVENING)
    request = desk.request([expert], EVENING)

    desk.conversations.claim(request, expert, EVENING)

    assert left(desk) == 9_750
    assert desk.log.load(Conversation, request).terms.price == euros(250)


@pytest.mark.parametrize(
    ("subject_id", "late", "sentence"),
    [
        (HEATING, timedelta(), "other subjects or languages"),
        (PLAN.subject_id, timedelta(hours=3), "No coverage is booked"),
    ],
)
def test_what_is_not_booked_is_not_paid_for(desk, subject_id, late, sentence):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING, subject_id)
    head = desk.log.rows.head()

    with pytest.raises(NotNow, match=sentence):
        desk.conversations.claim(request, expert, EVENING + late)

    assert desk.log.rows.head() == head


def test_a_brand_without_bookings_in_force_pays_on_account(desk):
    desk.running()
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(30))
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING)

    desk.conversations.claim(request, expert, EVENING)

    assert outcome(desk, request) == []


def test_a_paused_booking_pays_for_nothing(desk):
    desk.running()
    desk.bookings.pause(BOOKING, "cost", MANAGER, after(30))
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING)

    with pytest.raises(NotNow, match="not running"):
        desk.conversations.claim(request, expert, EVENING)


def test_what_is_released_after_the_end_is_refunded(desk):
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING)
    desk.conversations.claim(request, expert, EVENING)
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, EVENING)
    desk.conversations.lose(request, LostReason.VISITOR_LEFT, EVENING + MINUTE)

    desk.bookings.refund(BOOKING, None, EVENING + 2 * MINUTE)

    assert left(desk) == 0
    assert desk.event_names(BOOKING)[-3:] == ["Ended", "Refunded", "Refunded"]


@pytest.mark.slow
def test_a_budget_never_funds_one_conversation_too_many(desk):
    """100.00 at 2.00 pays for 50 conversations, under 200 parallel claims."""
    desk.running()
    experts = [desk.engaged_expert(MONDAY_EVENING) for _ in range(50)]
    requests = [desk.request(experts, EVENING) for _ in range(200)]
    together = Barrier(len(requests))

    def claim(number):
        together.wait()
        try:
            desk.conversations.claim(requests[number], experts[number % 50], EVENING)
        except Refused as refusal:
            return f"{refusal}"
        return "claimed"

    with ThreadPoolExecutor(len(requests)) as threads:
        answers = Counter(threads.map(claim, range(len(requests))))

    assert left(desk) == 10_000 - 200 * answers["claimed"]
    assert answers["claimed"] == 50
    assert answers["The budget of this booking is spent."] > 0
