"""Fees of the rail are accrued by a reactor, for payouts by Stripe only, and once."""

from threading import Event
from uuid import uuid4

import pytest

from domain.log.entries import Decision
from payments.pay_runs.payout import Payout, Rail
from payments.rail_statements.rail_fee import RailFee, rail_fee_id
from payments.rail_statements.rail_statement import RailAccount
from tests.payments.ledger.ledger_fixture import Stream
from tests.support.people import BRAND, EXPERT, MANAGER, after, euros
from tests.support.random_commands import opened
from web.reactors.follower import ReactorFollower
from web.reconciliation.reactors import RailFeeAccruals


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, after(0))
        yield market


def pays(market, rail, kind=Payout.Paid, **more):
    id = uuid4()
    paid = kind(
        at=after(60),
        expert_id=EXPERT,
        amount=euros(2_500),
        rail=rail,
        attempt=1,
        reference="tr_1",
        paid_on=after(60).date(),
        final_at=after(60),
        **more,
    )

    def decide():
        stream = market.log.load_or_new(Stream, id)
        stream.record(paid)
        return Decision([stream])

    market.log.execute(decide, command="test")
    return rail_fee_id(id)


def test_the_fee_of_a_payout_by_stripe_is_accrued_once(market, store):
    by_stripe, by_hand = pays(market, Rail.STRIPE), pays(market, Rail.MANUAL)
    market.projector.catch_up()
    reactor = RailFeeAccruals(market).reactor
    for _ in range(2):
        follower = ReactorFollower(reactor, market.log, market.read_models, store)
        follower.run(after(99), Event())

    [accrued] = [envelope.data for envelope in market.log.history(by_stripe)]
    assert (accrued.fee, accrued.at) == (euros(16), after(60))
    assert (accrued.expert_id, accrued.on) == (EXPERT, after(60).date())
    assert market.log.load_or_new(RailFee, by_hand).version == 0


def test_what_was_found_to_be_paid_is_charged_only_by_the_account_that_paid_it(market, store):
    found = {"reason_text_id": uuid4(), "text_length": 9, "by": MANAGER}
    by_stripe, by_bank = (
        pays(market, Rail.STRIPE, Payout.FoundPaid, paid_from=account, **found)
        for account in (RailAccount.STRIPE, RailAccount.BANK)
    )
    market.projector.catch_up()

    reactor = RailFeeAccruals(market).reactor
    ReactorFollower(reactor, market.log, market.read_models, store).run(after(99), Event())

    assert market.log.load_or_new(RailFee, by_stripe).version == 1
    assert market.log.load_or_new(RailFee, by_bank).version == 0
