from dataclasses import dataclass

import pytest
from sqlalchemy import delete

from tests.web.bookings.shift_fixture import SetClock, add_people, shifts_in
from tests.web.shop import open_shop, settings_at
from web.bookings.calendar_feeds import CalendarFeed
from web.members.time_zones import member_zones


@dataclass
class ShiftShop:
    shop: object
    clock: SetClock


@pytest.fixture(scope="module")
def shift_shop(tmp_path_factory):
    clock = SetClock()
    with open_shop(settings_at(tmp_path_factory.mktemp("shifts")), clock) as shop:
        add_people(shop.store)
        yield ShiftShop(shop, clock)


@pytest.fixture
def roster(shift_shop, sqlite_url):
    shift_shop.clock.at = SetClock().at
    with shift_shop.shop.store.engine.begin() as db:
        db.execute(delete(CalendarFeed))
        db.execute(delete(member_zones))
    with shifts_in(shift_shop.shop, shift_shop.clock, sqlite_url) as roster:
        yield roster
