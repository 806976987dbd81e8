"""The settings of a brand in a real browser: every page in every language, theme and width."""

import pytest

from domain.brands.brand import Brand
from tests.browser.conftest import signed_in
from tests.support.browser import problems_of, serving
from tests.web.brands.settings_fixture import BRAND, SETTINGS, scenario_of
from tests.web.brands.test_settings import everything_set
from tests.web.shop import open_shop, settings_at
from web.private_store.accounts import account_of

PAGES = ("", "/hours", "/routing", "/widget", "/criteria", "/costs", "/history")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("settings"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def scenario(shop):
    with scenario_of(shop.app, shop.settings.database_url) as scenario:
        yield scenario


@pytest.fixture(scope="module")
def brand_member(browser, shop, scenario):  # noqa: ARG001 - the pages need its marketplace
    with serving(shop.app) as base:
        yield signed_in(browser, base, BRAND)


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_were_never_set(brand_member, page):
    brand_member.check(f"{SETTINGS}{page}", themes=("light",))


WORDS = {
    "en": ("Show the public holidays", "Save the opening hours", "Saved."),
    "fr": (
        "Afficher les jours fériés",
        "Enregistrer les horaires d’ouverture",
        "C’est enregistré.",
    ),
}


def press(page, button, language):
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=button, exact=True).click()
    assert problems_of(page, language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [1280, 360])
def test_opening_hours_from_a_mistake_to_the_saved_page(brand_member, language, width):
    show, save, saved = WORDS[language]
    with brand_member.opened(language, width=width, inspected=True) as page:
        page.goto(f"{brand_member.base}{SETTINGS}/hours")
        page.locator("#day-0").fill("18:00-23:00")
        page.locator("#day-1").fill("nine to five")
        page.locator("#country").select_option("FR")
        press(page, save, language)
        assert page.locator(".invalid-feedback").count() == 1

        page.locator("#day-1").fill("")
        press(page, show, language)
        page.locator("#region").select_option("6AE")
        press(page, show, language)
        page.locator("input[name=closed]").first.uncheck()
        press(page, save, language)
        assert saved in page.locator("main").inner_text()
        assert page.locator("#day-0").input_value() == "18:00-23:00"
        assert not page.locator("input[name=closed]").first.is_checked()
        assert page.locator("input[name=closed]").nth(1).is_checked()


@pytest.mark.parametrize("page", PAGES)
def test_settings_that_are_all_set(brand_member, scenario, shop, page):
    if not any(isinstance(event, Brand.ProgrammeCostRecorded) for event in scenario.events_of()):
        with shop.store.sessions() as session:
            everything_set(scenario.market, account_of(session, BRAND).id)
    brand_member.check(f"{SETTINGS}{page}")


def test_each_form_shows_its_errors(brand_member):
    for path, button, n in (
        ("/routing", "Save the promise", 1),
        ("/widget", "Save the widget", 1),
        ("/costs", "Record the cost", 2),
    ):
        with brand_member.opened("en", width=360, inspected=True) as page:
            page.goto(f"{brand_member.base}{SETTINGS}{path}")
            for field in ("#promised_wait_s", "#title_en", "#amount"):
                if page.locator(field).count():
                    page.locator(field).fill("" if field != "#amount" else "much")
            press(page, button, "en")
            assert page.locator(".invalid-feedback").count() == n, path
