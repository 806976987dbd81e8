"""What a conversation that earns nothing gives back: to the budget, or off the account."""

from datetime import timedelta

import pytest

from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.booking_reservations import left_in_budget
from domain.conversations.conversation import Conversation
from payments.earnings.earning import earning_id
from payments.earnings.earning_commands import EarningCommands
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, BookingDesk
from tests.domain.bookings.test_budget import EVENING, MINUTE
from tests.payments.earnings.earning_examples import HOLD, JUDGE, OTHER_JUDGE, words
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND, MANAGER

DAY = timedelta(days=1)
ACCOUNTS = ("receivable", "prepaid", "reserved", "refunds_payable")


class PrepaidDesk(BookingDesk):
    """A brand that pays for conversations from the budget of a booking, or on account."""

    def __init__(self, ledger_desk):
        super().__init__(ledger_desk.log)
        self.ledger, self.earnings = ledger_desk, EarningCommands(ledger_desk.log)
        self.experts = {}

    def closes(self, messages=(1, 1)):
        """Return the id of a conversation, which earns at once."""
        expert = self.engaged_expert(MONDAY_EVENING)
        request = self.request([expert], EVENING)
        self.conversations.claim(request, expert, EVENING)
        self.conversations.send_first_reply(request, expert, EVENING)
        over = EVENING + MINUTE
        self.conversations.close(request, expert, "answered", messages, over, over)
        self.earnings.earn(request, self.log.history(request)[-1].data, HOLD)
        self.experts[request] = expert
        return request

    def wins_contest(self, conversation_id):
        id, expert = earning_id(conversation_id), self.experts[conversation_id]
        self.earnings.contest(id, BRAND, "rude", words(), MANAGER, EVENING + DAY)
        self.earnings.answer_contest(id, expert, words(), EVENING + DAY)
        self.earnings.accept_contest(id, words(), JUDGE, EVENING + 2 * DAY)

    def loses_appeal(self, conversation_id):
        id, expert = earning_id(conversation_id), self.experts[conversation_id]
        self.earnings.appeal(id, expert, words(), EVENING + 3 * DAY)
        self.earnings.grant_appeal(id, words(), OTHER_JUDGE, EVENING + 4 * DAY)

    def ends(self):
        at = EVENING + 2 * DAY
        self.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, at)

    def balances(self):
        """Of the brand, in minor units; also checks the ledger against the log."""
        assert self.ledger.posted().problem is None
        assert self.ledger.difference() is None
        balances = self.ledger.balances()
        found = {name: balances.get((f"brand:{BRAND}:{name}", "EUR"), 0) for name in ACCOUNTS}
        return {name: balance for name, balance in found.items() if balance}

    def last(self, conversation_id):
        return self.log.history(conversation_id)[-1].data


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield PrepaidDesk(ledger_desk)


def test_a_contest_that_is_accepted_gives_the_price_back_to_the_budget(desk):
    desk.running()
    conversation_id = desk.closes()
    assert desk.balances() == {"prepaid": 9_800}

    desk.wins_contest(conversation_id)

    assert desk.balances() == {"prepaid": 10_000}
    assert left_in_budget(desk.log, BOOKING) == 10_000
    waived = desk.last(conversation_id)
    assert isinstance(waived, Conversation.PriceWaived)
    assert (waived.booking_id, waived.by) == (BOOKING, JUDGE)


def test_a_conversation_that_the_rules_refuse_gives_it_back_at_once(desk):
    desk.running()

    conversation_id = desk.closes(messages=(0, 1))

    assert desk.balances() == {"prepaid": 10_000}
    waived = desk.last(conversation_id)
    assert (waived.booking_id, waived.by) == (BOOKING, None)


def test_a_conversation_on_account_is_taken_off_what_the_brand_owes(desk):
    conversation_id = desk.closes()
    desk.wins_contest(conversation_id)

    assert desk.balances() == {}
    assert desk.last(conversation_id).booking_id is None


def test_a_granted_appeal_is_paid_by_the_budget_again(desk):
    desk.running()
    conversation_id = desk.closes()
    desk.wins_contest(conversation_id)

    desk.loses_appeal(conversation_id)

    assert desk.balances() == {"prepaid": 9_800}
    assert left_in_budget(desk.log, BOOKING) == 9_800
    reinstated = desk.last(conversation_id)
    assert isinstance(reinstated, Conversation.PriceReinstated)
    assert (reinstated.booking_id, reinstated.by) == (BOOKING, OTHER_JUDGE)


def test_what_comes_back_after_the_end_is_paid_back_and_an_appeal_is_owed(desk):
    desk.running()
    conversation_id = desk.closes()
    desk.ends()
    desk.wins_contest(conversation_id)

    desk.bookings.refund(BOOKING, None, EVENING + 2 * DAY)
    assert desk.balances() == {"refunds_payable": 10_000}

    desk.loses_appeal(conversation_id)
    assert desk.balances() == {"receivable": -200, "refunds_payable": 10_000}
    assert desk.last(conversation_id).booking_id is None


def test_every_commit_has_earning_conversation_and_budget_together(desk):
    desk.running()
    conversation_id = desk.closes()
    before = desk.log.rows.head()
    desk.wins_contest(conversation_id)

    topics = [row.topic for row in desk.log.read(before, 99)]

    assert topics[-3:] == [
        "Earning.ContestAccepted.1",
        "Conversation.PriceWaived.1",
        "BudgetReservation.Returned.1",
    ]
