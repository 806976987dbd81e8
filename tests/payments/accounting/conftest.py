import pytest

from tests.payments.accounting.months_of_business import two_months
from tests.payments.ledger.ledger_fixture import opened_ledger


@pytest.fixture
def desk(sqlite_url):
    with opened_ledger(sqlite_url) as desk:
        yield desk


@pytest.fixture
def busy(desk):
    return two_months(desk)
