"""Finance closes months of a ledger with two months of business."""

from datetime import UTC, datetime

import pytest

from payments.rail_statements.rail_statement import RailAccount, RailCategory, StatedLine
from tests.payments.accounting.months_of_business import on, two_months
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.people import MANAGER, euros
from tests.web.marketplace_of_app import marketplace_in
from web.accounting.checklist import MonthToCheck

NOW = datetime(2026, 7, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def market(app, sqlite_url):
    with marketplace_in(app, sqlite_url) as market:
        yield market


@pytest.fixture
def desk(market):
    """Two months of business, of which May is closed; all is posted, and the bank agrees."""
    desk = two_months(LedgerDesk(market.log, market.ledger))
    paid_in = StatedLine("1", "test", euros(10_000), on("05-02").date(), RailCategory.PAYMENT)
    market.rail_statements.import_lines(RailAccount.BANK, [paid_in], MANAGER, NOW)
    desk.posted()
    return desk


@pytest.fixture
def to_check(market, shop):
    """A month as it is to be closed on 3 July."""
    return lambda month="2026-06": MonthToCheck(month, market, shop.store, NOW)
