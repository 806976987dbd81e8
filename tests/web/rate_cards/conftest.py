import pytest

from tests.web.bookings.conftest import ShiftShop
from tests.web.bookings.shift_fixture import SetClock, add_people, shifts_in
from tests.web.shop import open_shop, settings_at


@pytest.fixture(scope="module")
def shift_shop(tmp_path_factory):
    clock = SetClock()
    with open_shop(settings_at(tmp_path_factory.mktemp("rates")), clock) as shop:
        add_people(shop.store)
        yield ShiftShop(shop, clock)


@pytest.fixture
def roster(shift_shop, sqlite_url):
    with shifts_in(shift_shop.shop, shift_shop.clock, sqlite_url) as roster:
        yield roster
