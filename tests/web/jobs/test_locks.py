"""The lock of a job, between workers, on both databases."""

import pytest

from tests.support.programs import kill, start
from tests.support.waiting import wait_until
from tests.web.jobs.lock_programs import hold
from web.jobs.locks import locks_beside
from web.private_store.store import open_private_store


@pytest.fixture
def lock(store):
    return locks_beside(store.engine)


@pytest.fixture
def other_lock(settings):
    """Of another worker on the same database."""
    store = open_private_store(settings)
    yield locks_beside(store.engine)
    store.close()


def test_one_worker_at_a_time_holds_the_lock(lock, other_lock):
    with lock("tidy") as ours, other_lock("tidy") as others:
        assert (ours, others) == (True, False)
    with other_lock("tidy") as others:
        assert others


def test_every_job_has_its_own_lock(lock, other_lock):
    with lock("tidy") as ours, other_lock("count") as others:
        assert (ours, others) == (True, True)


def test_a_failure_releases_the_lock(lock, other_lock):
    with pytest.raises(OSError, match="away"), lock("tidy"):
        raise OSError("away")

    with other_lock("tidy") as others:
        assert others


@pytest.mark.slow
def test_a_killed_worker_releases_the_lock(lock, database_url, tmp_path):
    program = start(hold, database_url, str(tmp_path), "tidy")
    wait_until((tmp_path / "held").exists)
    with lock("tidy") as ours:
        assert not ours

    kill(program)

    def is_free():
        with lock("tidy") as ours:
            return ours

    wait_until(is_free)
