"""Months and yearly reports in a real browser, in both languages, on a phone's width too."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import signed_in
from tests.payments.accounting.months_of_business import two_months
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.browser import keep, problems_of, serving
from tests.support.people import OTHER_EXPERT, euros
from tests.web.accounting.test_dac7_pages import ED, Year
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at

FINANCE = "fran@comptoir.example"
MONTHS, DAC7, OWN = "/finance/months", "/finance/dac7", "/me/yearly-report"


@dataclass
class Books:
    finance: object
    expert: object


@pytest.fixture(scope="module")
def books(tmp_path_factory, browser):
    """Two months of business, a year of which a file was handed in, and what changed since."""
    with (
        open_shop(settings_at(tmp_path_factory.mktemp("accounting"))) as shop,
        marketplace_in(shop.app, shop.settings.database_url) as market,
        serving(shop.app) as base,
    ):
        two_months(LedgerDesk(market.log, market.ledger))
        year = Year(market, shop)
        year.earns(20, euros(1000), "02-01")
        year.keeps_details()
        year.files()
        year.earns(21, euros(5000), "03-01")
        year.keeps_details(OTHER_EXPERT)
        yield Books(*(signed_in(browser, base, email) for email in (FINANCE, ED)))


@pytest.mark.parametrize("path", [MONTHS, f"{MONTHS}/2026-05", f"{MONTHS}/2026-06", DAC7])
def test_pages_of_finance(books, path):
    books.finance.check(path)


def test_the_report_of_an_expert(books):
    books.expert.check(OWN)


def test_finance_closes_a_month_by_keyboard(books):
    with books.finance.opened("fr", width=360, inspected=True) as page:
        page.goto(f"{books.finance.base}{MONTHS}/2026-06")
        page.locator("#confirmed").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_contain_text("Le mois est clôturé.")
        expect(page.locator("form[action$=close]")).to_have_count(0)
        assert problems_of(page, "fr") == []
        keep(page, "month closed fr 360")
    books.finance.check(f"{MONTHS}/2026-06", themes=("light",))
