"""The database is away while all jobs are busy: they go on, and each effect happens once."""

import os
import time

import pytest

from tests.support.outages import losable_database
from tests.support.programs import kill, start
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.jobs.all_jobs_program import run_all_jobs
from tests.web.jobs.busy_worker import BusyWorker
from tests.web.recruitment.call_fixture import CallScenario
from tests.web.shop import settings_at
from web.private_store.store import open_private_store

pytestmark = pytest.mark.slow

OUTAGE_S = float(os.environ.get("COMPTOIR_OUTAGE_S", "3"))
"""Thirty seconds on each database were tried by hand."""
ROUNDS = 4


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    with losable_database(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def worker(database, tmp_path):
    settings = settings_at(tmp_path, database.url)
    store = open_private_store(settings)
    with opened(database.url) as market:
        worker = BusyWorker(CallScenario(market, store), ROUNDS)
        worker.open(settings)
        yield worker
    store.close()


def test_an_outage_in_the_middle_of_all_jobs_repeats_and_parks_nothing(worker, database, tmp_path):
    program = start(run_all_jobs, database.url, str(tmp_path))
    for number in range(ROUNDS):
        worker.gives_work(number)
    wait_until(lambda: worker.done().get("deliver_mail", 0) > 0)

    assert not worker.is_idle()
    with database.away():
        time.sleep(OUTAGE_S)
    wait_until(worker.is_idle, seconds=120)

    assert program.is_alive()
    kill(program)
    worker.check_that_each_effect_happened_once(tmp_path / "mail")
