"""However long and often Stripe, the network or the worker fails, a run pays each payout once."""

import random
from contextlib import suppress
from uuid import UUID

import pytest

from domain.errors import NotNow
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.pay_runs.carrying_out import PayoutCarrier
from payments.pay_runs.payee_receivers import receivers_in
from payments.pay_runs.payout import Payout, PayoutStatus
from payments.pay_runs.payout_commands import PayoutCommands
from payments.pay_runs.payout_lists import open_payouts, payouts_in_review
from payments.rail_statements.rail_statement import RailAccount
from tests.payments.pay_runs.pay_run_fixture import payout_of
from tests.payments.stripe.fake_money_in import set_account_status
from tests.payments.stripe.test_outages import FAULTS, MINUTE_HOUR_AND_DAY_S, PAYOUTS, SEEDS
from tests.support.people import MANAGER

pytestmark = pytest.mark.slow

SQLITE = pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
"""What is tried is the job and the gateway; the commits have tests on both."""
KILLED_IN = 6
"""One of so many answers is lost because the worker died with it."""
MOSTLY_WELL = (20, *(1 for _ in FAULTS[1:]))
LOOKED = WrittenText(UUID(int=7), 9)
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


class SleepyWorkers:
    """Workers that fall asleep with a try in their hands, before or after the call."""

    def __init__(self, jobs, draw):
        self._jobs, self._draw = jobs, draw
        self.asleep = []

    def transfer(self, intent):
        if not self._draw.randrange(3):
            self.asleep.append((intent, None))
            raise WorkerDied
        outcome = self._asked(intent)
        if not self._draw.randrange(4):
            self.asleep.append((intent, outcome))
            raise WorkerDied
        return outcome

    def wake_up(self):
        """One of them does what it was about to do, however much later."""
        intent, outcome = self.asleep.pop(self._draw.randrange(len(self.asleep)))
        awake = Awake(self._jobs.market.log, intent, outcome or self._asked(intent))
        PayoutCarrier(awake, awake, self._jobs.world.clock).carry_out(intent.id)

    def _asked(self, intent):
        faults = self._jobs.world.stripe.faults
        faults.clear()
        faults.extend(self._draw.choices(FAULTS, MOSTLY_WELL, k=4))
        return self._jobs.world.gateway.transfer(intent)


class Awake(PayoutCommands):
    """The commands of a worker whose try was committed before it slept, and its answer."""

    def __init__(self, log, intent, outcome):
        super().__init__(log, receivers_in(log))
        self._intent, self._outcome = intent, outcome

    def attempt(self, _id, _at):
        return self._intent

    def transfer(self, _intent):
        return self._outcome


class Finance:
    """Tries again what was refused, and looks at Stripe when a payout was stopped."""

    def __init__(self, jobs, draw, payout_ids):
        self._jobs, self._draw, self._ids = jobs, draw, payout_ids

    def acts(self):
        for payout in map(self._payout, self._ids):
            if payout.status is PayoutStatus.REFUSED and not payout.payments.with_expert:
                with suppress(NotNow):  # less than the threshold is left
                    self._jobs.market.payouts.retry(payout.id, MANAGER, self._jobs.world.clock())
            if payout.status is PayoutStatus.STOPPED:
                self._looks_at_stripe(payout)

    def _looks_at_stripe(self, payout):
        commands, now, text = self._jobs.market.payouts, self._jobs.world.clock(), LOOKED
        unknown = [id for id in self._at_stripe(payout) if id not in payout.payments.references]
        if unknown:
            paid = (RailAccount.STRIPE, unknown[0], now.date(), text, MANAGER, now)
            commands.find_paid(payout.id, *paid)
        else:
            commands.find_not_paid(payout.id, text, MANAGER, now)

    def _at_stripe(self, payout):
        made = self._jobs.transfers()
        return [one["id"] for one in made if one["transfer_group"] == f"intent:{payout.id}"]

    def _payout(self, id):
        return self._jobs.market.log.load(Payout, id)


def all_wake_up(jobs, draw, experts):
    """Workers sleep and wake up, accounts are restricted and active again, finance acts."""
    workers = jobs.gateway = SleepyWorkers(jobs, draw)
    finance = Finance(jobs, draw, [payout_of(expert_id) for expert_id, _ in experts])
    for _ in range(60):
        for _, account in experts:
            status = "restricted" if draw.randrange(3) else "active"
            set_account_status(jobs.world.state, account, status)
        with suppress(WorkerDied):
            jobs.carry_out()
        for _ in range(draw.randrange(len(workers.asleep) // 2 + 1)):
            workers.wake_up()
        if not draw.randrange(6):
            finance.acts()
        jobs.world.pass_time(seconds=draw.choice(MINUTE_HOUR_AND_DAY_S))
    while workers.asleep:
        workers.wake_up()


@SQLITE
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_workers_record_late_no_payment_is_lost_or_doubled_in_silence(jobs, seed):
    draw = random.Random(seed)
    experts = jobs.owes_by_stripe(*AMOUNTS)
    id = jobs.starts()

    all_wake_up(jobs, draw, experts)

    in_review, posted = set(payouts_in_review(jobs.market.log, id)), 0
    for (expert_id, account), owed in zip(experts, AMOUNTS, strict=True):
        payout, received = jobs.desk.payout(expert_id), jobs.world.paid_to(account)
        recorded = sum(payment.amount.amount for payment in payout.payments.with_expert.values())
        # A late answer that is unknown may be a payment after a refusal: only a person can tell.
        assert recorded == received or (recorded < received and payout.id in in_review)
        assert received <= owed.amount or payout.id in in_review
        balances = jobs.desk.balances(expert_id)
        parts = ("payable", "in_transit", "advance")
        assert recorded + sum(balances.get(part, 0) for part in parts) == owed.amount
        posted += recorded
    assert jobs.desk.balances().get("platform:stripe", 0) == posted


@SQLITE
def test_a_worker_that_wakes_up_after_a_day_pays_what_was_refused_and_it_is_recorded(jobs):
    [(expert_id, account)] = jobs.owes_by_stripe(AMOUNTS[0])
    id = jobs.starts()
    payout_id, clock = payout_of(expert_id), jobs.world.clock
    jobs.desk.runs.initiate_payouts(id, clock())
    asleep = SleepyWorkers(jobs, random.Random(0))
    asleep.asleep.append((jobs.market.payouts.attempt(payout_id, clock()), None))
    set_account_status(jobs.world.state, account, "restricted")
    jobs.world.pass_time(minutes=5)
    jobs.carry_out()
    assert jobs.desk.payout(expert_id).status is PayoutStatus.REFUSED
    set_account_status(jobs.world.state, account, "active")
    jobs.world.pass_time(hours=30)

    while jobs.desk.payout(expert_id).status is PayoutStatus.REFUSED:
        asleep.asleep *= 2  # a fault may leave its call without an answer
        asleep.wake_up()

    [transfer] = jobs.transfers()
    payout = jobs.desk.payout(expert_id)
    assert (payout.status, payout.reference) == (PayoutStatus.PAID, transfer["id"])
    assert jobs.desk.balances(expert_id) == {"platform:stripe": AMOUNTS[0].amount}
    assert payouts_in_review(jobs.market.log, id) == [payout_id]
