"""Payment details of closed accounts: deleted at once, or ten years after the last pay."""

from datetime import UTC, datetime
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import delete

from payments.payees.payee_commands import missing_of
from payments.payees.payee_details import MissingDetail
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.payments.payees.payee_examples import COMPLETE
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_EXPERT, PAID, after
from tests.support.random_commands import opened
from web.payees.jobs import erase_payees
from web.private_store.accounts import Account, RoleName, add_account
from web.private_store.payees import PayeeStore, save_payee

LAST_DAY = datetime(2036, 12, 31, 23, 59, tzinfo=UTC)
NEXT_DAY = datetime(2037, 1, 1, tzinfo=UTC)


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, after(0))
        yield market


@pytest.fixture
def payees(store):
    return PayeeStore(store)


@pytest.fixture
def recorded(market, store):
    """Details of two experts; the second one has an account."""
    with store.sessions() as session:
        add_account(
            session,
            "olga@expert.example",
            "a long enough password",
            [RoleName.EXPERT],
            at=after(0),
            account_id=OTHER_EXPERT,
        )
        session.commit()
    for expert_id in (EXPERT, OTHER_EXPERT):
        with store.engine.begin() as db:
            save_payee(expert_id, COMPLETE, after(0), db)
        market.payees.record_details(expert_id, "FR", [], expert_id, after(0))
    market.poster.catch_up()


def erase(market, store, at, stop=None):
    return erase_payees(market, store, at, stop or Event())


def test_details_of_an_expert_who_never_earned_go_with_the_account(
    market,
    store,
    payees,
    recorded,  # noqa: ARG001
):
    assert erase(market, store, after(10)) == 1

    assert payees.of(EXPERT) is None
    assert payees.of(OTHER_EXPERT) == COMPLETE
    assert missing_of(market.log, EXPERT) == tuple(MissingDetail)
    market.poster.catch_up()
    assert erase(market, store, after(20)) == 0


def test_details_of_an_expert_who_earned_stay_until_ten_years_after_the_year(
    market,
    store,
    payees,
    recorded,  # noqa: ARG001
):
    LedgerDesk(market.log, market.ledger).closes(uuid4(), PAID, EXPERT)
    market.poster.catch_up()

    assert erase(market, store, LAST_DAY) == 0
    assert payees.of(EXPERT) == COMPLETE
    assert erase(market, store, NEXT_DAY) == 1
    assert payees.of(EXPERT) is None


def test_nothing_is_deleted_while_the_ledger_is_behind(market, store, payees, recorded):  # noqa: ARG001
    LedgerDesk(market.log, market.ledger).closes(uuid4(), PAID, EXPERT)

    assert erase(market, store, after(10)) == 0
    assert payees.of(EXPERT) == COMPLETE


def test_a_worker_that_stops_leaves_the_rest_to_the_next_run(market, store, payees, recorded):  # noqa: ARG001
    stopped = Event()
    stopped.set()

    assert erase(market, store, after(10), stopped) == 0
    assert payees.of(EXPERT) == COMPLETE


def test_deleting_an_account_leaves_the_details(market, store, payees, recorded):  # noqa: ARG001
    with store.engine.begin() as db:
        db.execute(delete(Account))

    assert payees.of(OTHER_EXPERT) == COMPLETE
    assert payees.without_account() == sorted([EXPERT, OTHER_EXPERT])
