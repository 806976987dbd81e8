import pytest

from tests.web.bookings.booking_program import BookingProgram
from tests.web.conversations.busy_shop import counter_of


@pytest.fixture
def booking_program(app, shop, sqlite_url):
    with counter_of(app, sqlite_url) as counter:
        yield BookingProgram(shop, counter.market)
