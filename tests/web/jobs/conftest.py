import pytest

from tests.web.shop import settings_at
from web.private_store.store import open_private_store


@pytest.fixture
def settings(tmp_path, database_url):
    return settings_at(tmp_path, database_url)


@pytest.fixture
def store(settings):
    store = open_private_store(settings)
    yield store
    store.close()
