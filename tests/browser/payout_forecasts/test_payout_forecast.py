"""Finance's forecast of payouts in a real browser: with a record, too early, and as of a day."""

import pytest

from payments.ledger.entries import microseconds
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.bookings.shift_fixture import SetClock, add_people, shifts_in
from tests.web.payout_forecasts.recorded_market import market_until, record
from tests.web.shop import open_shop, settings_at

FORECAST, FINANCE = "/finance/payout-forecast", "fran@comptoir.example"


@pytest.fixture(scope="module")
def finance(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("forecasts")
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        url = shop.settings.database_url
        with shifts_in(shop, clock, url) as scenario, serving(shop.app) as base:
            scenario.desk.running()
            now_us = microseconds(clock())
            record(scenario.market, market_until(now_us, weeks=24), now_us)
            yield signed_in(browser, base, FINANCE)


def test_a_forecast_with_its_record(finance):
    finance.check(FORECAST, widths=(1280, 360, 320), opened=("#payouts .numbers summary",))


def test_a_day_on_which_it_was_too_early(finance):
    finance.check(f"{FORECAST}?as_of=2026-01-31", themes=("light",))


def test_a_day_out_of_range(finance):
    finance.check(f"{FORECAST}?as_of=1900-01-01", status=422, themes=("light",))
