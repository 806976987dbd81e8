"""What experts are waiting for, and how long their details are kept."""

from uuid import uuid4

from domain.money import Money
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.ledger.expert_pay import ExpertPay, last_entry_at, waiting_pay
from tests.payments.ledger.ledger_fixture import NOON
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT, PAID, euros


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
    desk.earning(Earning.Refused, pay, reasons=(), appeal_until=NOON)

    assert waiting(desk) == {}


def test_the_last_entry_is_when_money_of_the_expert_last_moved(desk):
    closes(desk)
    desk.posted()

    with desk.database.read() as db:
        assert last_entry_at(EXPERT, db) == NOON
        assert last_entry_at(OTHER_EXPERT, db) is None
