from dataclasses import replace

import pytest
from sqlalchemy import delete

from tests.payments.invoices.invoice_examples import IN_JULY
from tests.web.invoices.invoice_pages import COMPANY, EVA, FRAN, INES, InvoiceDeskOfTests, bills
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import open_shop, settings_at
from web.composition import no_texts
from web.private_store.accounts import RoleName, add_account
from web.private_store.payees import payee_rows
from web.private_store.texts import texts


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    settings = settings_at(tmp_path_factory.mktemp("invoices"))
    with open_shop(replace(settings, company=COMPANY), lambda: IN_JULY) as shop:
        with shop.store.sessions() as session:
            add_account(session, EVA, "a long enough password", [RoleName.EXPERT], at=IN_JULY)
            session.commit()
        yield shop


@pytest.fixture
def desk(shop, sqlite_url):
    with shop.store.engine.begin() as db:
        db.execute(delete(payee_rows))
        db.execute(delete(texts))
    with marketplace_in(shop.app, sqlite_url, no_texts) as market:
        yield InvoiceDeskOfTests(market, shop)


@pytest.fixture
def fran(desk, signed_in):  # noqa: ARG001 - the marketplace is behind the application
    return signed_in(FRAN)


@pytest.fixture
def ready(desk, signed_in):
    """Ed has earned 2.00 less commission, and all is there to invoice it."""
    desk.earns()
    desk.says_who()
    bills(signed_in(INES))
    return desk
