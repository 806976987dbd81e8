"""
The demonstration's button, pressed three times: a served worker is killed, and each is paid once.

The worker is `comptoir work` under the supervision of `comptoir serve`; the page is the real one.
"""

import os
import subprocess
import sys
from dataclasses import replace
from uuid import uuid4

import pytest

from domain.money import Money
from payments.pay_runs.pay_run import PayRunStatus, pay_run_id
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.practice_gateway import PracticeBook
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.pay_runs.pay_run_fixture import WEEK, PayRunDesk
from tests.support.programs import ROOT, SECRETS
from tests.support.waiting import wait_until
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, session_of, settings_at
from web.installation.development_settings import Demonstration

pytestmark = pytest.mark.slow

OWED = {uuid4(): 2_500 + number for number in range(8)}
KILLS = 3
PATIENCE_S = 240
SUPERVISED = """
import sys
from pathlib import Path
from web.cli.serve import _comptoir
from web.cli.supervision import Program, run_together
sys.exit(run_together([Program("worker", _comptoir("work"), Path(sys.argv[1]))]))
"""


class KilledRun:
    """A run for practice, its page, and the list of the rail."""

    def __init__(self, shop, market):
        self.desk = PayRunDesk(LedgerDesk(market.log, market.ledger))
        self.id = pay_run_id(str(WEEK), Rail.PRACTICE)
        self.book = PracticeBook(shop.settings.demonstration.practice_file)
        self.client = shop.app.test_client()
        with self.client.session_transaction() as session:
            session.update(session_of(shop.store, FINANCE))

    def starts(self):
        for expert_id, amount in OWED.items():
            self.desk.owes(expert_id, amount=Money(amount, "EUR"))
        sends(self.client, "/finance/pay-runs", week=str(WEEK), rail="practice")
        assert self.presses("start") == 303

    def presses(self, action):
        shown = self.desk.run(self.id).version
        return sends(self.client, f"/finance/pay-runs/{self.id}/{action}", shown=shown).status_code

    def text(self):
        return page_of(self.client, f"/finance/pay-runs/{self.id}")

    def requests(self):
        payouts = [self.desk.payout(expert_id) for expert_id in OWED]
        made = self.book.transfers([payout.id for payout in payouts])
        return sum(transfer.requests for transfer in made.values())

    def is_killed_after_another_request(self):
        before = self.requests()
        wait_until(lambda: self.requests() > before, PATIENCE_S)
        return self.presses("kill-worker") == 303

    def is_over(self):
        return self.desk.run(self.id).status is PayRunStatus.COMPLETED


@pytest.fixture
def settings(tmp_path):
    settings = settings_at(tmp_path)
    practice, worker = tmp_path / "comptoir.practice.db", tmp_path / "comptoir.worker.pid"
    return replace(settings, demonstration=Demonstration(practice, worker))


@pytest.fixture
def killed(settings):
    with open_shop(settings) as shop, marketplace_in(shop.app, settings.database_url) as market:
        yield KilledRun(shop, market)


@pytest.fixture
def supervisor(killed, settings):
    """A worker that is started again; it begins once the run is there."""
    killed.starts()
    environment = {
        **os.environ,
        **SECRETS,
        "DATABASE_URL": settings.database_url,
        "COMPTOIR_DEMONSTRATION": "1",
    }
    command = [sys.executable, "-c", SUPERVISED, str(settings.demonstration.worker_file)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as program:
        yield program
        program.terminate()


def test_a_worker_killed_three_times_by_the_button_pays_each_expert_once(killed, supervisor):
    for _ in range(KILLS):
        assert killed.is_killed_after_another_request()
    wait_until(killed.is_over, PATIENCE_S)
    supervisor.terminate()
    assert supervisor.wait() == 0

    payouts = {expert_id: killed.desk.payout(expert_id) for expert_id in OWED}
    made = killed.book.transfers([payout.id for payout in payouts.values()])
    assert {made[payout.id].amount.amount for payout in payouts.values()} == set(OWED.values())
    assert len(made) == len(OWED)
    assert {payout.status for payout in payouts.values()} == {PayoutStatus.PAID}
    assert killed.desk.balances() == {"platform:practice": sum(OWED.values())}
    text = killed.text()
    assert f"{len(OWED)} payouts, each paid once" in text
    assert text.count("The worker was killed: ") == KILLS
