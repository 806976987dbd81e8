from contextlib import contextmanager

import pytest

from tests.support.prepared_databases import prepared
from tests.web.bookings.shift_fixture import SetClock, add_people
from tests.web.ledger.finance_desk import FinanceDesk
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at
from web.http.brand_directory import BrandDirectory


@contextmanager
def desk_in(shop, clock, database_url):
    """Put a marketplace with a brand, people and an empty ledger behind an application."""
    with marketplace_in(shop.app, prepared(database_url)) as market:
        known = shop.app.extensions["comptoir.brands"]
        shop.app.extensions["comptoir.brands"] = BrandDirectory(market.read_models)
        desk = FinanceDesk(shop, market, clock, database_url)
        desk.register_brand()
        yield desk
        market.ledger.close()
        shop.app.extensions["comptoir.brands"] = known


@pytest.fixture(scope="module")
def finance_shop(tmp_path_factory):
    clock = SetClock()
    with open_shop(settings_at(tmp_path_factory.mktemp("finance")), clock) as shop:
        add_people(shop.store)
        yield shop, clock


@pytest.fixture
def desk(finance_shop, sqlite_url):
    shop, clock = finance_shop
    clock.at = SetClock().at
    with desk_in(shop, clock, sqlite_url) as desk:
        yield desk
