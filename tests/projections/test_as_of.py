"""Read models as of an instant, rebuilt from a log that has gone on since."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain.clock import system_clock
from projections.conversations.tables import conversations
from projections.engine.generation import position_of
from projections.read_models import read_models_as_of
from tests.support.random_commands import RandomCommands, opened


@pytest.fixture
def market(database_url):
    with opened(database_url) as market:
        yield market


def position_and_conversations_as_of(moment, market):
    """The position read, and the number of conversations, in read models as of an instant."""
    with (
        read_models_as_of(
            moment, market.log, lambda read_models: [read_models.facts], lambda *_: None
        ) as read_models,
        read_models.read(read_models.facts) as db,
    ):
        return position_of(db), db.scalar(select(func.count()).select_from(conversations))


def conversations_now(market):
    market.projector.catch_up()
    with market.read_models.read(market.read_models.facts) as db:
        return db.scalar(select(func.count()).select_from(conversations))


def test_what_is_recorded_later_was_not_known(market):
    commands = RandomCommands(market)
    commands.run(60)
    then = market.log.rows.head(), conversations_now(market)
    time.sleep(0.002)
    moment = system_clock()
    time.sleep(0.002)
    commands.run(60)

    assert position_and_conversations_as_of(moment, market) == then
    assert conversations_now(market) > then[1]


def test_before_the_first_event_nothing_was_known(market):
    moment = system_clock()
    time.sleep(0.002)
    RandomCommands(market).run(20)

    assert position_and_conversations_as_of(moment, market) == (0, 0)


def test_by_now_everything_is_known(market):
    RandomCommands(market).run(60)

    assert (
        position_and_conversations_as_of(system_clock() + timedelta(days=1), market)[0]
        == market.log.rows.head()
    )


def test_asking_changes_no_page(market):
    RandomCommands(market).run(60)
    market.projector.catch_up()
    before = market.read_models.progress()

    position_and_conversations_as_of(system_clock(), market)

    assert market.read_models.progress() == before
