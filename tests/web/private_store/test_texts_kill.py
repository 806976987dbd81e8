"""A program killed between a text and its event: neither is ever without the other."""

import os
import time
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from domain.log.mapper import decode
from domain.recruitment.ambassador_application import AmbassadorApplication
from tests.support.people import BRAND, MANAGER, MORNING
from tests.support.programs import kill, start
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.private_store.text_programs import apply_again_and_again
from tests.web.shop import settings_at
from web.private_store.jobs import settle_texts
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts, texts

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("COMPTOIR_KILLS", "5"))
LATER = MORNING + timedelta(days=1)


def named_by_events(market):
    events = (decode(row.topic, row.state) for row in market.log.all_rows())
    return {
        event.motivation_text_id
        for event in events
        if isinstance(event, AmbassadorApplication.Submitted)
    }


def stored_in(store):
    with store.engine.connect() as db:
        return set(db.scalars(select(texts.c.id)))


def test_kills_leave_no_text_without_event_and_no_event_without_text(tmp_path, database_url):
    random = Random(9)
    store = open_private_store(settings_at(tmp_path, database_url))
    with opened(database_url) as market:
        market.brands.register(BRAND, "road", "Road", "UTC", "EUR", MANAGER, MORNING)
        for _ in range(KILLS):
            before = len(stored_in(store))
            program = start(apply_again_and_again, database_url, str(tmp_path))
            wait_until(lambda before=before: len(stored_in(store)) > before + 3)
            time.sleep(random.uniform(0, 0.05))
            kill(program)
            assert named_by_events(market) <= stored_in(store)
            settle_texts(PrivateTexts(store), market.log, LATER)
            assert stored_in(store) == named_by_events(market)
    store.close()
