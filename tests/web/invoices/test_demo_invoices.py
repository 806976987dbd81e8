"""The demonstration's invoices: issued once, under ids that are always the same."""

from functools import partial
from uuid import uuid5

import msgspec
import pytest
from stdnum.fr import siren, tva

from payments.invoices.issued_documents import (
    documents_of_brand,
    documents_of_month,
    read_documents,
)
from tests.support.people import MANAGER
from tests.web.invoices.invoice_pages import COMPANY
from tests.web.shop import NEST, ROAD
from web.cli.demo import keep_texts
from web.demo.invoices import load_invoices
from web.invoices.billing import BillingStore
from web.invoices.issuing import InvoiceDesk
from web.invoices.party_store import PartyStore
from web.private_store.texts import PrivateTexts

BRANDS = [(brand.brand_id, brand.name) for brand in (NEST, ROAD)]


@pytest.fixture
def loads(desk):
    """Load the invoices of June, as often as it is called."""
    for brand in (NEST, ROAD):
        names = (brand.slug, brand.name, brand.zone, brand.currency)
        desk.market.brands.register(brand.brand_id, *names, MANAGER, desk.store.clock())
    desk.earns()
    desk.says_who()
    invoices = InvoiceDesk(desk.market, desk.store, COMPANY)
    return partial(load_invoices, invoices, partial(keep_texts, desk.store), BRANDS, ["2026-06"])


def test_a_month_is_issued_once_however_often_it_is_loaded(desk, loads):
    loads()
    head = desk.market.log.rows.head()
    loads()

    assert len(documents_of_month(desk.market.log, "2026-06")) == 2
    assert desk.market.log.rows.head() == head


def test_the_ids_of_texts_follow_from_what_they_say(desk, loads):
    loads()

    log = desk.market.log
    [to_brand] = read_documents(log, documents_of_brand(log, NEST.brand_id))
    parties = PartyStore(PrivateTexts(desk.store)).of(to_brand)
    text = msgspec.json.encode(parties).decode()
    assert to_brand.content.parties_text_id == uuid5(to_brand.series_id, text)


def test_brands_are_invented_and_have_numbers_that_could_exist(desk, loads):
    loads()

    for brand_id, _ in BRANDS:
        details = BillingStore(desk.market, PrivateTexts(desk.store)).of(brand_id)
        assert details.name.endswith("(société inventée)")
        assert siren.is_valid(details.business_number)
        assert tva.is_valid(details.vat_number)
