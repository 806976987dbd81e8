import pytest

from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.pay_runs.pay_run_fixture import PayRunDesk


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield PayRunDesk(ledger_desk)
