"""What brands pay of what they owe, and what they are paid back, once each."""

from uuid import uuid4

import pytest

from domain.bookings.booking_reasons import BookingEndReason
from domain.errors import Invalid, NotFound, NotNow
from domain.money import Money
from payments.brand_accounts.brand_account import BrandAccountCommands
from tests.domain.bookings.booking_examples import BOOKING, BookingDesk
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND, MANAGER, after, euros

BANK, OWED = ("platform:bank", "EUR"), (f"brand:{BRAND}:receivable", "EUR")


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        ledger_desk.booking = BookingDesk(ledger_desk.log)
        ledger_desk.accounts = BrandAccountCommands(ledger_desk.log)
        yield ledger_desk


def test_a_payment_settles_what_a_brand_owes(desk):
    desk.closes(uuid4())
    desk.accounts.receive_payment(BRAND, euros(150), "VIR 2026-06", MANAGER, after(60))

    desk.posted()

    assert (desk.balances()[BANK], desk.balances()[OWED]) == (-150, -50)
    assert desk.difference() is None


def test_a_reference_is_recorded_once(desk):
    desk.accounts.receive_payment(BRAND, euros(150), "VIR 1", MANAGER, after(60))
    head = desk.log.rows.head()

    with pytest.raises(NotNow, match="recorded before"):
        desk.accounts.receive_payment(BRAND, euros(200), "VIR 1", MANAGER, after(70))

    assert desk.log.rows.head() == head


@pytest.mark.parametrize(
    ("brand_id", "money", "refusal", "sentence"),
    [
        (BRAND, euros(0), Invalid, r"^The amount must be greater than zero\.$"),
        (BRAND, Money(100, "GBP"), Invalid, r"^This brand pays in EUR\.$"),
        (uuid4(), euros(100), NotFound, "does not exist"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(desk, brand_id, money, refusal, sentence):
    with pytest.raises(refusal, match=sentence):
        desk.accounts.receive_payment(brand_id, money, "VIR 1", MANAGER, after(60))


def test_a_refund_is_paid_once_and_only_what_is_left(desk):
    desk.booking.running()
    desk.booking.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(40))
    desk.accounts.pay_refund(BOOKING, "VIR 7", MANAGER, after(9 * 86_400))

    with pytest.raises(NotNow, match="left to be paid back"):
        desk.accounts.pay_refund(BOOKING, "VIR 8", MANAGER, after(9 * 86_400))

    desk.posted()
    balances = desk.balances()
    assert balances.get((f"brand:{BRAND}:refunds_payable", "EUR"), 0) == 0
    assert balances.get(BANK, 0) == 0
    assert desk.difference() is None
