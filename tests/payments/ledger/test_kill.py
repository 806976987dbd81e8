"""A poster that is killed again and again, and two at once: each event is posted exactly once."""

import os
import time
from random import Random
from uuid import uuid4

import pytest

from tests.payments.ledger.posting_program import post_until_killed
from tests.support.people import euros
from tests.support.programs import kill, start
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMPTOIR_KILLS", "6"))
"""Thirty on each database were tried by hand (docs/decisions/0039)."""
CONVERSATIONS = 60
LONGEST_S = 0.05


def happen(desk, conversations):
    desk.pays_in(euros(200 * conversations))
    for _ in range(conversations):
        conversation_id = uuid4()
        desk.reserves(conversation_id)
        desk.closes(conversation_id)
        desk.spends(conversation_id)
        desk.earns_points(3)


def test_after_kills_each_event_is_posted_once(database_url, desk):
    random, at_work = Random(39), 0

    for _ in range(KILLS):
        before = desk.poster.progress().position
        program = start(post_until_killed, database_url)
        happen(desk, CONVERSATIONS)
        wait_until(lambda before=before: desk.poster.progress().position > before)
        time.sleep(random.uniform(0, LONGEST_S))
        kill(program)
        at_work += desk.poster.progress().behind > 0

    progress = desk.posted()

    assert at_work > 0
    assert (progress.behind, progress.failure) == (0, None)
    assert len(desk.entries()) == KILLS * (1 + 4 * CONVERSATIONS)
    assert desk.difference() is None


def test_two_posters_at_once_post_each_event_once(database_url, desk):
    programs = [start(post_until_killed, database_url) for _ in range(2)]
    happen(desk, 3 * CONVERSATIONS)

    wait_until(lambda: not desk.poster.progress().behind, seconds=60)
    for program in programs:
        assert program.is_alive()
        kill(program)

    assert len(desk.entries()) == 1 + 12 * CONVERSATIONS
    assert desk.difference() is None
