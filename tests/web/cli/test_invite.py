"""Inviting from the command line, and by the worker."""

import signal
from contextlib import contextmanager
from uuid import UUID

import pytest

from domain.clock import system_clock
from tests.support.people import MANAGER, after
from tests.support.pool_members import CALL
from tests.support.random_commands import opened
from tests.web.cli.program import Program, wait_until
from tests.web.mail.message_examples import statuses
from tests.web.recruitment.call_fixture import CallScenario
from tests.web.shop import settings_at
from web.private_store.store import open_private_store

YEARS = after(3650 * 86_400)


@pytest.fixture
def comptoir(sqlite_url, tmp_path):
    return Program(sqlite_url, {"COMPTOIR_MAIL_FOLDER": str(tmp_path / "mail")})


@pytest.fixture
def store(sqlite_url, tmp_path):
    store = open_private_store(settings_at(tmp_path, sqlite_url))
    yield store
    store.close()


@contextmanager
def scenario(database_url, store):
    with opened(database_url) as market:
        yield CallScenario(market, store)


@pytest.fixture
def pool(sqlite_url, store):
    """Five whom a call would be for."""
    with scenario(sqlite_url, store) as pool:
        pool.open()
        pool.fill(range(5))


@pytest.mark.usefixtures("pool")
def test_every_member_is_invited_once(comptoir, sqlite_url, store):
    with scenario(sqlite_url, store) as brand:
        brand.calls(ends_at=YEARS)

    first, second = comptoir.works("invite", CALL), comptoir.works("invite", CALL)

    assert first.output == "Invited: 5. E-mails queued: 5.\n"
    assert second.output == "Invited: 0. E-mails queued: 0.\n"
    assert statuses(store) == {"waiting": 5}


def test_an_absent_or_closed_call_exits_with_one(comptoir, pool, sqlite_url, store):  # noqa: ARG001
    absent = comptoir.run("invite", UUID(int=404))
    with scenario(sqlite_url, store) as brand:
        brand.calls(ends_at=YEARS)
        brand.market.calls.close(CALL, "mistake", MANAGER, system_clock())
    closed = comptoir.run("invite", CALL)

    assert (absent.code, absent.sentence) == (1, "comptoir: This call for experts does not exist.")
    assert (closed.code, closed.sentence) == (1, "comptoir: This call for experts is closed.")
    assert comptoir.run("invite", "everybody").code == 2
    assert statuses(store) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("pool")
def test_the_worker_invites_and_sends_after_a_call_was_published(comptoir, sqlite_url, store):
    with comptoir.start("work") as work:
        with scenario(sqlite_url, store) as brand:
            brand.calls(ends_at=YEARS)
        wait_until(lambda: statuses(store) == {"sent": 5})
        work.send_signal(signal.SIGTERM)
        output = work.communicate()[0]

    assert (work.returncode, output) == (0, "")
