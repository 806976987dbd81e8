"""Without keys nothing moves: outcomes are what people recorded, and look like it."""

from uuid import UUID

import pytest

from payments.gateway import (
    GatewayBug,
    PaymentMade,
    PaymentRefused,
    PaymentUnknown,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
)
from payments.manual_gateway import ManualGateway, PaymentRecord
from tests.support.people import MANAGER, after, euros

INTENT = UUID("90000000-0000-4000-8000-000000000001")
TRANSFER = TransferIntent(id=INTENT, amount=euros(160), account_id="FR76")
RECORD = PaymentRecord(euros(160), "statement 7, line 3", MANAGER, after(0))


def test_what_no_person_recorded_is_unknown():
    gateway = ManualGateway({}.get)

    assert gateway.transfer(TRANSFER) == PaymentUnknown("no person has recorded it yet")


@pytest.mark.parametrize(
    ("method", "intent"),
    [
        ("transfer", TRANSFER),
        ("reverse", ReversalIntent(id=INTENT, amount=euros(160), transfer_id="tr")),
        ("refund", RefundIntent(id=INTENT, amount=euros(160), payment_id="pi")),
    ],
)
def test_what_a_person_recorded_is_made_and_labelled_as_manual(method, intent):
    gateway = ManualGateway({INTENT: RECORD}.get)

    assert getattr(gateway, method)(intent) == PaymentMade("manual:statement 7, line 3")
    assert gateway.name == "manual"


def test_another_amount_than_the_intents_is_a_bug():
    gateway = ManualGateway({INTENT: RECORD._replace(amount=euros(161))}.get)

    with pytest.raises(GatewayBug, match="another amount"):
        gateway.transfer(TRANSFER)


def test_an_amount_that_cannot_be_paid_is_refused():
    gateway = ManualGateway({INTENT: RECORD}.get)
    nothing = TransferIntent(id=INTENT, amount=euros(0), account_id="FR76")

    assert gateway.transfer(nothing) == PaymentRefused("amount_not_positive")
