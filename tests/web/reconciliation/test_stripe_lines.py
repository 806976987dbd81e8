"""Stripe's own lines: fetched, known by the payment or transfer, and recorded once."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.gateway import GatewayUnavailable
from payments.gateway_objects import BalanceTransaction, CollectionIntent
from payments.rail_statements.rail_statement import RailAccount, RailCategory
from payments.rail_statements.rail_statement_commands import stated_lines
from tests.payments.stripe import fake_money_in
from tests.payments.stripe.world import PAYOUT, StripeWorld, payout
from tests.support.people import BRAND, EXPERT, MORNING, euros
from tests.support.random_commands import opened
from web.reconciliation.stripe_lines import import_stripe_lines, lines_of


class Service(NamedTuple):
    """What of the payment service the job uses."""

    objects: object


class Away:
    """A payment service that does not answer."""

    def balance_transactions(self, _since):
        raise GatewayUnavailable("away")


@pytest.fixture
def world():
    return StripeWorld()


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        yield market


def stated(market):
    lines = stated_lines(market.log, RailAccount.STRIPE)
    return {line.reference: line.amount.amount for line in lines}


def test_payments_and_transfers_are_known_by_what_the_ledger_calls_them(world, market):
    customer = world.collections.open_customer(BRAND)
    intent = CollectionIntent(
        id=EXPERT, amount=euros(10_000), customer_id=customer, method=FundingMethod.CARD
    )
    payment = world.collections.collect(intent).payment_id
    fake_money_in.pay(world.state, payment)
    made = world.gateway.transfer(payout(world.expert_account(), 500, id=PAYOUT))

    recorded = import_stripe_lines(market, Service(world.objects), world.clock())

    assert recorded == 1
    assert stated(market) == {payment: 10_000, made.reference: -500}


def test_lines_are_recorded_once(world, market):
    world.deposit(100)
    service = Service(world.objects)
    import_stripe_lines(market, service, world.clock())

    assert import_stripe_lines(market, service, world.clock()) == 0
    assert len(stated(market)) == 1


class Balance:
    """A payment service with some lines, and what it was asked."""

    def __init__(self, *lines):
        self.lines, self.asked = lines, []

    def balance_transactions(self, since):
        self.asked.append(since)
        return [line for line in self.lines if line.created_at >= since]

    def payments_by_charge(self, since):
        self.asked.append(since)
        return {}


def transaction(id, at, money):
    return BalanceTransaction(
        id=id,
        amount=money,
        fee=Money(0, money.currency),
        category="charge",
        source_id=id,
        created_at=at,
        available_on=at,
    )


def test_after_a_long_absence_it_goes_on_where_it_was(market):
    balance = Balance(transaction("ch_1", MORNING, euros(100)))
    import_stripe_lines(market, Service(balance), MORNING)
    away = MORNING + timedelta(days=15)
    balance.lines += (transaction("ch_2", away, euros(200)),)

    import_stripe_lines(market, Service(balance), MORNING + timedelta(days=60))

    assert stated(market) == {"ch_1": 100, "ch_2": 200}
    assert balance.asked[2].date() == (MORNING - timedelta(days=10)).date()
    assert balance.asked[3] == balance.asked[2] - timedelta(days=90)


def test_what_the_books_have_no_unit_for_is_left_out_and_reported(market, caplog):
    balance = Balance(
        transaction("ch_1", MORNING, Money(100, "USD")), transaction("ch_2", MORNING, euros(200))
    )

    assert import_stripe_lines(market, Service(balance), MORNING) == 1

    assert stated(market) == {"ch_2": 200}
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert "1 lines" in record.getMessage()
    assert "USD" in record.getMessage()


@pytest.mark.parametrize("service", [None, Service(Away())])
def test_without_a_service_or_an_answer_nothing_is_recorded(market, service):
    assert import_stripe_lines(market, service, MORNING) == 0
    assert market.log.rows.head() == 0


def test_the_fee_of_a_payment_is_a_line_of_its_own():
    transaction = BalanceTransaction(
        id="txn_1",
        amount=euros(10_000),
        fee=euros(30),
        category="charge",
        source_id="py_1",
        created_at=MORNING,
        available_on=MORNING,
    )

    payment, fee = lines_of(transaction, {"py_1": "pi_1"})

    assert (payment.reference, payment.amount) == ("pi_1", euros(10_000))
    assert (fee.amount, fee.category) == (Money(-30, "EUR"), RailCategory.PROCESSING_FEE)


def test_what_stripe_charges_apart_is_a_fee():
    transaction = BalanceTransaction(
        id="txn_2",
        amount=euros(-60),
        fee=euros(0),
        category="fee",
        source_id=None,
        created_at=MORNING,
        available_on=MORNING,
    )

    [fee] = lines_of(transaction, {})

    assert (fee.reference, fee.category) == ("txn_2", RailCategory.FEE)
