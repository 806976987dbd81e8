"""What operators learn about the private store."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from tests.support.people import MORNING
from tests.web.shop import settings_at
from web.private_store.health import PrivateStoreHealth, private_store_health
from web.private_store.jobs import SETTLED_AFTER
from web.private_store.key_check import check_private_store
from web.private_store.store import (
    NEWEST_REVISION,
    open_private_store,
    version_table,
)
from web.private_store.texts import texts


@pytest.fixture
def settings(tmp_path, database_url):
    return settings_at(tmp_path, database_url)


@pytest.fixture
def store(settings):
    with closing(open_private_store(settings)) as store:
        check_private_store(store, 0)
        yield store


def health_of(settings, at=MORNING):
    with closing(open_private_store(settings, migrates=False)) as store:
        return private_store_health(store, at)


def has_revision(revision, store):
    with store.engine.begin() as db:
        db.execute(update(version_table).values(version_num=revision))


def test_a_store_that_can_be_used_has_no_problems(store, settings):
    assert private_store_health(store, MORNING) == PrivateStoreHealth(NEWEST_REVISION)
    assert list(health_of(settings).problems) == []


@pytest.mark.parametrize(
    ("revision", "what_to_do"), [("0002", "Start `comptoir work`"), ("9999", "Update Comptoir")]
)
def test_tables_of_another_revision_are_a_problem(store, settings, revision, what_to_do):
    has_revision(revision, store)

    [problem] = health_of(settings).problems

    assert revision in problem
    assert what_to_do in problem
    has_revision(NEWEST_REVISION, store)


def test_looking_at_a_store_does_not_create_its_tables(settings):
    for _ in range(2):
        [problem] = health_of(settings).problems
        assert problem.startswith("The private store is missing or empty.")


@pytest.mark.usefixtures("store")
def test_a_store_that_another_key_has_sealed_is_a_problem(settings):
    [problem] = health_of(replace(settings, private_key=bytes(64))).problems

    assert problem.startswith("The private store does not open with this private key.")


def test_texts_that_no_event_has_named_in_time_are_counted(store, settings):
    row = {"text": "Why?", "member_id": uuid4(), "aggregate_id": uuid4(), "written_at": MORNING}
    with store.engine.begin() as db:
        for pending_since in (MORNING, MORNING, MORNING + timedelta(minutes=1), None):
            values = row | {"id": uuid4(), "pending_since": pending_since}
            db.execute(insert(texts).values(values))

    assert health_of(settings, MORNING + SETTLED_AFTER).unsettled_texts == 0
    later = health_of(settings, MORNING + SETTLED_AFTER + timedelta(seconds=1))
    assert (later.unsettled_texts, list(later.problems)) == (2, [])
