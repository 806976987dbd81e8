"""Accounts of brands in a real browser: in both languages, narrow, and by keyboard."""

import pytest
from playwright.sync_api import expect

from payments.earnings.earning import earning_id
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.earnings.earning_fixture import FRAN, REASON, earnings_of
from tests.web.shop import NEST, open_shop, settings_at

LIST = "/finance/brand-accounts"
ONE = f"{LIST}/{NEST.brand_id}"


@pytest.fixture(scope="module")
def finance(tmp_path_factory, browser):
    """A conversation on account, and one whose price was given back."""
    with (
        open_shop(settings_at(tmp_path_factory.mktemp("brand_accounts"))) as shop,
        earnings_of(shop.app, shop.store, shop.settings.database_url) as desk,
    ):
        desk.closes(days_ago=2)
        contested = desk.contested(is_answered=True)
        reason = desk.words(REASON, contested)
        by = desk.id_of(FRAN)
        desk.market.earnings.accept_contest(earning_id(contested), reason, by, desk.now)
        desk.update()
        with serving(shop.app) as base:
            yield signed_in(browser, base, FRAN)


def test_the_list_and_an_account(finance):
    finance.check(LIST, widths=(1280, 360, 320))
    finance.check(f"{LIST}?search=nothing", themes=("light",))
    finance.check(ONE, widths=(1280, 360, 320))


def test_a_payment_is_recorded_and_reversed_by_keyboard(finance):
    with finance.opened() as page:
        page.goto(f"{finance.base}{ONE}")
        page.get_by_label("Amount (EUR)").fill("20.00")
        page.get_by_role("button", name="Record the payment").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Choose the account")

        page.get_by_label("Account").select_option("bank")
        page.get_by_label("Booked on").fill("2026-06-01")
        page.get_by_label("Reference").fill("VIR 1")
        page.get_by_role("button", name="Record the payment").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Recorded.")

        page.get_by_role("link", name="1 June 2026, VIR 1").press("Enter")
        address = page.url.removeprefix(finance.base)
        page.get_by_label("Reason").fill("It was 2.00 and not 20.00.")
        page.get_by_role("button", name="Reverse it").press("Enter")
        row = page.get_by_role("row", name="A payment of a brand was reversed")
        expect(row).to_contain_text("It was 2.00 and not 20.00.")

    finance.check(address, widths=(1280, 360, 320))
    finance.check(ONE, widths=(360,), themes=("dark",))
