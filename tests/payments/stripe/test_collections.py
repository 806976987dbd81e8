"""Brands pay in by card or bank transfer, each amount once."""

from uuid import UUID

import pytest

from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.gateway import GatewayRefusal, GatewayUnavailable
from payments.gateway_objects import BrandPaymentStatus, CollectionIntent
from tests.payments.stripe import fake_money_in
from tests.support.people import BRAND, euros

FUNDING = UUID("90000000-0000-4000-8000-000000000004")
CARD, BANK_TRANSFER = FundingMethod.CARD, FundingMethod.BANK_TRANSFER


@pytest.fixture
def customer(world):
    return world.collections.open_customer(BRAND)


LIST = "GET /v1/payment_intents"
AMOUNT = euros(12_000)


def collection(customer, method, amount=AMOUNT, **more):
    return CollectionIntent(id=FUNDING, amount=amount, customer_id=customer, method=method, **more)


def last_params(world):
    return world.stripe.requests[-1][1]


def test_a_customer_carries_the_brands_id_and_no_name(world, customer):
    assert world.state.objects["customer"][customer]["metadata"] == {"comptoir_intent": str(BRAND)}


def test_a_brand_has_one_customer(world, customer):
    assert world.collections.open_customer(BRAND) == customer


def test_a_card_payment_waits_for_the_payers_browser(world, customer):
    payment = world.collections.collect(collection(customer, CARD))

    assert payment.status is BrandPaymentStatus.AWAITED
    assert payment.client_secret is not None
    assert payment.instructions_url is None
    assert last_params(world) == {
        "amount": 12_000,
        "currency": "eur",
        "customer": customer,
        "allowed_payment_method_types": ["card"],
        "metadata": {"comptoir_intent": str(FUNDING)},
    }


def test_a_card_payment_is_received_when_the_payer_has_paid(world, customer):
    payment_id = world.collections.collect(collection(customer, CARD)).payment_id
    fake_money_in.decline(world.state, payment_id)
    declined = world.collections.payment(payment_id)

    fake_money_in.pay(world.state, payment_id)

    paid = world.collections.payment(payment_id)
    assert (declined.status, declined.received) == (BrandPaymentStatus.AWAITED, euros(0))
    assert (paid.status, paid.received) == (BrandPaymentStatus.RECEIVED, euros(12_000))


def test_a_bank_transfer_has_instructions_and_may_come_in_parts(world, customer):
    payment = world.collections.collect(collection(customer, BANK_TRANSFER))
    options = last_params(world)["payment_method_options"]["customer_balance"]
    fake_money_in.pay(world.state, payment.payment_id, 5_000)
    partly = world.collections.payment(payment.payment_id)

    fake_money_in.pay(world.state, payment.payment_id)

    assert payment.instructions_url is not None
    assert options["bank_transfer"] == {
        "type": "eu_bank_transfer",
        "eu_bank_transfer": {"country": "FR"},
    }
    assert (partly.status, partly.received) == (BrandPaymentStatus.AWAITED, euros(5_000))
    assert world.collections.payment(payment.payment_id).status is BrandPaymentStatus.RECEIVED


def test_pounds_go_to_a_british_account(world, customer):
    amount = Money(12_000, "GBP")

    world.collections.collect(collection(customer, BANK_TRANSFER, amount))

    options = last_params(world)["payment_method_options"]["customer_balance"]
    assert options["bank_transfer"] == {"type": "gb_bank_transfer"}


def test_a_cancelled_payment_will_not_come(world, customer):
    payment_id = world.collections.collect(collection(customer, CARD)).payment_id

    fake_money_in.cancel(world.state, payment_id)

    assert world.collections.payment(payment_id).status is BrandPaymentStatus.CANCELLED


@pytest.mark.parametrize("hours", [0, 30])
def test_an_amount_is_asked_for_once_however_often(world, customer, hours):
    tried = world.clock()
    first = world.collections.collect(collection(customer, CARD))
    world.pass_time(hours=hours)

    again = world.collections.collect(collection(customer, CARD, first_tried_at=tried))

    assert first == again
    assert len(world.state.objects["payment_intent"]) == 1


def test_another_attempt_finds_what_an_earlier_one_made(world, customer):
    """Its answer was lost, and a later call was refused."""
    tried = world.clock()
    first = world.collections.collect(collection(customer, CARD))

    again = world.collections.collect(collection(customer, CARD, attempt=2, first_tried_at=tried))

    assert first == again


def test_another_payment_of_the_brand_is_not_taken_for_this_one(world, customer):
    tried = world.clock()
    other = CollectionIntent(id=BRAND, amount=AMOUNT, customer_id=customer, method=CARD)
    other_payment = world.collections.collect(other)
    world.pass_time(hours=30)

    payment = world.collections.collect(collection(customer, CARD, first_tried_at=tried))

    [listed] = [params for name, params, *_ in world.stripe.requests if name == LIST]
    assert payment.payment_id != other_payment.payment_id
    assert listed["customer"] == customer


def test_an_amount_that_never_arrived_is_asked_for_after_a_day(world, customer):
    tried = world.clock()
    world.pass_time(hours=30)

    world.collections.collect(collection(customer, CARD, first_tried_at=tried))

    assert len(world.state.objects["payment_intent"]) == 1


@pytest.mark.parametrize(
    ("method", "amount", "code"),
    [
        (BANK_TRANSFER, Money(100, "CHF"), "method_not_supported"),
        (FundingMethod.INVOICE, euros(100), "method_not_supported"),
        (CARD, Money(100, "USD"), "currency_not_supported"),
        (CARD, euros(0), "amount_not_positive"),
    ],
)
def test_what_cannot_be_collected_is_refused_without_a_call(world, customer, method, amount, code):
    before = len(world.stripe.requests)

    with pytest.raises(GatewayRefusal, match=code):
        world.collections.collect(collection(customer, method, amount))

    assert len(world.stripe.requests) == before


def test_an_unknown_customer_is_a_refusal(world):
    with pytest.raises(GatewayRefusal, match="resource_missing"):
        world.collections.collect(collection("cus_gone", CARD))


def test_no_answer_is_not_a_refusal(world, customer):
    world.stripe.faults.extend(["lost_answer"] * 3)

    with pytest.raises(GatewayUnavailable):
        world.collections.collect(collection(customer, CARD))
