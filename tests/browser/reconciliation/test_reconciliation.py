"""Reconciliation and receipts in a real browser: in both languages, narrow, and by keyboard."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from domain.bookings.booking import Booking
from domain.bookings.funding import FundingMethod, FundingRequest
from payments.rail_statements.rail_statement import RailAccount
from payments.reconciliation.rail_reconciliation import subject_of
from tests.browser.conftest import signed_in
from tests.payments.ledger.ledger_fixture import BOOKING, LedgerDesk
from tests.support.browser import serving
from tests.support.people import BRAND, MANAGER, after, euros
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at

PAGE = "/finance/reconciliation"
FINANCE, EXPERT = "fran@comptoir.example", "ed@expert.example"
HEADER = "date;amount;currency;reference\n"
FILE = f"{HEADER}2026-06-01;100.00;EUR;VIR1\n2026-06-02;-12.00;EUR;F7\n2026-06-03;7.00;CHF;C1\n"
WRONG = f"{HEADER}yesterday;100.00;EUR;VIR1\n2026-06-02;much;EUR;F7\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory, browser):
    """What a brand paid in is in the ledger; nothing is imported yet."""
    with open_shop(settings_at(tmp_path_factory.mktemp("reconciliation"))) as shop:
        url = shop.settings.database_url
        with marketplace_in(shop.app, url) as market, serving(shop.app) as base:
            ledger = LedgerDesk(market.log, market.ledger)
            funding = FundingRequest(uuid4(), euros(12_000), FundingMethod.BANK_TRANSFER)
            received = Booking.FundingReceived(
                at=after(0), brand_id=BRAND, funding=funding, reference="VIR 1", by=MANAGER
            )
            ledger.happens(BOOKING, received)
            ledger.posted()
            yield market, signed_in(browser, base, FINANCE), signed_in(browser, base, EXPERT)


@pytest.fixture
def finance(desk):
    return desk[1]


def item_of(market, reference):
    until = after(300 * 86_400).date()
    found = market.reconciliations.of(RailAccount.BANK, until)
    [item] = [item for item in found.items if item.reference == reference]
    return f"{PAGE}/bank/{subject_of(RailAccount.BANK, item).id}"


def chosen(page, base, content):
    page.goto(f"{base}{PAGE}")
    file = {"name": "bank.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Import the statement").click()


def test_finance_imports_a_statement_after_correcting_it(finance):
    with finance.opened() as page:
        chosen(page, finance.base, WRONG)
        expect(page.get_by_role("alert")).to_contain_text("Nothing was imported.")
        expect(page.locator("table", has=page.locator("#wrong"))).to_contain_text("Enter a date")

        chosen(page, finance.base, FILE)
        expect(page.get_by_text("3 lines of the file are new.")).to_be_visible()


def test_the_list_of_breaks(finance):
    finance.check(PAGE, widths=(1280, 360, 320))
    finance.check(f"{PAGE}?show=all&until=nonsense", themes=("light",))


def test_a_break_is_looked_after_and_closed(desk):
    market, finance, _ = desk
    address = item_of(market, "F7")
    with finance.opened() as page:
        page.goto(f"{finance.base}{address}")
        page.get_by_role("button", name="Take this break").click()
        page.get_by_label("Note").fill("The bank's price list says 12.00.")
        page.get_by_role("button", name="Write the note").click()
        finance.check(address, widths=(1280, 360, 320))
        page.get_by_label("The difference is").select_option("rail_fee")
        page.get_by_label("Why it is closed").fill("The monthly fee.")
        page.get_by_role("button", name="Close the break").click()
        expect(page.get_by_text("Closed: the entry is in the ledger.")).to_be_visible()
    finance.check(address, themes=("light",))


def test_my_receipt(desk):
    desk[2].check("/receipt", widths=(1280, 360, 320))
