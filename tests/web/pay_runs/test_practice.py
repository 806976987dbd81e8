"""Pay runs for practice, and the button that kills the worker: only in a demonstration."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest

from payments.pay_runs.payout import PayoutStatus, Rail
from payments.practice_gateway import PracticeBook, PracticeGateway
from tests.support.people import euros
from tests.web.bookings.test_platform_funding import FINANCE, page_of
from tests.web.marketplace_of_app import marketplace_in
from tests.web.pay_runs.test_views import (
    BRAND_EMAIL,
    EXPERT_EMAIL,
    LIST,
    PLATFORM,
    PayRunPages,
)
from web.installation.development_settings import Demonstration
from web.installation.worker_process import announce
from web.pay_runs.jobs import carry_out_pay_runs

BUTTON = "Kill the worker now"


class PracticePages(PayRunPages):
    """Pages of a demonstration, whose worker is a process that does nothing."""

    def __init__(self, shop, signed_in, market, demonstration):
        super().__init__(shop, signed_in, market)
        self.demonstration = demonstration
        self.book = PracticeBook(demonstration.practice_file)

    def starts(self):
        self.prepares(rail="practice")
        return self.presses("start", rail=Rail.PRACTICE)

    def kills(self, email=FINANCE):
        return self.presses("kill-worker", email, Rail.PRACTICE)

    def carries_out(self, market=None):
        gateway = PracticeGateway(self.book, wait_for=lambda _seconds: None)
        market = market or self.market
        carry_out_pay_runs(market, {Rail.PRACTICE: gateway}, market.clock(), Event())

    def has_worker(self):
        command = [sys.executable, "-c", "import time; time.sleep(3600)"]
        return announce(
            self.demonstration.worker_file,
            lambda descriptors: subprocess.Popen(command, pass_fds=descriptors),
        )

    def text(self, rail=Rail.PRACTICE, **query):
        return super().text(rail, **query)


@pytest.fixture
def demonstration(tmp_path):
    return Demonstration(tmp_path / "practice.db", tmp_path / "worker.pid")


@pytest.fixture
def served(app, shop, signed_in, database_url, demonstration, monkeypatch):
    """The demonstration is served."""
    settings = replace(shop.settings, demonstration=demonstration)
    monkeypatch.setitem(app.extensions, "comptoir.settings", settings)
    with marketplace_in(app, database_url) as market:
        yield PracticePages(shop, signed_in, market, demonstration)


@pytest.fixture
def elsewhere(app, shop, signed_in, database_url, demonstration):
    """Not a demonstration."""
    with marketplace_in(app, database_url) as market:
        yield PracticePages(shop, signed_in, market, demonstration)


def test_a_run_for_practice_is_labelled_killed_and_paid_once(served):
    assert served.starts().status_code == 303
    assert BUTTON in served.text()
    with served.has_worker() as worker:
        assert served.kills().status_code == 303
        assert worker.wait() == -9
    assert "The worker was killed: " in served.text()
    served.carries_out()

    text = served.text()
    assert "Practice: no money moves" in text
    assert "1 of 1 payouts have an outcome." in text
    assert "1 payout, paid once (checked with the practice rail's own list)." in text
    assert BUTTON not in text
    assert "practice: no money moves" in page_of(served.client(FINANCE), LIST)
    assert "Practice: no money moves" in page_of(served.client(FINANCE), served.payout_address)
    assert served.payout.reference == f"practice:{served.payout_id}"


def test_what_the_rail_did_not_list_is_said_not_to_be_paid_once(served):
    served.starts()
    served.carries_out()

    served.demonstration.practice_file.unlink()

    assert "does not say that each payout was paid once" in served.text()


def test_the_platform_may_kill_the_worker_and_no_expert_or_brand(served):
    served.starts()
    with served.has_worker() as worker:
        for email in (EXPERT_EMAIL, BRAND_EMAIL):
            assert served.kills(email).status_code in (403, 404)
        assert worker.poll() is None

        assert served.kills(PLATFORM).status_code == 303
    assert served.book.kills(served.run(Rail.PRACTICE).id) != []


def test_without_a_worker_the_button_says_so_and_notes_nothing(served):
    served.starts()

    answer = served.kills()

    assert answer.status_code == 409
    assert "No worker is running now." in answer.text
    assert served.book.kills(served.run(Rail.PRACTICE).id) == []


@pytest.mark.parametrize("is_started", [False, True])
def test_only_a_run_that_is_carried_out_has_the_button(served, is_started):
    served.prepares(rail="practice")
    if is_started:
        served.starts()
        served.carries_out()

    assert BUTTON not in served.text()
    assert served.kills().status_code == 409


def test_a_kill_in_the_middle_of_a_transfer_is_made_good_after_ten_seconds(served):
    served.starts()
    served.market.pay_runs.initiate_payouts(served.run(Rail.PRACTICE).id, served.market.clock())
    intent = served.market.payouts.attempt(served.payout_id, served.market.clock())
    served.book.record(intent)
    served.carries_out()
    assert served.payout.status is PayoutStatus.ATTEMPTED
    assert "the practice rail is being asked" in served.text()

    later = served.market.clock() + timedelta(seconds=11)
    served.carries_out(replace(served.market, clock=lambda: later))

    assert "paid once (checked" in served.text()
    assert "The rail was asked 2 times." in served.text()


def test_no_person_records_what_the_practice_rail_paid(served):
    served.starts()
    served.carries_out()

    answer = served.records("returned", reason="account_closed")

    assert answer.status_code == 409
    assert "no money moves, and there is none to record" in answer.text


def test_elsewhere_there_is_no_practice_rail(elsewhere):
    answer = elsewhere.prepares(rail="practice")

    assert answer.status_code == 422
    assert 'value="practice"' not in page_of(elsewhere.client(FINANCE), LIST)


def test_elsewhere_a_run_for_practice_is_neither_started_nor_is_there_a_button(elsewhere):
    id = elsewhere.desk.prepares(Rail.PRACTICE)
    answer = elsewhere.presses("start", rail=Rail.PRACTICE)
    assert answer.status_code == 409
    assert "COMPTOIR_DEMONSTRATION=1" in answer.text

    elsewhere.market.pay_runs.start(id, None, elsewhere.market.clock())
    with elsewhere.has_worker() as worker:
        assert elsewhere.kills().status_code == 404
        assert worker.poll() is None
        worker.kill()

    assert BUTTON not in elsewhere.text()


def test_the_practice_rail_pays_each_expert_of_a_run(served):
    served.desk.owes(*(uuid4() for _ in range(3)), amount=euros(2_600))
    served.starts()
    served.carries_out()

    assert "4 payouts, each paid once" in served.text()
    assert served.run(Rail.PRACTICE).status == "completed"
