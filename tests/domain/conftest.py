import pytest

from domain.log.event_log import EventLog
from tests.domain.assessments.assessment_fixture import School


@pytest.fixture
def log(database_url):
    """Give an empty log, on both databases in turn."""
    with EventLog(database_url) as opened:
        yield opened


@pytest.fixture
def school(log):
    """Found a brand and join two experts; there is no test yet."""
    return School(log)
