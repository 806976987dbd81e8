import pytest

from tests.web.bookings.conftest import ShiftShop
from tests.web.bookings.shift_fixture import SetClock, add_people, shifts_in
from tests.web.shop import open_shop, settings_at

FINANCE = "fran@comptoir.example"
FORECAST = "/finance/payout-forecast"


@pytest.fixture(scope="module")
def shift_shop(tmp_path_factory):
    clock = SetClock()
    with open_shop(settings_at(tmp_path_factory.mktemp("forecasts")), clock) as shop:
        add_people(shop.store)
        yield ShiftShop(shop, clock)


@pytest.fixture
def roster(shift_shop, sqlite_url):
    shift_shop.clock.at = SetClock().at
    with shifts_in(shift_shop.shop, shift_shop.clock, sqlite_url) as roster:
        yield roster


def page_of(roster, email=FINANCE, status=200, **query):
    page = roster.client(email).get(FORECAST, query_string=query)
    assert page.status_code == status
    return page.text
