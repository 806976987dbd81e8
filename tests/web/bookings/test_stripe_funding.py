"""Budgets that brands pay in through Stripe, behind the fake: received once, or left to people."""

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.gateway_objects import GatewayObject, ObjectType
from payments.stripe_keys import StripeKeys
from projections.bookings.funding import awaited_funding
from tests.domain.bookings.booking_examples import BOOKING, BookingDesk
from tests.payments.stripe import fake_money_in
from tests.payments.stripe.world import StripeWorld
from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import after
from web.bookings.funding import (
    DemonstrationFunding,
    FundingByHand,
    NotReceived,
    Received,
    settle_funding,
)
from web.bookings.stripe_funding import Payer, StripeFunding, working_funding_port
from web.payments.stripe_services import StripeServices, payment_service_of


@pytest.fixture
def world():
    return StripeWorld()


@pytest.fixture
def service(world):
    return StripeServices(world.collections, world.objects, world.gateway)


@pytest.fixture
def settle(market, store, settings, service, world):  # noqa: F811
    """Run the job, with read models that show everything."""
    port = working_funding_port(market, replace(store, clock=world.clock), settings, service)

    def settle(at):
        market.projector.catch_up()
        done = settle_funding(market, port, at)
        market.projector.catch_up()
        return done

    return settle


@pytest.fixture
def desk(market):  # noqa: F811
    desk = BookingDesk(market.log)
    desk.confirmed()
    return desk


def status_of(desk):
    return desk.log.load(Booking, BOOKING).status


def payment_of(world):
    [payment_id] = world.state.objects["payment_intent"]
    return payment_id


def test_a_budget_starts_when_its_payment_has_succeeded(desk, settle, world):
    awaited = settle(after(20))
    fake_money_in.pay(world.state, payment_of(world))
    world.pass_time(hours=1)  # no notification came

    settled = [settle(after(3700)), settle(after(3800))]

    assert (awaited, settled) == (0, [1, 0])
    assert status_of(desk) is BookingStatus.RUNNING


def test_a_part_of_the_amount_starts_nothing(desk, settle, world):
    settle(after(20))
    fake_money_in.pay(world.state, payment_of(world), 1)
    world.pass_time(hours=1)

    assert settle(after(3700)) == 0
    assert status_of(desk) is BookingStatus.AWAITING_FUNDS


def test_a_cancelled_payment_is_not_received(desk, settle, world):
    settle(after(20))
    fake_money_in.cancel(world.state, payment_of(world))
    world.pass_time(hours=1)

    assert settle(after(3700)) == 1
    assert status_of(desk) is BookingStatus.DRAFT


def test_while_stripe_is_away_the_amount_stays_awaited(desk, settle, world):
    world.stripe.faults.extend(["503"] * 3)

    assert settle(after(20)) == 0
    assert status_of(desk) is BookingStatus.AWAITING_FUNDS


@pytest.mark.usefixtures("desk")
def test_the_amount_and_the_brand_are_those_of_the_booking(settle, market, world):  # noqa: F811
    settle(after(20))

    with market.read_models.read(market.read_models.bookings) as db:
        [request] = awaited_funding(db)
    payment = world.state.objects["payment_intent"][payment_of(world)]
    assert (payment["amount"], payment["currency"]) == (request.amount, "eur")
    assert payment["metadata"] == {"comptoir_intent": str(request.funding_id)}


class FakeCollector:
    """Knows one payment, or none; remembers what it was asked for."""

    def __init__(self, payment=None):
        self.payment, self.requests = payment, []

    def payment_for(self, *request):
        self.requests.append(request)
        return self.payment


class Request:
    """An amount of 12.00 that a brand asked to pay in."""

    def __init__(self, method=FundingMethod.CARD):
        self.funding_id, self.booking_id = uuid4(), BOOKING
        self.amount, self.method = 1200, method


BRAND_PAYS_FRANCS = Payer(uuid4(), "CHF")


def outcome(status, amount, method=FundingMethod.CARD):
    payment = GatewayObject("pi_1", ObjectType.PAYMENT, status, Money(amount, "CHF"), None)
    port = StripeFunding(FakeCollector(payment), lambda _request: BRAND_PAYS_FRANCS)
    return port.outcome_of(Request(method))


def test_only_the_whole_amount_is_received():
    assert outcome("succeeded", 1200) == Received("pi_1")
    assert outcome("succeeded", 1199) is None
    assert outcome("processing", 1200) is None
    assert isinstance(outcome("canceled", 0), NotReceived)


def test_an_invoice_is_never_collected():
    collector = FakeCollector()
    port = StripeFunding(collector, lambda _request: BRAND_PAYS_FRANCS)

    assert port.outcome_of(Request(FundingMethod.INVOICE)) is None
    assert collector.requests == []


# Which port the worker asks.


def port_of(market, store, settings):  # noqa: F811
    service = payment_service_of(settings, store)
    return type(working_funding_port(market, store, settings, service))


def test_without_keys_people_record_payments(market, store, settings):  # noqa: F811
    assert port_of(market, store, settings) is FundingByHand


def test_with_keys_stripe_collects(market, store, settings):  # noqa: F811
    keys = replace(settings, stripe=StripeKeys("sk_test_1"))

    assert port_of(market, store, keys) is StripeFunding


def test_the_demonstration_never_collects(market, store, settings):  # noqa: F811
    keys = replace(settings, development=True, stripe=StripeKeys("sk_test_1"))

    assert port_of(market, store, keys) is DemonstrationFunding
