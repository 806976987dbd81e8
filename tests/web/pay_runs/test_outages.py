"""However long and often Stripe, the network or the worker fails, a run pays each payout once."""

import random
from contextlib import suppress

import pytest

from domain.money import Money
from payments.pay_runs.payout import PayoutStatus
from payments.pay_runs.payout_commands import open_payouts
from tests.payments.stripe.test_outages import FAULTS, MINUTE_HOUR_AND_DAY_S, PAYOUTS, SEEDS

pytestmark = pytest.mark.slow

SQLITE = pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
"""What is tried is the job and the gateway; the commits have tests on both."""
KILLED_IN = 6
"""One of so many answers is lost because the worker died with it."""
AMOUNTS = [Money(2_500 + number, "EUR") for number in PAYOUTS]


class WorkerDied(Exception):
    """The worker was gone before it could record the answer."""


class StormyGateway:
    """Each call meets faults that were drawn, and some answers reach no one."""

    def __init__(self, world, draw):
        self._world, self._draw = world, draw

    def transfer(self, intent):
        faults = self._world.stripe.faults
        faults.clear()
        faults.extend(self._draw.choices(FAULTS, k=4))
        outcome = self._world.gateway.transfer(intent)
        if not self._draw.randrange(KILLED_IN):
            raise WorkerDied
        return outcome


def run_until_known(jobs, draw, id):
    """Let the job run, with pauses up to 30 hours, until nothing is open."""
    for _ in range(200):
        with suppress(WorkerDied):
            jobs.carry_out()
        if next(open_payouts(jobs.market.log, id), None) is None:
            return
        jobs.world.pass_time(seconds=draw.choice(MINUTE_HOUR_AND_DAY_S))
    raise AssertionError("a payout stayed open")


@SQLITE
@pytest.mark.parametrize("seed", SEEDS)
def test_each_payout_of_a_run_is_paid_exactly_once(jobs, seed):
    draw = random.Random(seed)
    experts = jobs.owes_by_stripe(*AMOUNTS)
    id = jobs.starts()
    jobs.gateway = StormyGateway(jobs.world, draw)

    run_until_known(jobs, draw, id)

    received = [jobs.world.paid_to(account) for _, account in experts]
    assert received == [amount.amount for amount in AMOUNTS]
    payouts = [jobs.desk.payout(expert_id) for expert_id, _ in experts]
    assert {payout.status for payout in payouts} == {PayoutStatus.PAID}
    assert len({payout.reference for payout in payouts}) == len(experts)
    assert {payout.attempt for payout in payouts} == {1}
    assert jobs.desk.balances() == {"platform:stripe": sum(received)}
    jobs.carry_out()
    assert jobs.is_completed(id)
