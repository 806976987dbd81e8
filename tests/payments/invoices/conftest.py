import pytest

from tests.payments.ledger.ledger_fixture import opened_ledger


@pytest.fixture
def desk(sqlite_url):
    with opened_ledger(sqlite_url) as desk:
        yield desk


@pytest.fixture
def any_desk(database_url):
    """On both databases: for what asks them in SQL, and for what happens at once."""
    with opened_ledger(database_url) as desk:
        yield desk
