import pytest

from tests.web.earnings.earning_fixture import earnings_of


@pytest.fixture
def desk(app, shop, sqlite_url):
    with earnings_of(app, shop.store, sqlite_url) as desk:
        yield desk
