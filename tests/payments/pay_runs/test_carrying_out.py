"""What the rail answers is noted as it is: paid, refused, unknown, or a fault of ours."""

import pytest

from payments.gateway import GatewayBug, PaymentMade, PaymentRefused, PaymentUnknown
from payments.pay_runs.carrying_out import PayoutCarrier
from payments.pay_runs.payout import PayoutStatus, Rail
from tests.payments.pay_runs.pay_run_fixture import OWED, TUESDAY, payout_of

ID = payout_of()


class AnsweringGateway:
    """Answers every transfer alike, and counts what it was asked."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def transfer(self, intent):
        self.asked.append(intent)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def carried(desk):
    """Try once with an answer: the payout, what was asked, and the payout's last event."""
    desk.owes(stripe="acct_1")
    desk.starts(Rail.STRIPE)

    def carry(answer):
        gateway = AnsweringGateway(answer)
        PayoutCarrier(desk.payouts, gateway, lambda: TUESDAY).carry_out(ID)
        return desk.payout(), gateway.asked, desk.log.history(ID)[-1].data

    return carry


def test_a_payment_that_was_made_is_paid_under_its_reference(carried):
    payout, [intent], last = carried(PaymentMade("tr_1"))

    assert (intent.id, intent.amount, intent.account_id) == (ID, OWED, "acct_1")
    assert (payout.status, payout.reference, last.at) == (PayoutStatus.PAID, "tr_1", TUESDAY)


def test_a_refused_payment_says_why(carried):
    payout, _, last = carried(PaymentRefused("balance_insufficient"))

    assert payout.status is PayoutStatus.REFUSED
    assert (last.code, last.at) == ("balance_insufficient", TUESDAY)


def test_an_unknown_outcome_is_tried_again_later(carried):
    payout, _, last = carried(PaymentUnknown("503"))

    assert payout.status is PayoutStatus.UNKNOWN
    assert (last.code, last.at) == ("503", TUESDAY)


def test_a_fault_of_ours_waits_for_a_person(carried, caplog):
    payout, _, last = carried(GatewayBug("no such field"))

    assert payout.status is PayoutStatus.STOPPED
    assert (last.code, last.at) == ("no such field", TUESDAY)
    assert f"The payout {ID} needs a person: no such field" in caplog.text


def test_while_one_worker_asks_another_does_not(desk, carried):
    desk.payouts.attempt(ID, TUESDAY)

    payout, asked, _ = carried(PaymentMade("tr_1"))

    assert (asked, payout.status) == ([], PayoutStatus.ATTEMPTED)
