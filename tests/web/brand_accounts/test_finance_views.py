"""Finance records what brands paid and that refunds were paid, once each."""

import pytest

from domain.bookings.booking_reasons import BookingEndReason
from tests.domain.bookings.booking_examples import BOOKING
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.people import BRAND, CONVERSATION, MANAGER, after
from tests.web.bookings.shift_fixture import ALICE, OWNER
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends

LIST = "/finance/brand-accounts"
ONE = f"{LIST}/{BRAND}"


@pytest.fixture
def ended(roster):
    """A booking that ended with its whole budget left, and a conversation on account."""
    roster.desk.running()
    roster.desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(40))
    LedgerDesk(roster.market.log, roster.market.ledger).closes(CONVERSATION)
    roster.market.poster.catch_up()
    roster.update()
    return roster


def pays(client, amount="2.00", reference="VIR 12"):
    return sends(client, f"{ONE}/payments", amount=amount, reference=reference)


def test_brands_are_listed_with_what_they_owe_and_are_owed(ended):
    text = page_of(ended.client(FINANCE), LIST)

    for part in (ONE, "€2.00", "€100.00"):
        assert part in text


def test_a_payment_is_recorded_once(ended):
    client = ended.client(FINANCE)

    first, second = pays(client), pays(client)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "recorded before" in second.text
    text = client.get(first.location).text
    assert "Recorded." in text
    assert "€0.00" in text


@pytest.mark.parametrize(
    ("amount", "reference", "sentence"),
    [
        ("two", "VIR 12", "Enter only the amount."),
        ("2.00", "from Ana", "Enter the reference as on the bank statement"),
    ],
)
def test_a_form_with_a_mistake_is_shown_again_as_it_was_typed(ended, amount, reference, sentence):
    head = ended.market.log.rows.head()

    answer = pays(ended.client(FINANCE), amount, reference)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{amount}"' in answer.text
    assert f'value="{reference}"' in answer.text
    assert ended.market.log.rows.head() == head


def test_a_refund_is_recorded_as_paid_and_no_longer_listed(ended):
    client, refund = ended.client(FINANCE), f"{ONE}/refunds/{BOOKING}"
    wrong = sends(client, refund, reference="to Ana")

    answer = sends(client, refund, reference="VIR 13")

    assert (wrong.status_code, answer.status_code) == (422, 303)
    assert 'value="to Ana"' in wrong.text
    assert "Nothing is to be paid back." in client.get(answer.location).text
    assert sends(client, refund, reference="VIR 13").status_code == 409


@pytest.mark.parametrize("email", [ALICE, OWNER])
def test_experts_and_brands_cannot_open_these_pages(ended, email):
    assert ended.client(email).get(ONE).status_code in (403, 404)
