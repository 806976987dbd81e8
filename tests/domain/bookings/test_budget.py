"""A budget is a balance: reserved at the claim, spent at the close, released when lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.bookings.booking_plan import BookingMode
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.budget import Claim, Payability, funding_of
from domain.bookings.budget_reservation import reservation_id
from domain.bookings.shift_rules import ShiftRules
from domain.bookings.weekly_windows import parse_windows
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.errors import NotNow, Refused
from domain.terms import Paid
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, PARIS, PLAN, BookingDesk
from tests.support.people import BRAND, HEATING, MANAGER, PAID, VOLUNTARY, after, euros

MINUTE = timedelta(minutes=1)
EVENING = MONDAY_EVENING + MINUTE
NO_NEWCOMERS = ShiftRules(newcomer_percent=0)


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


def expert_on_shift(desk, engagement_price, *, online_from):
    """With a shift on Monday evening, and an engagement at another price."""
    expert = desk.expert()
    desk.members.start_engagement(
        expert, BRAND, Paid(euros(engagement_price), 20), MANAGER, after(-6000)
    )
    desk.shifts.take(BOOKING, MONDAY_EVENING, 1, expert, after(100))
    desk.presence.come_online(uuid4(), expert, 4, online_from)
    return expert


def test_a_conversation_claimed_again_is_paid_for_by_the_booking_of_the_credited_claim(desk):
    before_the_shift, other = MONDAY_EVENING - 10 * MINUTE, uuid4()
    desk.running(shift_rules=NO_NEWCOMERS)
    afternoons = parse_windows("mon 16:00-18:00", PARIS)
    desk.running_too(other, replace(PLAN, week=afternoons, price=euros(500)))
    expert = expert_on_shift(desk, 500, online_from=before_the_shift)
    request = desk.request([expert], before_the_shift)
    desk.conversations.claim(request, expert, before_the_shift)
    desk.conversations.send_first_reply(request, expert, before_the_shift)
    desk.conversations.transfer(request, expert, "break", before_the_shift)
    desk.conversations.offer(request, (expert,), EVENING)
    desk.conversations.claim(request, expert, EVENING)
    desk.conversations.transfer(request, expert, "break", EVENING)

    desk.conversations.close(request, None, "visitor_left", (1, 1), EVENING, EVENING)

    assert (left(desk), left_in_budget(desk.log, other)) == (10_000, 9_500)
    assert outcome(desk, request) == ["Reserved", "Reserved", "Spent", "Released"]


def test_an_expert_on_shift_is_never_paid_another_price_by_the_same_booking(desk):
    desk.running(replace(PLAN, price=euros(400), budget=euros(500)), shift_rules=NO_NEWCOMERS)
    expert = expert_on_shift(desk, 100, online_from=MONDAY_EVENING)
    first, second = (desk.request([expert], EVENING) for _ in range(2))
    desk.conversations.claim(first, expert, EVENING)

    with pytest.raises(NotNow, match="budget of this booking is spent"):
        desk.conversations.claim(second, expert, EVENING)

    assert left(desk) == 100
    assert desk.log.load(Conversation, second).terms is None


@pytest.mark.parametrize("modes", [("reinforcement", "always"), ("always", "reinforcement")])
def test_a_booking_that_always_pays_comes_before_one_for_reinforcement(desk, modes):
    bookings = [UUID(int=number) for number in (1, 2)]
    for booking_id, mode in zip(bookings, modes, strict=True):
        desk.running_too(booking_id, replace(PLAN, mode=BookingMode(mode)))
    expert = desk.engaged_expert(MONDAY_EVENING)
    claim = Claim(uuid4(), BRAND, PLAN.subject_id, "fr", expert, PAID)

    funding = funding_of(desk.log, claim, EVENING)

    assert funding.payability is Payability.PAYABLE
    assert funding.balance_changes[0].key == str(bookings[modes.index("always")])
