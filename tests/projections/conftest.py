from urllib.parse import urlsplit

import pytest

from tests.support.prepared_databases import prepared
from tests.support.random_commands import opened


@pytest.fixture(scope="session")
def laid_out(postgres_server):
    """The name of a database with all tables: to create them takes three times as long."""
    with postgres_server.database() as url:
        with opened(url) as market:
            market.projector.catch_up()
        yield urlsplit(url).path[1:]


@pytest.fixture
def postgres_url(request, postgres_server):
    """Whoever asks for a market gets its database with it, whoever does not an empty one."""
    begun = [request.getfixturevalue("laid_out")] if "market" in request.fixturenames else []
    with postgres_server.database(*begun) as url:
        yield url


@pytest.fixture
def market(database_url):
    """Everything, composed on an empty database; on both engines in turn."""
    with opened(prepared(database_url)) as market:
        yield market
