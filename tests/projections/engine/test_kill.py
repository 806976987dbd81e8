"""A projector that is killed, and two at once: the tables are those of a clean rebuild."""

import signal
import time
from random import Random

import pytest

from projections.engine.rebuild import Rebuilder
from tests.support.private_store import make_private_store
from tests.support.programs import follow, kill, popen, start
from tests.support.random_commands import RandomCommands, opened
from tests.support.raw_sql import insert
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

KILLS = 30
AHEAD = 1_500
"""How many events the log is ahead when a program is killed: there is work left."""


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Fifty thousand events of random commands and of imported history."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('log')}/log.db") as market:
        random_commands = RandomCommands(market)
        for _ in range(10):
            random_commands.run(150)
            random_commands.import_history(1_600)
        events = list(market.log.all_rows())
    assert len(events) >= 50_000
    return events


class Feed:
    """Appends the rows of a log to another one, in pieces."""

    def __init__(self, database_url, log):
        self._database_url = database_url
        self._log = log
        self._appended = 0

    def append_upto(self, upto, piece=500):
        while self._appended < min(upto, len(self._log)):
            insert(self._database_url, self._log[self._appended : self._appended + piece])
            self._appended += piece


def differences(market):
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    return rebuilder.check(*market.read_models.all)


def test_a_projector_that_is_killed_thirty_times_leaves_the_tables_of_a_clean_rebuild(
    database_url, market, log
):
    random, feed, at_work = Random(30), Feed(database_url, log), 0

    for point in sorted(random.sample(range(len(log)), KILLS)):
        feed.append_upto(point)
        program = start(follow, database_url)
        feed.append_upto(point + AHEAD)
        follows_to(point, random.choice(market.read_models.all), market)
        time.sleep(random.uniform(0, 0.1))
        kill(program)
        at_work += any(progress.behind for progress in market.read_models.progress())
    feed.append_upto(len(log))
    finish(database_url, market)

    # The worker's own jobs may have written a last event when it stopped.
    market.projector.catch_up()
    assert at_work > 0
    assert market.log.rows.head() >= len(log)
    positions = {progress.position for progress in market.read_models.progress()}
    assert positions == {market.log.rows.head()}
    assert market.read_models.parked() == []
    assert differences(market) == []


def follows_to(point, projection, market):
    generation = market.read_model_store.live(projection)
    wait_until(lambda: generation.position() >= point, seconds=120)


def finish(database_url, market):
    make_private_store(database_url)
    with popen(database_url, "work") as work:
        wait_until(
            lambda: not any(progress.behind for progress in market.read_models.progress()),
            seconds=120,
        )
        work.send_signal(signal.SIGTERM)
        errors = work.communicate()[1]
    assert (work.returncode, errors) == (0, "")


def test_two_projectors_at_once_leave_the_tables_of_a_clean_rebuild(database_url, market, log):
    feed = Feed(database_url, log)
    feed.append_upto(20_000)

    programs = [start(follow, database_url) for _ in range(2)]
    feed.append_upto(len(log))
    assert market.read_models.is_caught_up_to(len(log), patience_s=120)
    for program in programs:
        assert program.is_alive()
        kill(program)

    assert market.read_models.parked() == []
    assert differences(market) == []
