"""A worker that is killed again and again while all jobs are busy: each effect happens once."""

import email
import email.policy
import os
import time
from collections import Counter
from random import Random
from threading import Event

import pytest

from tests.support.people import MORNING
from tests.support.programs import kill, start
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.jobs.all_jobs_program import run_all_jobs
from tests.web.jobs.busy_worker import IN_A_ROUND, BusyWorker
from tests.web.mail.message_examples import statuses
from tests.web.recruitment.call_fixture import CallScenario
from web.jobs.registry import all_reactors
from web.reactors.follower import ReactorFollower
from web.reactors.reactions import reactor_progress

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMPTOIR_KILLS", "6"))
"""Thirty on each database were tried by hand (docs/decisions/0030)."""
LONGEST_S = 0.02
"""From a point in the work of one job to the kill."""


@pytest.fixture
def worker(settings, store):
    with opened(settings.database_url) as market:
        worker = BusyWorker(CallScenario(market, store), KILLS)
        worker.open()
        for reactor in all_reactors(market, store, settings):
            ReactorFollower(reactor, market.log, market.read_models, store).run(MORNING, Event())
        yield worker


def recipients_in(folder):
    """The recipients of the e-mails in the folder, with how many each of them got."""
    files = [file.read_bytes() for file in folder.glob("*.eml")]
    read = [email.message_from_bytes(content, policy=email.policy.default) for content in files]
    return Counter(str(message["To"]) for message in read)


def is_idle(worker):
    """Whether all is done, and the reactors have read the whole log."""
    head = worker.scenario.market.log.rows.head()
    is_read = all(reactor.behind == 0 for reactor in reactor_progress(worker.scenario.store, head))
    return is_read and worker.done() == {job: n * KILLS for job, n in IN_A_ROUND.items()}


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
    wait_until(lambda: is_idle(worker))
    kill(program)

    assert sum(interrupted.values()) >= KILLS, interrupted
    assert set(worker.effects.values()) == {1}
    assert worker.stored_texts() == worker.named
    assert_each_email_was_sent_once(worker, settings.mail_folder)
    assert {progress[3:] for progress in reactor_progress(worker.scenario.store, 0)} == {(0, 0)}
    assert worker.scenario.market.read_models.parked() == []


def assert_each_email_was_sent_once(worker, folder):
    """One about each member's matter, and an invitation of each call to each of the crowd."""
    expected = {f"member{number}@example.org": 1 for number in range(worker.members)}
    expected |= {f"member{number}@example.org": KILLS for number in worker.crowd}
    assert recipients_in(folder) == expected
    assert statuses(worker.scenario.store) == {"sent": sum(expected.values())}
