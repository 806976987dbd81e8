import pytest

from domain.log.event_log import EventLog
from tests.domain.rewards.reward_fixture import Shop


@pytest.fixture
def shop(sqlite_url):
    with EventLog(sqlite_url) as log:
        yield Shop(log)


@pytest.fixture
def shop_anywhere(log):
    """The same on SQLite and on PostgreSQL."""
    return Shop(log)


@pytest.fixture
def ambassador(shop):
    return shop.welcome()
