import pytest

from tests.payments.ledger.ledger_fixture import opened_ledger


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as desk:
        yield desk
