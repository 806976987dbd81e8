"""A price that comes back is in the budget of the booking that paid it, and can be spent again."""

import pytest
from msgspec.structs import replace

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.bookings.budget_level import BudgetLevel
from domain.bookings.budget_reservation import reservation_id
from domain.bookings.returned_prices import charge_again, return_price
from domain.log.entries import Decision
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, PLAN, BookingDesk
from tests.domain.bookings.test_budget import EVENING, MINUTE
from tests.support.people import MANAGER, PAID, euros

LATER = EVENING + 10 * MINUTE


class ReturnDesk(BookingDesk):
    """Conversations that a booking paid for, and prices that come back."""

    def closed(self):
        """A conversation of the booking, closed; its id."""
        expert = self.engaged_expert(MONDAY_EVENING)
        request = self.request([expert], EVENING)
        self.conversations.claim(request, expert, EVENING)
        self.answered(request, expert, EVENING + MINUTE)
        return request

    def returns(self, conversation_id):
        return self._moves(return_price, conversation_id)

    def charges_again(self, conversation_id):
        return self._moves(charge_again, conversation_id)

    def _moves(self, move, conversation_id):
        """Return the booking whose budget moved."""
        moved = []

        def decide():
            moved.append(move(self.log, conversation_id, LATER))
            _, aggregates, changes = moved[-1]
            return Decision(aggregates, balance_changes=changes)

        self.log.execute(decide, command="test")
        return moved[-1].booking_id

    def left(self):
        return left_in_budget(self.log, BOOKING)

    def level(self):
        return self.log.load(Booking, BOOKING).budget_level


@pytest.fixture
def desk(log):
    return ReturnDesk(log)


def test_a_price_that_comes_back_can_be_spent_again_once(desk):
    desk.running()
    conversation_id = desk.closed()

    booking_ids = [desk.returns(conversation_id), desk.returns(conversation_id)]

    assert booking_ids == [BOOKING, None]
    assert desk.left() == 10_000
    names = desk.event_names(reservation_id(conversation_id))
    assert names == ["Reserved", "Spent", "Returned"]


def test_a_price_that_is_due_after_all_is_paid_by_the_same_budget_once(desk):
    desk.running()
    conversation_id = desk.closed()
    assert desk.charges_again(conversation_id) is None
    desk.returns(conversation_id)

    booking_ids = [desk.charges_again(conversation_id), desk.charges_again(conversation_id)]

    assert booking_ids == [BOOKING, None]
    assert desk.left() == 9_800
    assert desk.event_names(reservation_id(conversation_id))[-1] == "SpentAgain"


def test_a_budget_without_enough_left_pays_nothing_again(desk):
    desk.running(replace(PLAN, budget=euros(200)))
    first = desk.closed()
    desk.returns(first)
    desk.closed()

    assert desk.charges_again(first) is None
    assert desk.left() == 0


def test_a_conversation_on_account_moves_no_budget(desk):
    expert = desk.engaged_expert(MONDAY_EVENING)
    request = desk.request([expert], EVENING)
    desk.conversations.claim(request, expert, EVENING)
    desk.answered(request, expert, EVENING + MINUTE)

    assert (desk.returns(request), desk.charges_again(request)) == (None, None)


def test_a_spent_budget_that_has_a_price_back_is_no_longer_spent(desk):
    desk.running(replace(PLAN, budget=PAID.price))
    conversation_id = desk.closed()
    desk.bookings.note_budget(BOOKING, LATER, is_reserved=False)
    assert desk.level() is BudgetLevel.SPENT

    desk.returns(conversation_id)

    assert desk.level() is BudgetLevel.ENOUGH
    replenished = desk.log.history(BOOKING)[-1].data
    assert (type(replenished).__name__, replenished.left) == ("BudgetReplenished", euros(200))
    desk.closed()
    desk.bookings.note_budget(BOOKING, LATER, is_reserved=False)
    assert desk.level() is BudgetLevel.SPENT


def test_a_budget_that_stays_nearly_spent_records_nothing(desk):
    desk.running(replace(PLAN, budget=euros(2_000)))
    conversations = [desk.closed() for _ in range(9)]
    desk.bookings.note_budget(BOOKING, LATER, is_reserved=False)
    head = len(desk.log.history(BOOKING))

    desk.returns(conversations[0])

    assert desk.level() is BudgetLevel.NEARLY_SPENT
    assert len(desk.log.history(BOOKING)) == head


def test_a_price_that_comes_back_after_the_end_is_refunded(desk):
    desk.running()
    conversation_id = desk.closed()
    desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, LATER)
    assert desk.log.load(Booking, BOOKING).status is BookingStatus.ENDED

    desk.returns(conversation_id)
    desk.bookings.refund(BOOKING, None, LATER)

    assert desk.log.history(BOOKING)[-1].data.amount == euros(200)
    assert desk.left() == 0
    assert desk.charges_again(conversation_id) is None
