"""Inviting and delivering, killed again and again: each member gets one e-mail."""

import email
import email.policy
import signal
import time
from collections import Counter
from random import Random

import pytest

from domain.recruitment.call_for_experts import CallForExperts
from tests.support.people import MANAGER, PAID, after
from tests.support.pool_members import CALL, member_id
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.cli.program import Program
from tests.web.mail.message_examples import statuses
from tests.web.recruitment.call_fixture import CallScenario
from tests.web.shop import settings_at
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions
from web.private_store.store import open_private_store
from web.recruitment.emails import members_written_to

pytestmark = pytest.mark.slow

POOL = 2_000
"""How many the call is for; ten thousand were tried by hand (docs/decisions/0021)."""
OTHERS = 60
KILLS = 4


@pytest.fixture
def comptoir(sqlite_url, tmp_path):
    return Program(sqlite_url, {"COMPTOIR_MAIL_FOLDER": str(tmp_path / "mail")})


@pytest.fixture
def store(sqlite_url, tmp_path):
    store = open_private_store(settings_at(tmp_path, sqlite_url))
    yield store
    store.close()


@pytest.fixture
def market(sqlite_url):
    with opened(sqlite_url) as market:
        yield market


def fill_the_pool(market, store):
    """Those the call is for, and others of each sort that it is not for."""
    scenario = CallScenario(market, store)
    scenario.open()
    scenario.fill(range(POOL))
    others = iter(range(POOL, POOL + OTHERS))
    scenario.fill((next(others) for _ in range(30)), languages=("de",))
    scenario.fill((next(others) for _ in range(20)), subjects=())
    for number in others:
        scenario.joins(number)
        market.members.start_engagement(
            member_id(number), scenario.brand_id, PAID, MANAGER, after(60)
        )
    for number in range(10):
        Subscriptions(store).end(member_id(number), EmailCategory.INVITATION)
    scenario.calls(languages=("fr", "en"), max_experts=9, ends_at=after(3650 * 86_400))
    return {f"member{number}@example.org" for number in range(10, POOL)}


def kill_when(done, program, random):
    """Kill -9 soon after something is so, or let it end that was quicker."""
    wait_until(lambda: done() or program.poll() is not None)
    time.sleep(random.uniform(0, 0.03))
    program.send_signal(signal.SIGKILL)
    program.communicate()
    return program.returncode == -signal.SIGKILL


def readers_of(folder):
    """The recipients of e-mails, with how many each of them got."""
    files = [file.read_bytes() for file in folder.glob("*.eml")]
    read = (email.message_from_bytes(content, policy=email.policy.default) for content in files)
    return Counter(str(message["To"]) for message in read)


def test_after_kills_every_matching_member_has_one_email(comptoir, market, store, tmp_path):
    random, expected, killed = Random(3), fill_the_pool(market, store), 0

    for point in sorted(random.sample(range(len(expected) - 200), KILLS)):
        killed += kill_when(
            lambda point=point: len(members_written_to(CALL, store)) >= point,
            comptoir.start("invite", CALL),
            random,
        )
    comptoir.works("invite", CALL)
    assert len(market.log.load(CallForExperts, CALL).invited) == len(expected)
    for point in sorted(random.sample(range(len(expected) - 100), KILLS)):
        killed += kill_when(
            lambda point=point: statuses(store).get("sent", 0) >= point,
            comptoir.start("deliver-mail"),
            random,
        )
    comptoir.works("deliver-mail")
    again = comptoir.works("invite", CALL)

    assert killed >= KILLS
    assert again.output == "Invited: 0. E-mails queued: 0.\n"
    assert statuses(store) == {"sent": len(expected)}
    assert readers_of(tmp_path / "mail") == dict.fromkeys(expected, 1)
