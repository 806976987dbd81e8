"""The present state of what Stripe holds, and the lines of its ledger."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.bookings.funding import FundingMethod
from payments.gateway import GatewayRefusal, RefundIntent, ReversalIntent
from payments.gateway_objects import CollectionIntent, GatewayObject, ObjectType
from tests.payments.stripe import fake_money_in, fake_money_out
from tests.payments.stripe.world import PAYOUT, payout
from tests.support.people import BRAND, EXPERT, euros


@pytest.fixture
def account(world):
    world.deposit()
    return world.expert_account()


@pytest.fixture
def transfer_id(world, account):
    return world.gateway.transfer(payout(account, 500)).reference


@pytest.mark.parametrize(
    ("reversed", "status", "left"),
    [(0, "paid", 500), (200, "partly_reversed", 300), (500, "reversed", 0)],
)
def test_a_transfer_says_what_is_left_of_it(world, transfer_id, reversed, status, left):
    if reversed:
        world.gateway.reverse(
            ReversalIntent(id=EXPERT, amount=euros(reversed), transfer_id=transfer_id)
        )

    found = world.objects.fetch(ObjectType.TRANSFER, transfer_id)

    assert found == GatewayObject(transfer_id, ObjectType.TRANSFER, status, euros(left), PAYOUT)


def test_a_payment_says_what_has_arrived(world):
    customer = world.collections.open_customer(BRAND)
    payment_id = world.collections.collect(
        CollectionIntent(
            id=PAYOUT, amount=euros(900), customer_id=customer, method=FundingMethod.BANK_TRANSFER
        )
    ).payment_id
    fake_money_in.pay(world.state, payment_id, 400)

    found = world.objects.fetch(ObjectType.PAYMENT, payment_id)

    assert (found.status, found.amount) == ("requires_action", euros(400))
    assert found.intent_id == PAYOUT


def test_a_refund_may_still_fail(world):
    payment = world.sdk.v1.payment_intents.create({"amount": 1000, "currency": "eur"})
    fake_money_in.pay(world.state, payment.id)
    refund_id = world.gateway.refund(
        RefundIntent(id=PAYOUT, amount=euros(400), payment_id=payment.id)
    ).reference
    pending = world.objects.fetch(ObjectType.REFUND, refund_id)

    fake_money_out.settle_refund(world.state, refund_id, "failed")

    assert pending.status == "pending"
    assert world.objects.fetch(ObjectType.REFUND, refund_id).status == "failed"


def test_a_payout_to_a_bank_belongs_to_the_experts_account(world, account, transfer_id):
    assert transfer_id
    payout_id = fake_money_out.pay_out(world.state, account, 500, "eur")

    found = world.objects.fetch(ObjectType.PAYOUT, payout_id, account)

    assert (found.status, found.amount, found.intent_id) == ("in_transit", euros(500), None)
    with pytest.raises(GatewayRefusal):
        world.objects.fetch(ObjectType.PAYOUT, payout_id)


def test_an_account_says_whether_it_can_receive(world, account):
    found = world.objects.fetch(ObjectType.ACCOUNT, account)

    assert (found.status, found.amount) == ("active", None)


def test_metadata_of_others_is_no_intent_of_ours(world):
    payment = world.sdk.v1.payment_intents.create(
        {"amount": 1000, "currency": "eur", "metadata": {"comptoir_intent": "order 7"}}
    )

    assert world.objects.fetch(ObjectType.PAYMENT, payment.id).intent_id is None


def test_the_lines_of_the_balance_add_up_to_it(world, account):
    for number in range(120):  # more than a page
        world.gateway.transfer(payout(account, 100 + number, id=UUID(int=number)))

    lines = list(world.objects.balance_transactions(world.clock() - timedelta(days=1)))

    assert len(lines) == 121
    assert sum(line.amount.amount for line in lines) == world.paid_to(None)
    assert {line.category for line in lines} == {"charge", "transfer"}
    assert {line.source_id for line in lines if line.category == "transfer"} == set(
        world.state.objects["transfer"]
    )


def test_lines_from_before_are_left_out(world):
    world.deposit(100)
    world.pass_time(days=2)
    world.deposit(200)

    [line] = world.objects.balance_transactions(world.clock() - timedelta(days=1))

    assert line.amount == euros(200)
    assert line.fee == euros(0)
    assert line.created_at == line.available_on == world.clock()
