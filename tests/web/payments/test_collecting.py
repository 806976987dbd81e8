"""Each amount is asked for once, whatever fails, and its payment known from then on."""

import logging
from uuid import UUID

import pytest

from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.gateway import GatewayBug
from tests.payments.stripe import fake_money_in
from tests.support.people import BRAND, OTHER_BRAND, euros
from web.payments.collecting import Collector
from web.payments.stripe_services import StripeServices

FUNDING = UUID("90000000-0000-4000-8000-000000000001")
OTHER_FUNDING = UUID("90000000-0000-4000-8000-000000000002")
AMOUNT = euros(12_000)


@pytest.fixture
def collector(endpoint, world):
    service = StripeServices(world.collections, world.objects, world.gateway)
    return Collector(service, endpoint.shop.store)


@pytest.fixture
def payment_for(collector):
    """What is known of the payment of an amount, by card unless said otherwise."""

    def payment_for(funding_id=FUNDING, brand_id=BRAND, amount=AMOUNT, method=FundingMethod.CARD):
        return collector.payment_for(funding_id, brand_id, amount, method)

    return payment_for


def customers(world):
    return list(world.state.objects["customer"])


def payments(world):
    return list(world.state.objects["payment_intent"])


def test_an_amount_is_asked_for_once(payment_for, world):
    found = [payment_for() for _ in range(3)]

    [payment_id] = payments(world)
    assert [payment.object_id for payment in found] == [payment_id] * 3
    assert found[0].status == "requires_payment_method"


def test_a_brand_has_one_customer_for_all_its_payments(payment_for, world):
    payment_for()
    payment_for(OTHER_FUNDING)
    payment_for(UUID(int=1), OTHER_BRAND)

    assert len(customers(world)) == 2
    assert len(payments(world)) == 3


def test_the_service_is_not_asked_again_while_the_state_is_fresh(payment_for, world):
    payment_for()
    before = len(world.stripe.requests)

    world.pass_time(minutes=59)
    payment_for()
    fresh = len(world.stripe.requests)
    world.pass_time(minutes=1)
    payment_for()

    assert fresh == before
    assert world.operations()[before:] == ["GET /v1/payment_intents/{intent}"]


def test_a_notification_makes_a_payment_known_at_once(payment_for, world, endpoint):
    payment_id = payment_for().object_id
    fake_money_in.pay(world.state, payment_id)
    world.pass_time(seconds=1)
    endpoint.notify(world.state.events[-1])
    endpoint.apply()

    payment = payment_for()

    assert (payment.status, payment.amount) == ("succeeded", AMOUNT)


def test_a_lost_notification_is_made_up_for_within_an_hour(payment_for, world):
    payment_id = payment_for().object_id
    fake_money_in.pay(world.state, payment_id)
    before = payment_for().status
    world.pass_time(hours=1)

    assert (before, payment_for().status) == ("requires_payment_method", "succeeded")


@pytest.mark.parametrize("hours", [0.02, 30])
@pytest.mark.parametrize("fault", ["lost_answer", "lost_request", "500_after", "503"])
def test_an_amount_is_asked_for_once_through_any_outage(payment_for, world, fault, hours):
    world.stripe.faults.extend([None] + [fault] * 3)  # the customer is opened before

    during = payment_for()
    world.pass_time(hours=hours)
    after_some_time = payment_for()
    world.pass_time(hours=30)
    at_last = payment_for()

    assert during is None
    assert after_some_time is None or after_some_time == at_last
    assert [at_last.object_id] == payments(world)


def test_an_unanswered_call_is_not_repeated_within_a_minute(payment_for, world):
    world.stripe.faults.extend(["503"] * 3)
    payment_for()

    payment_for()
    too_early = world.operations()
    world.pass_time(minutes=1)

    assert too_early == []
    assert payment_for() is not None


def test_what_the_service_refuses_is_tried_again_after_an_hour_as_another_attempt(
    payment_for, world, caplog
):
    def ask():
        return payment_for(amount=Money(12_000, "CHF"), method=FundingMethod.BANK_TRANSFER)

    assert ask() is None
    assert caplog.messages == [f"The payment {FUNDING} was refused: method_not_supported"]
    world.pass_time(minutes=59)
    ask()
    assert len(caplog.messages) == 1

    world.pass_time(minutes=1)
    ask()
    assert len(caplog.messages) == 2


def test_after_a_refusal_the_next_key_is_another(payment_for, world):
    [customer] = [payment_for(OTHER_FUNDING) and customers(world)[0]]
    held = world.state.objects["customer"].pop(customer)
    payment_for()
    world.state.objects["customer"][customer] = held
    world.pass_time(hours=1)

    payment_for()

    assert world.keys()[-2:] == [f"collection:{FUNDING}:1", f"collection:{FUNDING}:2"]
    assert len(payments(world)) == 2


def test_a_bug_with_one_payment_does_not_stop_the_others(endpoint, world, caplog):
    class Mistaken:
        def open_customer(self, _brand_id):
            return "cus_1"

        def collect(self, _intent):
            raise GatewayBug("another amount is there")

    mistaken = StripeServices(Mistaken(), world.objects, world.gateway)
    collector = Collector(mistaken, endpoint.shop.store)

    with caplog.at_level(logging.ERROR):
        found = collector.payment_for(FUNDING, BRAND, AMOUNT, FundingMethod.CARD)

    assert found is None
    assert caplog.messages == [f"The payment {FUNDING} needs a person: another amount is there"]
