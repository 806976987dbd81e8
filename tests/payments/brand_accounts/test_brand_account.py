"""What brands pay of what they owe: once each, on its day, and reversed when it was a mistake."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from domain.money import Money
from payments.brand_accounts.brand_account import brand_account_id
from payments.brand_accounts.brand_account_commands import BrandAccountCommands
from payments.brand_accounts.rail_payment import RailPayment
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount
from tests.domain.bookings.booking_examples import BookingDesk
from tests.payments.earnings.earning_examples import NOTHING, words
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND, MANAGER, MORNING, after, euros

BANK, STRIPE = ("platform:bank", "EUR"), ("platform:stripe", "EUR")
OWED = (f"brand:{BRAND}:receivable", "EUR")
TODAY = MORNING.date()
TO_COME = r"^Choose the day on which it was booked: today or earlier\.$"


def payment(reference="VIR 1", on=TODAY, account=RailAccount.BANK):
    return RailPayment(account, reference, on)


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        ledger_desk.booking = BookingDesk(ledger_desk.log)
        ledger_desk.accounts = BrandAccountCommands(ledger_desk.log)
        yield ledger_desk


def posted(desk):
    assert desk.posted().problem is None
    assert desk.difference() is None
    return desk.balances()


@pytest.mark.parametrize(
    ("account", "rail"), [(RailAccount.BANK, BANK), (RailAccount.STRIPE, STRIPE)]
)
def test_a_payment_settles_what_a_brand_owes_on_the_account_where_it_came_in(desk, account, rail):
    desk.closes(uuid4())
    desk.accounts.receive_payment(BRAND, euros(150), payment(account=account), MANAGER, after(60))

    balances = posted(desk)

    assert (balances[rail], balances[OWED]) == (-150, -50)


def test_a_payment_counts_on_its_day_and_not_when_it_was_typed(desk):
    on = TODAY - timedelta(days=3)
    desk.accounts.receive_payment(BRAND, euros(150), payment(on=on), MANAGER, after(60))
    desk.accounts.reverse_payment(BRAND, "VIR 1", words(), MANAGER, after(120))
    posted(desk)

    midnight = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
    assert [entry.effective_us for entry in desk.entries()] == [midnight * 1_000_000] * 2
    assert {entry.period for entry in desk.entries()} == {f"{on:%Y-%m}"}


def test_a_reference_is_recorded_once(desk):
    desk.accounts.receive_payment(BRAND, euros(150), payment(), MANAGER, after(60))
    head = desk.log.rows.head()

    with pytest.raises(NotNow, match="recorded before"):
        desk.accounts.receive_payment(BRAND, euros(200), payment(), MANAGER, after(70))

    assert desk.log.rows.head() == head


def test_a_form_that_is_sent_twice_records_once(desk):
    key = IdempotencyKey.of("the same form")

    positions = {
        desk.accounts.receive_payment(BRAND, euros(150), payment(), MANAGER, after(60), key)
        for _ in range(2)
    }

    assert positions == {desk.log.rows.head()}


@pytest.mark.parametrize(
    ("brand_id", "money", "on", "refusal", "sentence"),
    [
        (BRAND, euros(0), TODAY, Invalid, r"^The amount must be greater than zero\.$"),
        (BRAND, Money(100, "GBP"), TODAY, Invalid, r"^This brand pays in EUR\.$"),
        (BRAND, euros(100), date(2026, 6, 3), Invalid, TO_COME),
        (uuid4(), euros(100), TODAY, NotFound, "does not exist"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(desk, brand_id, money, on, refusal, sentence):
    head = desk.log.rows.head()

    with pytest.raises(refusal, match=sentence):
        desk.accounts.receive_payment(brand_id, money, payment(on=on), MANAGER, after(60))

    assert desk.log.rows.head() == head


def test_a_day_that_is_today_in_some_zone_is_not_in_the_future(desk):
    at = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)

    desk.accounts.receive_payment(BRAND, euros(100), payment(on=date(2026, 6, 2)), MANAGER, at)


def test_a_payment_with_a_wrong_amount_is_reversed_once_and_recorded_again(desk):
    desk.closes(uuid4())
    desk.accounts.receive_payment(BRAND, euros(15_000), payment(), MANAGER, after(60))

    desk.accounts.reverse_payment(BRAND, "VIR 1", words(), MANAGER, after(70))
    assert (posted(desk).get(BANK, 0), posted(desk)[OWED]) == (0, -200)
    with pytest.raises(NotNow, match="no payment with this reference"):
        desk.accounts.reverse_payment(BRAND, "VIR 1", words(), MANAGER, after(80))

    desk.accounts.receive_payment(BRAND, euros(150), payment(), MANAGER, after(90))
    assert (posted(desk)[BANK], posted(desk)[OWED]) == (-150, -50)


def test_a_payment_reversed_says_who_why_and_what(desk):
    desk.accounts.receive_payment(BRAND, euros(150), payment(), MANAGER, after(60))
    reason = WrittenText(uuid4(), 12)

    desk.accounts.reverse_payment(BRAND, "VIR 1", reason, MANAGER, after(70))

    received, taken = (row.data for row in desk.log.history(brand_account_id(BRAND)))
    assert (taken.amount, taken.account, taken.received_on) == (
        received.amount,
        received.account,
        received.received_on,
    )
    assert (taken.reason_text_id, taken.text_length, taken.by) == (*reason, MANAGER)


@pytest.mark.parametrize(
    ("reference", "reason", "refusal"),
    [("VIR 2", words(), NotNow), ("VIR 1", NOTHING, Invalid)],
)
def test_what_cannot_be_reversed_is_refused(desk, reference, reason, refusal):
    desk.accounts.receive_payment(BRAND, euros(150), payment(), MANAGER, after(60))
    head = desk.log.rows.head()

    with pytest.raises(refusal):
        desk.accounts.reverse_payment(BRAND, reference, reason, MANAGER, after(70))

    assert desk.log.rows.head() == head
