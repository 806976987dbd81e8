"""A run started by two programs at once, one of which is killed: at most one transfer a payout."""

import json
import os
import time
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Event
from uuid import uuid4

import pytest

from domain.money import Money
from payments.pay_runs.asking_times import PAYS_AGAIN_AFTER
from payments.pay_runs.pay_run import PayRunStatus, pay_run_id
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.weeks import week_of
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.pay_runs.pay_run_fixture import LIMITS, WEEK, PayRunDesk
from tests.support.programs import kill, processes, start
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.pay_runs.paying_program import (
    ANY,
    PHASES,
    FolderGateway,
    pay_until_killed,
)
from web.pay_runs.jobs import carry_out_pay_runs

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMPTOIR_KILLS", "4"))
"""Thirty on each database were tried by hand (docs/decisions/0043)."""
EXPERTS = 6
LONGEST_S = 0.3


class Round:
    """One week, its experts, and the transfers that were made for them."""

    def __init__(self, market, number, folder):
        self.market, self.folder = market, folder
        self.desk = PayRunDesk(LedgerDesk(market.log, market.ledger))
        self.week = week_of(WEEK.begins_at - timedelta(weeks=number))
        self.owed = {uuid4(): 2_500 + expert for expert in range(EXPERTS)}
        folder.mkdir()
        for expert_id, amount in self.owed.items():
            self.desk.owes(
                expert_id, week=self.week, amount=Money(amount, "EUR"), stripe=f"acct_{expert_id}"
            )

    def is_paid_through_a_kill(self, database_url, phase, random):
        together = processes.Barrier(3)
        calls = [random.randrange(1, EXPERTS), 10**6]
        programs = [
            start(pay_until_killed, database_url, str(self.week), self.folder, phase, n, together)
            for n in calls
        ]
        together.wait()
        if phase == ANY:
            time.sleep(random.uniform(0, LONGEST_S))
        else:
            wait_until(lambda: (self.folder / "here").exists() or self.is_over(), seconds=30)
        for program in programs:
            kill(program)

    def is_over(self):
        """The other program may have been faster."""
        return len(self.transfers()) == EXPERTS and not any(
            self.desk.payout(expert_id, week=self.week).is_open for expert_id in self.owed
        )

    def ends(self):
        """What the next worker does, once it may take over what the killed one began."""
        later = replace(self.market, clock=lambda: self.market.clock() + 2 * PAYS_AGAIN_AFTER)
        id = pay_run_id(str(self.week), Rail.STRIPE)
        later.pay_runs.prepare(str(self.week), Rail.STRIPE, LIMITS, None, later.clock())
        later.pay_runs.start(id, None, later.clock())
        gateways = {Rail.STRIPE: FolderGateway(self.folder, "", 0)}
        carry_out_pay_runs(later, gateways, later.clock(), Event())
        return self.desk.run(id)

    def transfers(self):
        return [json.loads(path.read_text()) for path in self.folder.glob("*.transfer")]


@pytest.mark.parametrize("phase", PHASES)
def test_each_payout_is_one_transfer_whenever_a_program_is_killed(database_url, tmp_path, phase):
    random = Random(phase)
    with opened(database_url) as market:
        for number in range(-(-KILLS // len(PHASES))):
            kills = Round(market, number, tmp_path / str(number))
            kills.is_paid_through_a_kill(database_url, phase, random)
            run = kills.ends()

            made = {transfer["account"]: transfer["amount"] for transfer in kills.transfers()}
            assert len(kills.transfers()) == EXPERTS
            assert made == {f"acct_{expert_id}": n for expert_id, n in kills.owed.items()}
            payouts = [kills.desk.payout(expert_id, week=kills.week) for expert_id in kills.owed]
            assert {payout.status for payout in payouts} == {PayoutStatus.PAID}
            assert run.status is PayRunStatus.COMPLETED
            total = (number + 1) * sum(kills.owed.values())
            assert kills.desk.balances() == {"platform:stripe": total}
