"""A worker that is killed again and again while all jobs are busy: each effect happens once."""

import os
import time
from collections import Counter
from random import Random

import pytest

from tests.support.programs import kill, start
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.jobs.all_jobs_program import run_all_jobs
from tests.web.jobs.busy_worker import IN_A_ROUND, BusyWorker
from tests.web.recruitment.call_fixture import CallScenario

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMPTOIR_KILLS", "6"))
"""Thirty on each database were tried by hand (docs/decisions/0030)."""
LONGEST_S = 0.02
"""From a point in the work of one job to the kill."""


@pytest.fixture
def worker(settings, store):
    with opened(settings.database_url) as market:
        worker = BusyWorker(CallScenario(market, store), KILLS)
        worker.open(settings)
        yield worker


def test_after_kills_of_the_whole_worker_every_effect_has_happened_once(
    tmp_path, database_url, worker, settings
):
    random, interrupted, aims = Random(31), Counter(), list(IN_A_ROUND)

    for number in range(KILLS):
        aim = aims[number % len(aims)]
        point = number * IN_A_ROUND[aim] + random.randrange(IN_A_ROUND[aim])
        program = start(run_all_jobs, database_url, str(tmp_path))
        worker.gives_work(number)
        wait_until(lambda aim=aim, point=point: worker.done().get(aim, 0) >= point)
        time.sleep(random.uniform(0, LONGEST_S))
        kill(program)
        done = worker.done()
        interrupted.update(
            job for job, n in IN_A_ROUND.items() if done.get(job, 0) < n * (number + 1)
        )
    program = start(run_all_jobs, database_url, str(tmp_path))
    wait_until(worker.is_idle)
    kill(program)

    assert sum(interrupted.values()) >= KILLS, interrupted
    worker.check_that_each_effect_happened_once(settings.mail_folder)
