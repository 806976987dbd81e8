"""Rehearsals of rates in a real browser: the form, its result, and what was mistyped."""

import pytest

from tests.browser.conftest import signed_in
from tests.support.browser import LANGUAGES, problems_of, serving
from tests.web.bookings.shift_fixture import SetClock, add_people, shifts_in
from tests.web.rate_cards.past_month import fill_october
from tests.web.shop import open_shop, settings_at

REHEARSALS, FINANCE = "/finance/rate-rehearsals", "fran@comptoir.example"
QUERY = "month=2017-10&currency=EUR&price=&brand="


@pytest.fixture(scope="module")
def finance(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("rates")
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        url = shop.settings.database_url
        with shifts_in(shop, clock, url) as scenario, serving(shop.app) as base:
            fill_october(scenario)
            yield signed_in(browser, base, FINANCE)


@pytest.mark.parametrize("query", ["", f"?{QUERY}&commission=25"])
def test_the_form_and_its_result(finance, query):
    finance.check(f"{REHEARSALS}{query}")


def test_a_commission_that_is_no_number(finance):
    finance.check(f"{REHEARSALS}?{QUERY}&commission=much", status=422, themes=("light",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_rates_are_tried_by_keyboard(finance, language):
    with finance.opened(language, width=360, inspected=True) as page:
        page.goto(f"{finance.base}{REHEARSALS}")
        page.locator("#commission").fill("25")
        page.keyboard.press("Enter")

        page.locator("#by-expert").wait_for()
        assert page.locator("#commission").input_value() == "25"
        assert problems_of(page, language) == []
