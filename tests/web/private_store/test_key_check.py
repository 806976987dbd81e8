"""A wrong key and a lost store are noticed at the start."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from domain.clock import system_clock
from tests.web.shop import CHEAP, PASSWORD, settings_at
from web.installation.bad_setting import BadSetting
from web.private_store.accounts import Account, RoleName, add_account
from web.private_store.encrypted_columns import WrongKey
from web.private_store.key_check import KeyCheck, LostStore, check_key, check_private_store
from web.private_store.store import open_private_store, private_file

OTHER_KEY = bytes(64)


@pytest.fixture
def opened(settings):
    """Open the store, with this key or another one."""
    stores = []

    def open_it(**changes):
        stores.append(open_private_store(replace(settings, **changes)))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()


def with_account(store):
    with store.sessions() as session:
        add_account(
            session,
            "ed@expert.example",
            PASSWORD,
            [RoleName.EXPERT],
            hashing=CHEAP,
            at=system_clock(),
        )
        session.commit()
    return store


def test_a_store_opens_again_with_its_key(opened):
    check_private_store(opened(), log_head=0)

    check_private_store(opened(), log_head=100)
    check_key(opened())


def test_another_key_is_refused_before_there_are_accounts(opened):
    check_private_store(opened(), log_head=0)

    with pytest.raises(WrongKey, match="COMPTOIR_PRIVATE_KEY"):
        check_private_store(opened(private_key=OTHER_KEY), log_head=0)
    with pytest.raises(WrongKey):
        check_key(opened(private_key=OTHER_KEY))


def test_another_key_is_refused_by_the_accounts_of_an_older_store(opened):
    with_account(opened())

    with pytest.raises(WrongKey):
        check_private_store(opened(private_key=OTHER_KEY), log_head=0)
    check_private_store(opened(), log_head=100)


def test_an_empty_store_beside_a_log_with_events_was_lost(opened):
    with pytest.raises(LostStore, match=r"but the log has 7 events\. Restore"):
        check_private_store(opened(), log_head=7)

    with pytest.raises(LostStore):
        check_private_store(opened(), log_head=7)


def test_a_store_whose_rows_were_deleted_was_lost(opened):
    store = with_account(opened())
    check_private_store(store, log_head=0)
    with store.engine.begin() as db:
        db.execute(delete(Account.__table__))
        db.execute(delete(KeyCheck.__table__))

    with pytest.raises(LostStore):
        check_private_store(opened(), log_head=1)


def test_a_deleted_file_is_noticed(tmp_path, opened, sqlite_url):
    at = settings_at(tmp_path, sqlite_url)
    store = opened(database_url=sqlite_url)
    check_private_store(store, log_head=0)
    store.close()
    private_file(at.log_file).unlink()

    with pytest.raises(LostStore):
        check_private_store(opened(database_url=sqlite_url), log_head=1)


def test_both_are_bad_settings_which_the_command_line_reports():
    assert issubclass(LostStore, BadSetting)
    assert issubclass(WrongKey, BadSetting)
