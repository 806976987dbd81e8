"""Invoices and statements in a real browser: in both languages and themes, narrow too."""

from dataclasses import replace
from threading import Event

import pytest

from payments.invoices.invoice_series import SELF_BILLED_SERIES, series_id
from tests.browser.conftest import signed_in
from tests.payments.invoices.invoice_examples import IN_JULY
from tests.support.browser import serving
from tests.support.people import MANAGER
from tests.web.invoices.invoice_pages import (
    BILLING,
    COMPANY,
    DOCUMENTS,
    ED,
    FINANCE,
    FRAN,
    INES,
    InvoiceDeskOfTests,
)
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import NEST, open_shop, settings_at
from web.invoices.billing import BillingStore
from web.invoices.billing_forms import read_billing
from web.invoices.jobs import issue_requested_invoices
from web.private_store.texts import PrivateTexts

STATEMENT = "/documents/statements/2026-06/EUR"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    settings = replace(settings_at(tmp_path_factory.mktemp("invoices")), company=COMPANY)
    with open_shop(settings, lambda: IN_JULY) as shop:
        yield shop


@pytest.fixture(scope="module")
def base(shop):
    """June is invoiced, and something was booked in it since."""
    with marketplace_in(shop.app, shop.settings.database_url) as market:
        market.brands.register(
            NEST.brand_id, NEST.slug, NEST.name, NEST.zone, "EUR", MANAGER, IN_JULY
        )
        desk = InvoiceDeskOfTests(market, shop)
        desk.earns()
        desk.says_who()
        details = read_billing(BILLING).setting
        texts = PrivateTexts(shop.store)
        BillingStore(market, texts).record(NEST.brand_id, details, MANAGER, IN_JULY)
        market.invoice_runs.request("2026-06", 1, MANAGER, IN_JULY)
        issue_requested_invoices(market, shop.store, COMPANY, Event())
        desk.earns(minor=123_450)
        market.projector.catch_up()
        with serving(shop.app) as base:
            yield base


def test_invoices_of_a_month(browser, base, shop):
    fran = signed_in(browser, base, FRAN)
    series = series_id(InvoiceDeskOfTests(None, shop).id_of(), SELF_BILLED_SERIES)

    fran.check(f"{FINANCE}?month=2026-06", widths=(1280, 360, 320))
    fran.check(f"{FINANCE}/{series}/1", widths=(1280, 360), themes=("light",))


def test_documents_of_an_expert(browser, base):
    ed = signed_in(browser, base, ED)

    ed.check(DOCUMENTS, widths=(1280, 360, 320))
    ed.check(STATEMENT, widths=(1280, 360, 320), themes=("light",))


def test_invoices_of_a_brand(browser, base):
    signed_in(browser, base, INES).check("/brands/nest/invoices", widths=(1280, 360, 320))
