"""The e-mails to a brand about its payments."""

from uuid import UUID

import pytest

from domain.bookings.funding import FundingMethod
from tests.domain.bookings.booking_examples import BOOKING, FUNDING
from tests.support.people import BRAND, MANAGER, after, euros
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.bookings.shift_fixture import OWNER
from tests.web.bookings.test_reactors import plain
from web.bookings.booking_reactors import BookingEmails
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
