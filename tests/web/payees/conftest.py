import pytest

from tests.web.marketplace_of_app import marketplace_in
from tests.web.payees.payee_pages import ED, PayeeDesk
from tests.web.shop import open_shop, settings_at


@pytest.fixture
def shop(tmp_path):
    """Accounts that a test may change."""
    with open_shop(settings_at(tmp_path)) as shop:
        yield shop


@pytest.fixture
def desk(shop, sqlite_url):
    with marketplace_in(shop.app, sqlite_url) as market:
        yield PayeeDesk(market, shop)


@pytest.fixture
def ed(desk, signed_in):  # noqa: ARG001 - the marketplace is behind the application
    return signed_in(ED)
