"""The chain of hashes: what each entry's hash covers, and that ledgers from before get it."""

import hmac
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, insert, make_url, text

from domain.log.mapper import decode
from payments.hash_chain import FIRST, canonical, content_hash, link_hash
from payments.ledger.database import LedgerDatabase, ledger_file
from payments.ledger.entry_hashes import hashed_content, is_of_a_person
from payments.ledger.journal import stored_entries
from payments.ledger.migrations import upgrade
from payments.ledger.recomputation import first_difference
from payments.ledger.tables import account, checkpoint, entry, line
from payments.postings import postings_of
from tests.domain.log.test_upcasting import SAMPLES, topic_of
from tests.payments.ledger.test_poster import HELD
from tests.support.people import CONVERSATION


@pytest.fixture
def busy(desk):
    desk.pays_in()
    desk.reserves(CONVERSATION)
    desk.closes(CONVERSATION)
    desk.spends(CONVERSATION)
    desk.posted()
    desk.earns_points(10)
    desk.redeems(5)
    desk.posted()
    return desk


def test_each_entry_has_the_hash_of_the_one_before(busy):
    previous = FIRST
    for stored in busy.entries():
        content = canonical(hashed_content(stored, busy.log.rows.identity()))
        assert stored.previous_hash == previous
        assert stored.content_hash == content_hash(content)
        assert stored.hash == link_hash(previous, stored.content_hash)
        previous = stored.hash


def test_a_balance_is_covered_on_accounts_of_persons_only(busy):
    closed = hashed_content(busy.entries()[2], b"log")

    balances = {name: balance for name, _, _, balance in closed["lines"]}
    assert balances.pop(HELD) == 160
    assert set(balances.values()) == {None}


def test_the_salt_needs_the_id_of_the_log(busy):
    first = busy.entries()[0]

    salts = {hashed_content(first, log_id)["salt"] for log_id in (b"one", b"other")}

    assert len(salts) == 2
    assert hmac.new(b"one", first.key.encode(), "sha256").hexdigest() in salts


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda sample: sample.stem)
def test_no_entry_is_of_two_persons(sample):
    """Else one person's receipt would show what another was paid."""
    event = decode(topic_of(sample), sample.read_bytes())

    persons = {
        posting.account.name.split(":")[1]
        for posting in postings_of(event)
        if is_of_a_person(posting.account.name)
    }
    assert len(persons) <= 1


@pytest.mark.parametrize("entries", [0, 6])
def test_entries_from_before_get_their_hashes(busy, entries, database_url):
    expected = busy.entries()[:entries]
    older_ledger(busy, database_url, entries)

    migrated = LedgerDatabase(database_url)
    with migrated.read() as db:
        found = list(stored_entries(db))

    assert found == expected
    migrated.close()


@pytest.mark.parametrize("statement", ["UPDATE {entry} SET hash = ''", "DELETE FROM {entry}"])
def test_a_migrated_ledger_is_guarded_and_goes_on(busy, database_url, statement):
    older_ledger(busy, database_url, 6)
    migrated = LedgerDatabase(database_url)

    name = "ledger.entry" if database_url.startswith("postgresql") else "entry"
    with pytest.raises(Exception, match="append-only"), migrated.write() as db:
        db.execute(text(statement.format(entry=name)))
    busy.closes(uuid4())
    assert busy.posted().problem is None
    assert first_difference(busy.log, migrated) is None
    migrated.close()


def older_ledger(desk, database_url, entries):
    """Lay the ledger's tables anew, as revision 0001 had them, with the first entries."""
    wanted = {account: True, line: line.c.entry_id <= entries, entry: entry.c.id <= entries}
    with desk.database.read() as db:
        rows = {
            table: [row._asdict() for row in db.execute(table.select().where(chosen))]
            for table, chosen in (wanted | {checkpoint: True}).items()
        }
    desk.database.close()
    engine = emptied(database_url)
    with engine.begin() as db:
        if db.dialect.name == "postgresql":
            db.execute(text("CREATE SCHEMA ledger"))
        upgrade(db, "0001")
        for table, values in rows.items():
            for row in values:
                for column in ("previous_hash", "content_hash", "hash"):
                    row.pop(column, None)
            if values:
                db.execute(insert(table), values)
    engine.dispose()


def emptied(database_url):
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url.set(drivername="postgresql+psycopg"))
        with engine.begin() as db:
            db.execute(text("DROP SCHEMA ledger CASCADE"))
        return engine
    file = ledger_file(Path(url.database))
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{file}")
    return engine.execution_options(schema_translate_map={"ledger": None})
