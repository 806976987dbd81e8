from urllib.parse import urlsplit

import pytest

from tests.support.prepared_databases import prepared
from tests.support.random_commands import opened


@pytest.fixture(scope="session")
def template_database(postgres_server):
    """The name of a database with all tables: creating them takes three times as long."""
    with postgres_server.database() as url:
        with opened(url) as market:
            market.projector.catch_up()
        yield urlsplit(url).path[1:]


@pytest.fixture
def postgres_url(request, postgres_server):
    """A copy of the database with tables for tests that use `market`, else an empty one."""
    templates = (
        [request.getfixturevalue("template_database")] if "market" in request.fixturenames else []
    )
    with postgres_server.database(*templates) as url:
        yield url


@pytest.fixture
def market(database_url):
    """Everything, composed on an empty database; on both engines in turn."""
    with opened(prepared(database_url)) as market:
        yield market
