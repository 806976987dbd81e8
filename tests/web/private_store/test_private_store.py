import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Column, MetaData, Table, delete, inspect, select, text, update
from sqlalchemy.exc import DatabaseError

from domain.clock import system_clock
from domain.errors import Invalid
from tests.web.shop import settings_at
from web.private_store.accounts import (
    Account,
    Role,
    RoleName,
    account_of,
    add_account,
    normal_email,
)
from web.private_store.encrypted_columns import WrongKey, seal_with
from web.private_store.store import open_private_store, private_file
from web.settings import Settings

EMAIL, NAME, PASSWORD = (
    "Aurelie.Dubois@Forêt.Nest.example",
    "Aurélie Dubois",
    "correct horse battery",
)
BRAND = UUID(int=7)
# Without our column types: the bytes that lie in the database.
AS_STORED = Table("account", MetaData(), Column("email"), Column("name"), schema="private")


def add(store, email=EMAIL, **kwargs):
    with store.sessions() as session:
        account = add_account(
            session,
            email,
            PASSWORD,
            [RoleName.BRAND],
            brand_id=BRAND,
            name=NAME,
            **kwargs,
            at=system_clock(),
        )
        session.commit()
        return account.id


def test_an_account_is_read_back_as_added(store):
    added = add(store, language="fr")

    with store.sessions() as session:
        account = account_of(session, "  AURELIE.dubois@FORÊT.nest.EXAMPLE ")
        assert account.id == added
        assert (account.email, account.name) == (normal_email(EMAIL), NAME)
        assert (account.brand_id, account.language, account.active) == (BRAND, "fr", True)
        assert [role.name for role in account.roles] == ["brand"]
        assert account.password.startswith("$argon2id$")


def test_no_address_or_name_is_readable_in_the_database(store):
    add(store)

    with store.engine.connect() as db:
        row = db.execute(select(AS_STORED)).one()
    assert not any(hint in repr(row).casefold() for hint in ("dubois", "nest.example", PASSWORD))


def test_no_address_is_readable_in_the_file(tmp_path):
    store = open_private_store(settings_at(tmp_path))
    add(store)
    store.close()

    files = list(tmp_path.glob("comptoir.private.db*"))
    assert files
    for file in files:
        content = file.read_bytes().lower()
        assert not any(hint in content for hint in (b"dubois", b"nest.example"))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_error_of_the_database_names_no_values(store):
    change = update(AS_STORED).values(name="the hash").where(text("no_column = 1"))

    with pytest.raises(DatabaseError) as failure, store.engine.begin() as db:
        db.execute(change)

    assert "the hash" not in str(failure.value)


def test_equal_names_are_encrypted_differently_and_equal_addresses_refused(store):
    add(store)
    add(store, email="other@nest.example")

    with store.engine.connect() as db:
        names = db.scalars(select(AS_STORED.c.name)).all()
    assert len({bytes(name) for name in names}) == 2
    with pytest.raises(Invalid, match="already"):
        add(store, email=EMAIL.upper())


def test_a_short_password_is_refused(store):
    with store.sessions() as session, pytest.raises(Invalid, match="8 characters"):
        add_account(session, EMAIL, "seven77", [RoleName.BRAND], at=system_clock())


@pytest.mark.parametrize("email", ["root", "aurélie@nest.example", "a b@nest.example", "a@b@c.fr"])
def test_an_address_that_gets_no_emails_is_refused(store, email):
    with pytest.raises(Invalid, match="cannot send e-mails to this address"):
        add(store, email=email)


def test_an_unknown_role_is_refused(store):
    with store.sessions() as session, pytest.raises(ValueError, match="boss"):
        add_account(session, EMAIL, PASSWORD, ["boss"], at=system_clock())


def test_a_wrong_key_is_refused_in_a_sentence(store):
    add(store)
    seal_with(store.engine, bytes(64))

    with store.sessions() as session, pytest.raises(WrongKey, match="COMPTOIR_PRIVATE_KEY"):
        session.query(Account).all()


def test_bytes_moved_to_another_column_cannot_be_decrypted(store):
    add(store)
    with store.engine.begin() as db:
        db.execute(update(AS_STORED).values(email=AS_STORED.c.name))

    with store.sessions() as session, pytest.raises(WrongKey):
        session.query(Account).all()


def test_a_value_of_an_unknown_format_is_refused_in_a_sentence(store):
    account_id = add(store)
    with store.engine.begin() as db:
        sealed = bytes(db.scalar(select(AS_STORED.c.name)))
        db.execute(update(AS_STORED).values(name=b"\x7f" + sealed[1:]))

    with store.sessions() as session, pytest.raises(WrongKey, match="of a format"):
        session.get(Account, account_id)


def test_erasing_an_account_erases_its_roles(store):
    add(store)
    with store.engine.begin() as db:
        db.execute(delete(AS_STORED))
        assert db.execute(select(Role.__table__)).all() == []


def test_ten_concurrent_first_starts_succeed(tmp_path, database_url):
    barrier = Barrier(10)

    def start(number):
        barrier.wait()
        store = open_private_store(settings_at(tmp_path, database_url))
        add(store, email=f"{number}@nest.example")
        return store

    with ThreadPoolExecutor(10) as pool:
        stores = list(pool.map(start, range(10)))
    with stores[0].sessions() as session:
        assert session.query(Account).count() == 10
    for store in stores:
        store.close()


def test_on_postgresql_it_is_a_schema_of_its_own(tmp_path, postgres_url):
    store = open_private_store(settings_at(tmp_path, postgres_url))

    assert {"account", "role"} <= set(inspect(store.engine).get_table_names("private"))
    assert inspect(store.engine).get_table_names("public") == []
    store.close()


def test_the_file_lies_beside_the_log(tmp_path):
    assert private_file(tmp_path / "comptoir.db") == tmp_path / "comptoir.private.db"
    assert private_file(tmp_path / "log") == tmp_path / "log.private.db"


def test_erased_rows_leave_no_bytes(tmp_path):
    settings = Settings(f"sqlite:///{tmp_path}/x.db", "s" * 16, bytes(64))
    store = open_private_store(settings)
    with store.engine.connect() as db:
        assert db.execute(text("PRAGMA secure_delete")).scalar() == 1
        assert db.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    store.close()
