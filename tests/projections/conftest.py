import pytest

from tests.support.begun import prepared
from tests.support.worlds import opened


@pytest.fixture
def market(database_url):
    """Everything, composed on an empty database; on both engines in turn."""
    with opened(prepared(database_url)) as market:
        yield market
