"""What stands on an account: its balance, and the conversations posted on it, page by page."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.money import Money
from domain.terms import Paid
from payments import accounts
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.ledger.account_lines import balances_of, conversations_on, moved_between
from payments.pay_runs.payout import Payout, Rail
from tests.payments.ledger.ledger_fixture import NOON, opened_ledger
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT, PAID, euros

IN_POUNDS = Paid(price=Money(300, "GBP"), commission_percent=20)
HELD, PAYABLE = accounts.held(EXPERT), accounts.payable(EXPERT)
IN_TRANSIT = accounts.in_transit(EXPERT)


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as desk:
        yield desk


def closes(desk, minutes, terms=PAID, respondent_id=EXPERT):
    conversation_id = uuid4()
    desk.closes(conversation_id, terms, respondent_id, NOON + timedelta(minutes=minutes))
    return conversation_id


def pay_of(conversation_id):
    return ConversationPay(
        conversation_id=conversation_id,
        brand_id=BRAND,
        expert_id=EXPERT,
        price=euros(200),
        commission=euros(40),
        net=euros(160),
    )


def pays(desk, amount):
    """A payout is initiated and paid by hand; return its id."""
    payout_id, values = uuid4(), {"expert_id": EXPERT, "amount": amount, "rail": Rail.MANUAL}
    run = {"week": "2026-W23", "pay_run_id": uuid4(), "stripe_account_id": "", "by": None}
    paid = {"attempt": 1, "reference": "test", "paid_on": NOON.date(), "final_at": NOON}
    desk.happens(
        payout_id,
        Payout.Initiated(at=NOON, due_at=None, **run, **values),
        Payout.PaymentRecorded(at=NOON, by=EXPERT, **paid, **values),
    )
    return payout_id


def listed(desk, account, before=None, limit=50):
    assert desk.posted().problem is None
    with desk.database.read() as db:
        return conversations_on(account, before, limit, db)


def test_conversations_are_listed_the_newest_first_with_amount_and_time(desk):
    first, second = closes(desk, 1), closes(desk, 2)

    lines = listed(desk, HELD)

    assert [line.conversation_id for line in lines] == [second, first]
    assert [line.money for line in lines] == [euros(160), euros(160)]
    assert lines[1].closed_at == NOON + timedelta(minutes=1)


def test_a_page_goes_on_before_the_last_entry_of_the_one_before(desk):
    ids = [closes(desk, minute) for minute in range(5)]

    first = listed(desk, HELD, limit=2)
    second = listed(desk, HELD, before=first[-1].entry_id, limit=2)
    third = listed(desk, HELD, before=second[-1].entry_id, limit=2)

    pages = [[line.conversation_id for line in page] for page in (first, second, third)]
    assert pages == [ids[:2:-1], ids[2:0:-1], ids[:1]]


def test_other_units_are_merged_and_other_accounts_and_events_are_left_out(desk):
    first, second, third = closes(desk, 1), closes(desk, 2, IN_POUNDS), closes(desk, 3)
    closes(desk, 4, respondent_id=OTHER_EXPERT)
    desk.earning(Earning.Released, pay_of(first))

    lines = listed(desk, HELD)

    assert [line.conversation_id for line in lines] == [third, second, first]
    assert [line.money.currency for line in lines] == ["EUR", "GBP", "EUR"]
    assert [line.conversation_id for line in listed(desk, HELD, limit=2)] == [third, second]


def test_a_brand_is_debited_the_price(desk):
    closes(desk, 1)

    [line] = listed(desk, accounts.receivable(BRAND))

    assert line.money == euros(-200)


def test_balances_are_those_of_each_unit_and_none_of_unused_accounts(desk):
    closes(desk, 1)
    closes(desk, 2, IN_POUNDS)
    desk.posted()

    with desk.database.read() as db:
        balances = balances_of((HELD, PAYABLE), db)

    assert balances == {HELD.name: [euros(160), Money(240, "GBP")], PAYABLE.name: []}


def test_what_was_paid_left_by_the_bank_less_what_came_back(desk):
    for minute in range(2):
        desk.earning(Earning.Released, pay_of(closes(desk, minute)))
    pays(desk, euros(100))
    back = pays(desk, euros(60))
    assert desk.posted().problem is None

    def paid():
        with desk.database.read() as db:
            own, others = (PAYABLE, IN_TRANSIT), (accounts.BANK, accounts.STRIPE)
            return moved_between(own, others, db)

    before = paid()
    values = {"expert_id": EXPERT, "amount": euros(60), "rail": Rail.MANUAL}
    values |= {"attempt": 1, "reference": "test", "reason": "account_closed", "by": EXPERT}
    desk.happens(back, Payout.ReturnRecorded(at=NOON, returned_on=NOON.date(), **values))
    assert desk.posted().problem is None

    assert (before, paid()) == ([euros(160)], [euros(100)])
