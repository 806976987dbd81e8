"""What experts are waiting for, and how long their details are kept."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from domain.money import Money
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.ledger.expert_pay import ExpertPay, last_entry_at, waiting_pay
from payments.payees.retention import may_be_erased
from tests.payments.ledger.ledger_fixture import NOON, opened_ledger
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT, PAID, euros


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as desk:
        yield desk


def waiting(desk):
    assert desk.posted().problem is None
    with desk.database.read() as db:
        return waiting_pay(db)


def closes(desk, expert_id=EXPERT):
    conversation_id = uuid4()
    desk.closes(conversation_id, PAID, expert_id)
    return ConversationPay(
        conversation_id=conversation_id,
        brand_id=BRAND,
        expert_id=expert_id,
        price=euros(200),
        commission=euros(40),
        net=euros(160),
    )


def test_an_empty_ledger_has_no_pay_that_waits(desk):
    assert waiting(desk) == {}


def test_held_and_payable_pay_waits_by_expert(desk):
    pay = closes(desk)
    closes(desk)
    closes(desk, OTHER_EXPERT)
    desk.earning(Earning.Released, pay)

    assert waiting(desk) == {
        EXPERT: [ExpertPay(payable=euros(160), held=euros(160))],
        OTHER_EXPERT: [ExpertPay(payable=Money(0, "EUR"), held=euros(160))],
    }


def test_pay_that_was_taken_back_does_not_wait(desk):
    pay = closes(desk)
    desk.earning(Earning.Refused, pay, reasons=())

    assert waiting(desk) == {}


def test_the_last_entry_is_when_money_of_the_expert_last_moved(desk):
    closes(desk)
    desk.posted()

    with desk.database.read() as db:
        assert last_entry_at(EXPERT, db) == NOON
        assert last_entry_at(OTHER_EXPERT, db) is None


@pytest.mark.parametrize(
    ("last_at", "at", "may"),
    [
        (None, datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 12, 31, tzinfo=UTC), False),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC), True),
    ],
)
def test_details_go_ten_years_after_the_end_of_the_year(last_at, at, may):
    assert may_be_erased(last_at, at) is may
