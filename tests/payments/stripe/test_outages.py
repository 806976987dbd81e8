"""However long and however often the network or Stripe fails, each payout is paid exactly once."""

import random
from uuid import UUID

import pytest

from payments.gateway import GatewayBug, PaymentMade
from payments.stripe_gateway import StripeGateway
from tests.payments.stripe.world import StripeWorld, pay_until_known, payout

SEEDS = range(40)
PAYOUTS = range(12)
FAULTS = (None, "503", "lost_request", "lost_answer", "500_before", "500_after", "409", "429")
MINUTE_HOUR_AND_DAY_S = (60, 3600, 30 * 3600)


class GatewayWithoutLookUp(StripeGateway):
    """What a gateway would be that trusts its idempotency keys for ever."""

    def _has_outlived_its_key(self, _intent):
        return False


def ids(seed):
    return [UUID(int=(seed << 64) + number) for number in PAYOUTS]


def pay_all(seed, gateway_type):
    """Twelve payouts through outages of one seed: outcomes, and what each expert received."""
    world, draw = StripeWorld(), random.Random(seed)
    world.deposit()
    gateway = gateway_type(world.sdk, world.clock)
    accounts = [world.expert_account() for _ in PAYOUTS]
    outcomes = [
        pay_until_known(
            payout(account, 100 + number, id),
            world,
            gateway,
            lambda: draw.choice(MINUTE_HOUR_AND_DAY_S),
            lambda: draw.choices(FAULTS, k=4),
        )
        for number, (account, id) in enumerate(zip(accounts, ids(seed), strict=True))
    ]
    return outcomes, [world.paid_to(account) for account in accounts]


OWED = [100 + number for number in PAYOUTS]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_payout_is_paid_exactly_once_through_any_outage(seed):
    outcomes, received = pay_all(seed, StripeGateway)

    assert received == OWED
    assert all(isinstance(outcome, PaymentMade) for outcome in outcomes)
    assert len(set(outcomes)) == len(PAYOUTS)


def test_without_the_look_up_the_same_outages_pay_twice():
    paid_twice = [seed for seed in SEEDS if pay_all(seed, GatewayWithoutLookUp)[1] != OWED]

    assert len(paid_twice) >= 10, "the outages above prove nothing about the look-up"


def test_a_payout_whose_answer_was_lost_is_found_after_the_key_is_forgotten(world):
    world.deposit()
    account = world.expert_account()
    world.stripe.faults.extend(["lost_answer"] * 3)
    first_tried_at = world.clock()
    world.gateway.transfer(payout(account))
    world.pass_time(hours=30)

    outcome = world.gateway.transfer(payout(account, first_tried_at=first_tried_at))

    [transfer] = world.state.objects["transfer"].values()
    assert outcome == PaymentMade(transfer["id"], first_tried_at.date(), 1)
    assert world.operations()[-1] == "GET /v1/transfers"


def test_a_payout_that_never_arrived_is_made_after_the_key_is_forgotten(world):
    world.deposit()
    account = world.expert_account()
    world.stripe.faults.extend(["lost_request"] * 3)
    first_tried_at = world.clock()
    world.gateway.transfer(payout(account))
    world.pass_time(hours=30)

    outcome = world.gateway.transfer(payout(account, first_tried_at=first_tried_at))

    assert isinstance(outcome, PaymentMade)
    assert world.paid_to(account) == 500


def test_what_is_found_twice_is_a_bug_and_not_paid_again(world):
    world.deposit()
    account = world.expert_account()
    world.gateway.transfer(payout(account))
    world.pass_time(hours=30)
    world.gateway.transfer(payout(account))  # a caller that forgot when it first tried
    before = world.paid_to(account)

    with pytest.raises(GatewayBug, match="more than once"):
        world.gateway.transfer(payout(account, first_tried_at=world.clock.now.replace(day=1)))

    assert world.paid_to(account) == before
