import pytest

from tests.payments.ledger.ledger_fixture import opened_ledger


@pytest.fixture
def desk(sqlite_url):
    with opened_ledger(sqlite_url) as desk:
        yield desk
