"""Finance's pages in a real browser, in both languages, on a phone's width too."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import expect

from payments.earnings.earning import earning_id
from tests.browser.conftest import signed_in
from tests.support.browser import problems_of, serving
from tests.web.bookings.shift_fixture import ALICE, OWNER, SetClock, add_people
from tests.web.ledger.conftest import desk_in
from tests.web.ledger.finance_desk import CONVERSATION, FINANCE, FinanceDesk, on
from tests.web.shop import open_shop, settings_at

OTHER = UUID("c0ffee00-0000-4000-8000-000000000002")
MARCH = "as_of=2026-03-31"
PAGES = (
    "/finance",
    "/finance/balances",
    "/finance/balances/brands",
    "/finance/balances/weeks",
    "/finance/ageing",
    "/finance/prepaid",
    "/finance/receivables",
    "/finance/points",
    "/finance/entries?flow=earned",
    "/finance/entries/2",
    "/finance/accounts/3",
    f"/finance/conversations/{CONVERSATION}",
)


@dataclass
class Desk:
    desk: FinanceDesk
    finance: object
    alice: object
    owner: object


@pytest.fixture(scope="module")
def opened(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("finance")
    clock.at = on(4, 15)
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        url = shop.settings.database_url
        with desk_in(shop, clock, url) as desk, serving(shop.app) as base:
            fill(desk)
            people = (FINANCE, ALICE, OWNER)
            yield Desk(desk, *(signed_in(browser, base, email) for email in people))


def fill(desk):
    """A year's first quarter: paid in, earned, contested, and given back."""
    desk.pays_in(on(1, 5), 250_000)
    desk.converses(on(3, 20))
    for day in range(1, 29, 3):
        desk.closes(on(2, day), desk.bruno, 645 + day)
    with desk.recorded(on(3, 21)):
        desk.ledger.earns_points(1234, on(3, 21))
    desk.contests(on(3, 25))
    desk.converses(on(2, 1), desk.bruno, OTHER)
    with desk.recorded(on(2, 8)):
        desk.market.earnings.release(earning_id(OTHER), on(2, 8))
    desk.accepts_contest(on(4, 10))


@pytest.mark.parametrize("page", PAGES)
def test_finance_pages(opened, page):
    opened.finance.check(page)


@pytest.mark.parametrize("page", ["/finance", "/finance/balances", "/finance/accounts/3"])
def test_as_known_on_a_day(opened, page):
    opened.finance.check(f"{page}?{MARCH}&effective_to=2026-03-30", themes=("light",))


def test_an_expert_of_31_march_with_what_came_later(opened):
    opened.finance.check(f"/finance/experts/{opened.desk.alice}?{MARCH}", themes=("light",))


def test_the_pages_are_refused_to_others(opened):
    opened.alice.check("/finance", status=403, themes=("light",))
    opened.owner.check("/finance/balances", status=403, themes=("light",))


def test_a_day_is_chosen_and_the_difference_leads_to_its_event_by_keyboard(opened):
    with opened.finance.opened(width=1280, inspected=True) as page:
        page.goto(f"{opened.finance.base}/finance/balances")
        page.locator("#as-of").fill("2026-03-31")
        page.get_by_role("button", name="Show these days").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("As known on 31 March 2026.")

        page.get_by_role("link", name="1 entry was recorded since").click()
        page.locator("#entries tbody th a").click()

        expect(page.locator("h1")).to_contain_text("Entry")
        expect(page.locator(".lead")).to_have_text("A contest was accepted")
        page.wait_for_load_state()
        assert problems_of(page, "en") == []
