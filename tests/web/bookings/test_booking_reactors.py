"""The e-mails to a brand about its payments and budgets."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.bookings.funding import FundingMethod
from domain.bookings.returned_prices import charge_again, return_price
from domain.conversations.conversation_reasons import LostReason
from domain.log.entries import Decision
from tests.domain.bookings.booking_examples import BOOKING, FUNDING, MONDAY_EVENING, PLAN
from tests.support.people import BRAND, MANAGER, after, euros
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.bookings.shift_fixture import OWNER
from tests.web.bookings.test_reactors import plain
from web.bookings.booking_reactors import BookingEmails, BudgetWatch
from web.mail.message import EmailCategory

PAGE = f"/brands/road/bookings/{BOOKING}"


@pytest.fixture
def emails(roster):
    reactor = BookingEmails(roster.market, roster.shop.store, roster.shop.settings).reactor
    return WatchedReactor(reactor, roster.market, roster.shop.store)


def test_the_brand_reads_that_its_booking_runs(roster, emails):
    roster.desk.confirmed()
    roster.desk.bookings.receive_funding(BOOKING, FUNDING, "VIR 4711", after(20), MANAGER)

    message = emails.only_email()

    assert (message.to, message.category) == (OWNER, EmailCategory.ACCOUNT)
    assert message.subject == "We received your payment of €100.00"
    assert "The booking runs now." in message.text
    assert "Payment number: B2000000\nReference: VIR 4711\n" in message.text
    assert "from 1 June 2026 to 7 June 2026" in plain(message.text)
    assert linked_paths(message.text) == [PAGE]
    assert pages_at([PAGE], roster.shop.app) == ["bookings.show_booking"]


def test_a_refused_payment_says_why_and_what_to_do(roster, emails):
    roster.desk.confirmed()
    roster.desk.bookings.refuse_funding(BOOKING, FUNDING, "expired", after(20), MANAGER)

    message = emails.only_email()

    assert message.subject == "Your payment of €100.00 was not received"
    assert "No payment came in time." in message.text
    assert "The booking is a draft again." in message.text


@pytest.mark.parametrize(
    ("is_received", "sentence"),
    [(True, "It was added to the budget."), (False, "The booking goes on with the budget it has.")],
)
def test_a_top_up_says_what_it_changes(roster, emails, is_received, sentence):
    roster.desk.running()
    emails.run()
    top_up, bookings = UUID(int=5), roster.desk.bookings
    bookings.top_up(BOOKING, top_up, euros(500), FundingMethod.CARD, MANAGER, after(30))
    if is_received:
        bookings.receive_funding(BOOKING, top_up, "pi_2", after(40))
    else:
        bookings.refuse_funding(BOOKING, top_up, "declined", after(40))

    [_, message] = emails.emails()

    assert sentence in message.text
    assert "€5.00" in message.subject


def test_an_invoice_is_no_payment_yet(roster, emails):
    roster.desk.drafted()
    roster.market.brands.set_credit_limit(BRAND, euros(50_000), MANAGER, after(0))
    roster.desk.bookings.confirm(BOOKING, FUNDING, FundingMethod.INVOICE, 20, MANAGER, after(10))

    assert emails.emails() == []


# A budget that is spent.

TWO_CONVERSATIONS = replace(PLAN, budget=euros(400))
TEN_CONVERSATIONS = replace(PLAN, budget=euros(2_000))


@pytest.fixture
def watch(roster):
    """Has bookings record that their budget is spent."""
    return WatchedReactor(BudgetWatch(roster.market).reactor, roster.market, roster.shop.store)


def answers(roster, count):
    """An expert answers conversations that the booking pays for; return the id of the last."""
    expert = roster.desk.engaged_expert(MONDAY_EVENING)
    for _ in range(count):
        request = roster.desk.request([expert], MONDAY_EVENING)
        roster.desk.conversations.claim(request, expert, MONDAY_EVENING)
        roster.desk.answered(request, expert, MONDAY_EVENING)
    return request


def budget_events(roster):
    return [name for name in roster.desk.event_names(BOOKING) if name.startswith("Budget")]


def test_a_spent_budget_causes_one_email_with_the_way_to_go_on(roster, watch, emails):
    roster.desk.running(TWO_CONVERSATIONS)
    emails.run()
    answers(roster, 2)
    watch.run()
    watch.run()

    [_, message] = emails.emails()

    assert budget_events(roster) == ["BudgetSpent"]
    assert message.subject == "The budget of your booking is spent"
    assert "is spent: €0.00 left, less than the price of a conversation (€2.00)." in plain(
        message.text
    )
    assert linked_paths(message.text) == [PAGE]


def test_a_price_that_comes_back_and_is_paid_again_spends_the_budget_again(roster, watch):
    roster.desk.running(TWO_CONVERSATIONS)
    conversation_id = answers(roster, 2)
    watch.run()

    for move in (return_price, charge_again):
        moves(roster.market.log, move, conversation_id)
    watch.run()

    assert budget_events(roster) == ["BudgetSpent", "BudgetReplenished", "BudgetSpent"]


def moves(log, move, conversation_id):
    def decide():
        _, aggregates, changes = move(log, conversation_id, MONDAY_EVENING)
        return Decision(aggregates, balance_changes=changes)

    log.execute(decide, command="test")


def test_the_last_fifth_causes_one_email(roster, watch, emails):
    roster.desk.running(TEN_CONVERSATIONS)
    emails.run()
    answers(roster, 7)
    watch.run()
    assert budget_events(roster) == []
    answers(roster, 1)
    watch.run()
    answers(roster, 1)
    watch.run()

    [_, message] = emails.emails()

    assert budget_events(roster) == ["BudgetNearlySpent"]
    assert message.subject == "The budget of your booking is nearly spent"
    assert "€4.00" in message.text


def test_a_budget_whose_last_price_is_reserved_is_not_spent_yet(roster, watch):
    roster.desk.running(TWO_CONVERSATIONS)
    answers(roster, 1)
    expert = roster.desk.engaged_expert(MONDAY_EVENING)
    request = roster.desk.request([expert], MONDAY_EVENING)
    roster.desk.conversations.claim(request, expert, MONDAY_EVENING)
    watch.run()
    assert budget_events(roster) == ["BudgetNearlySpent"]

    roster.desk.conversations.lose(request, LostReason.VISITOR_LEFT, MONDAY_EVENING)
    watch.run()

    assert budget_events(roster) == ["BudgetNearlySpent"]


def test_the_page_says_since_when_the_budget_is_spent_until_a_top_up(roster, watch):
    roster.desk.running(TWO_CONVERSATIONS)
    answers(roster, 2)
    watch.run()
    roster.update()
    owner = roster.client(OWNER)

    assert "Budget spent on 1 June 2026: top up to go on." in owner.get(PAGE).text
    assert "budget spent" in owner.get("/brands/road/bookings").text
    top_up, bookings = UUID(int=5), roster.desk.bookings
    bookings.top_up(BOOKING, top_up, euros(500), FundingMethod.CARD, MANAGER, after(30))
    bookings.receive_funding(BOOKING, top_up, "pi_2", after(40))
    roster.update()

    assert "Budget spent" not in owner.get(PAGE).text
    assert "budget spent" not in owner.get("/brands/road/bookings").text


def test_the_page_says_that_the_budget_is_nearly_spent(roster, watch):
    roster.desk.running(TEN_CONVERSATIONS)
    answers(roster, 8)
    watch.run()
    roster.update()

    assert "Budget nearly spent: €4.00 left." in roster.client(OWNER).get(PAGE).text
