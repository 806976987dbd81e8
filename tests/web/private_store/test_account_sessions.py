from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from domain.clock import system_clock
from tests.support.people import MORNING
from tests.web.shop import CHEAP, PASSWORD, settings_at
from web.private_store.account_sessions import (
    LONGEST_SESSION,
    AccountSession,
    account_in_session,
    end_all_sessions,
    end_session,
    start_session,
)
from web.private_store.accounts import Account, add_account
from web.private_store.store import open_private_store

EVENING = MORNING + LONGEST_SESSION


@pytest.fixture
def db(tmp_path, database_url):
    store = open_private_store(settings_at(tmp_path, database_url))
    with store.sessions() as db:
        yield db
    store.close()


@pytest.fixture
def account(db):
    return add_account(db, "tom@road.example", PASSWORD, [], hashing=CHEAP, at=system_clock())


def test_a_session_leads_to_its_account_for_twelve_hours(db, account):
    session_id = start_session(account.id, MORNING, db)

    assert account_in_session(session_id, EVENING - timedelta(seconds=1), db) is account
    assert account_in_session(session_id, EVENING, db) is None


def test_ending_a_session_leaves_the_others(db, account):
    here, elsewhere = (start_session(account.id, MORNING, db) for _ in range(2))

    end_session(here, db)

    assert account_in_session(here, MORNING, db) is None
    assert account_in_session(elsewhere, MORNING, db) is account


def test_all_sessions_of_an_account_end_together_and_no_others(db, account):
    other = add_account(db, "ines@nest.example", PASSWORD, [], hashing=CHEAP, at=system_clock())
    ended = [start_session(account.id, MORNING, db) for _ in range(2)]
    kept = start_session(other.id, MORNING, db)

    end_all_sessions(account.id, db)

    assert [account_in_session(session_id, MORNING, db) for session_id in ended] == [None, None]
    assert account_in_session(kept, MORNING, db) is other


def test_a_closed_account_has_no_session(db, account):
    session_id = start_session(account.id, MORNING, db)
    account.active = False

    assert account_in_session(session_id, MORNING, db) is None


def test_old_sessions_are_forgotten_at_the_next_sign_in(db, account):
    start_session(account.id, MORNING, db)
    start_session(account.id, EVENING, db)

    assert db.scalar(select(func.count()).select_from(AccountSession)) == 1


def test_erasing_an_account_erases_its_sessions(db, account):
    start_session(account.id, MORNING, db)
    db.flush()

    db.execute(delete(Account))

    assert db.scalar(select(func.count()).select_from(AccountSession)) == 0
