"""The platform's pages about payments of bookings in a real browser, by keyboard too."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import expect

from domain.bookings.funding import FundingMethod
from tests.browser.conftest import signed_in
from tests.domain.bookings.booking_examples import BOOKING, FUNDING
from tests.support.browser import LANGUAGES, keep, problems_of, serving
from tests.support.people import BRAND, MANAGER, after, euros
from tests.web.bookings.shift_fixture import ALICE, SetClock, add_people, shifts_in
from tests.web.shop import open_shop, settings_at

PAYMENTS = "/booking-payments"
FINANCE, PLATFORM = "fran@comptoir.example", "plat@comptoir.example"
TRANSFER, REFUSED, BY_HAND = (UUID(int=number << 96) for number in (0xA1B2C3D4, 0xDEC1, 0x50FA))


@dataclass
class Desk:
    scenario: object
    finance: object
    platform: object
    alice: object


@pytest.fixture(scope="module")
def desk(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("payments")
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        clock.move(days=4)  # before anyone signs in: sessions are shorter
        url = shop.settings.database_url
        with shifts_in(shop, clock, url) as scenario, serving(shop.app) as base:
            people = (FINANCE, PLATFORM, ALICE)
            pages = [signed_in(browser, base, email) for email in people]
            pages[0].check(PAYMENTS)  # nothing is awaited yet
            fill(scenario)
            yield Desk(scenario, *pages)


def fill(scenario):
    """A running booking with top-ups: two awaited, one refused."""
    scenario.market.brands.set_credit_limit(BRAND, euros(500_000), MANAGER, after(0))
    scenario.desk.running()
    bookings = scenario.desk.bookings
    for minute, funding_id in enumerate((TRANSFER, REFUSED, BY_HAND), start=1):
        method, at = FundingMethod.BANK_TRANSFER, after(60 * minute)
        bookings.top_up(BOOKING, funding_id, euros(minute * 50_000), method, MANAGER, at)
    bookings.refuse_funding(BOOKING, REFUSED, "expired", after(300), scenario.id_of(FINANCE))
    scenario.update()


@pytest.mark.parametrize("page", ["", f"/{TRANSFER}", f"/{REFUSED}", f"/{FUNDING}"])
def test_payments_of_bookings(desk, page):
    desk.finance.check(f"{PAYMENTS}{page}")


def test_a_search_without_a_match(desk):
    desk.platform.check(f"{PAYMENTS}?search=nothing", themes=("light",))


def test_payments_are_refused_to_other_accounts(desk):
    desk.alice.check(PAYMENTS, status=403, themes=("light",))


def test_home_leads_finance_to_its_tasks(desk):
    desk.finance.check("/", themes=("light",))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_what_was_typed_wrongly_is_kept_beside_its_sentence(desk, language, width):
    with desk.finance.opened(language, width=width, inspected=True) as page:
        page.goto(f"{desk.finance.base}{PAYMENTS}/{TRANSFER}")
        page.locator("#reference").fill("Road")
        page.keyboard.press("Enter")

        expect(page.locator("#reference-says")).to_be_visible()
        expect(page.locator("#reference")).to_have_value("Road")
        assert problems_of(page, language) == []
        keep(page, f"payment wrong {language} {width}")


def test_a_payment_is_found_and_recorded_by_keyboard_and_the_second_press_is_refused(desk):
    with desk.platform.opened(width=360, inspected=True) as late, desk.finance.opened() as page:
        late.goto(f"{desk.platform.base}{PAYMENTS}/{BY_HAND}")
        page.goto(f"{desk.finance.base}{PAYMENTS}")
        page.locator("#search").fill("000050fa")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Record the payment 000050FA").focus()
        page.keyboard.press("Enter")
        page.locator("#reference").fill("VIR 2026-4711")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{desk.finance.base}{PAYMENTS}?recorded={BY_HAND}")
        desk.scenario.update()
        page.reload()
        expect(page.get_by_role("status")).to_contain_text("€1,500.00 from Road")

        late.locator("#reference").fill("VIR 1")
        late.get_by_role("button", name="Record as received").click()

        expect(late.get_by_role("alert")).to_contain_text("already recorded as received")
        assert problems_of(late, "en") == []
        keep(late, "payment late en 360")


# Credit limits.


@pytest.mark.parametrize("page", ["", f"/{BRAND}"])
def test_credit_limits(desk, page):
    desk.finance.check(f"/credit-limits{page}", themes=("light",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_typed_wrongly_is_kept_beside_its_sentence(desk, language):
    with desk.finance.opened(language, width=360, inspected=True) as page:
        page.goto(f"{desk.finance.base}/credit-limits/{BRAND}")
        page.locator("#limit").fill("much")
        page.keyboard.press("Enter")

        expect(page.locator("#limit-says")).to_be_visible()
        expect(page.locator("#limit")).to_have_value("much")
        assert problems_of(page, language) == []
