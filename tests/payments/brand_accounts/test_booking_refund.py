"""What brands are paid back of bookings: the amount that was shown, once, or reversed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from domain.bookings.booking_reasons import BookingEndReason
from domain.errors import Invalid, NotFound, NotNow
from payments.brand_accounts.brand_account_commands import BrandAccountCommands
from payments.brand_accounts.rail_payment import RailPayment
from payments.rail_statements.rail_statement import RailAccount
from tests.domain.bookings.booking_examples import BOOKING, BookingDesk
from tests.payments.brand_accounts.test_brand_account import BANK, STRIPE, payment, posted
from tests.payments.earnings.earning_examples import NOTHING, words
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND, MANAGER, after, euros

TO_PAY = (f"brand:{BRAND}:refunds_payable", "EUR")
PAID_AT = after(9 * 86_400)
ALL = euros(10_000)


@pytest.fixture
def desk(database_url):
    """A booking that ended with its whole budget left."""
    with opened_ledger(database_url) as ledger_desk:
        booking = BookingDesk(ledger_desk.log)
        booking.running()
        booking.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(40))
        ledger_desk.accounts = BrandAccountCommands(ledger_desk.log)
        yield ledger_desk


def test_a_refund_is_paid_once_and_only_what_is_left(desk):
    desk.accounts.pay_refund(BOOKING, ALL, payment("VIR 7"), MANAGER, PAID_AT)

    with pytest.raises(NotNow, match="left to be paid back"):
        desk.accounts.pay_refund(BOOKING, ALL, payment("VIR 8"), MANAGER, PAID_AT)

    balances = posted(desk)
    assert (balances.get(TO_PAY, 0), balances.get(BANK, 0)) == (0, 0)


def test_a_refund_to_a_card_leaves_stripe(desk):
    by_stripe = RailPayment(RailAccount.STRIPE, "re_7", date(2026, 6, 2))

    desk.accounts.pay_refund(BOOKING, ALL, by_stripe, MANAGER, PAID_AT)

    assert posted(desk)[STRIPE] == 10_000


def test_another_amount_than_was_shown_is_refused(desk):
    head = desk.log.rows.head()

    with pytest.raises(NotNow) as refused:
        desk.accounts.pay_refund(BOOKING, euros(9_000), payment(), MANAGER, PAID_AT)

    assert refused.value.values == {"amount": ALL}
    assert desk.log.rows.head() == head


def test_a_refund_reversed_is_owed_again_and_can_be_paid(desk):
    desk.accounts.pay_refund(BOOKING, ALL, payment(), MANAGER, PAID_AT)

    desk.accounts.reverse_refund(BOOKING, "VIR 1", words(), MANAGER, PAID_AT)
    assert posted(desk)[TO_PAY] == 10_000
    with pytest.raises(NotNow, match="no refund with this reference"):
        desk.accounts.reverse_refund(BOOKING, "VIR 1", words(), MANAGER, PAID_AT)

    desk.accounts.pay_refund(BOOKING, ALL, payment(), MANAGER, PAID_AT)
    assert posted(desk).get(TO_PAY, 0) == 0


def test_a_refund_counts_on_its_day(desk):
    on = (PAID_AT - timedelta(days=2)).date()
    desk.accounts.pay_refund(BOOKING, ALL, payment(on=on), MANAGER, PAID_AT)
    posted(desk)

    [*_, entry] = desk.entries()
    assert entry.booking_id == BOOKING
    assert entry.effective_us < entry.recorded_us
    assert entry.effective_us % (86_400 * 1_000_000) == 0


@pytest.mark.parametrize(
    ("booking_id", "on", "refusal"),
    [
        (BOOKING, (PAID_AT + timedelta(days=2)).date(), Invalid),
        (uuid4(), date(2026, 6, 1), NotFound),
    ],
)
def test_a_refund_that_cannot_be_is_refused(desk, booking_id, on, refusal):
    with pytest.raises(refusal):
        desk.accounts.pay_refund(booking_id, ALL, payment(on=on), MANAGER, PAID_AT)


def test_nothing_is_reversed_without_a_reason(desk):
    desk.accounts.pay_refund(BOOKING, ALL, payment(), MANAGER, PAID_AT)

    with pytest.raises(Invalid, match="Write why"):
        desk.accounts.reverse_refund(BOOKING, "VIR 1", NOTHING, MANAGER, PAID_AT)
