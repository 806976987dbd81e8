import pytest

from domain.log.application import EventLog


@pytest.fixture
def log(database_url):
    """Give an empty log, on both databases in turn."""
    with EventLog(database_url) as opened:
        yield opened
