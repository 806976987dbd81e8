"""What the database refuses to every program that writes: each rule of the ledger, in plain SQL."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.payments.ledger.test_poster import HELD, RECEIVABLE
from tests.support.people import CONVERSATION

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)
"""What PostgreSQL does not have: fractions in columns of whole numbers, and replacing rows."""
LAST_HASH = "(SELECT hash FROM {entry} ORDER BY id DESC LIMIT 1)"
TABLES = ("account", "entry", "line", "closed_period")


@pytest.fixture
def ledger(desk):
    """Two conversations on account, and May closed."""
    desk.closes(CONVERSATION)
    desk.closes(uuid4())
    desk.posted()
    sql(desk, "INSERT INTO {closed_period} VALUES ('2026-05', 1)")
    return desk


def sql(desk, *statements):
    """Carry out statements in one transaction; a table is named in braces."""
    with desk.database.write() as db:
        prefix = "ledger." if db.dialect.name == "postgresql" else ""
        names = {table: f"{prefix}{table}" for table in TABLES}
        return [db.execute(text(statement.format(**names))) for statement in statements]


def refused(desk, *statements, because):
    before = desk.entries()
    with pytest.raises(IntegrityError, match=because):
        sql(desk, *statements)
    assert desk.entries() == before


def account_id(desk, name):
    with desk.database.read() as db:
        prefix = "ledger." if db.dialect.name == "postgresql" else ""
        query = text(f"SELECT id FROM {prefix}account WHERE name = :name")  # noqa: S608
        return db.scalar(query, {"name": name})


def line(desk, name, amount, balance, *, number=1, entry=3, unit="EUR"):
    values = f"{entry}, {number}, {account_id(desk, name)}, '{unit}', {amount}, {balance}"
    return f"INSERT INTO {{line}} VALUES ({values})"  # noqa: S608


def entry(number=3, *, key="'new'", period="2026-06", reverses="NULL", **hashes):
    columns = {"previous_hash": LAST_HASH, "content_hash": f"'{'c' * 64}'", "hash": f"'{'h' * 64}'"}
    chain = ", ".join((columns | hashes).values())
    values = f"{number}, {key}, 'f', 'T.E.1', 9, NULL, NULL, 1, 1, '{period}', {reverses}, {chain}"
    return f"INSERT INTO {{entry}} SELECT {values}"


def lines(desk, amount=10):
    """Balanced lines on the receivable, which has -400, and on what is held, which has 320."""
    return [
        line(desk, RECEIVABLE, -amount, -400 - amount),
        line(desk, HELD, amount, 320 + amount, number=2),
    ]


def test_an_entry_that_keeps_all_rules_is_taken(ledger):
    sql(ledger, *lines(ledger), entry())

    assert len(ledger.entries()) == 3


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted(ledger, table):
    refused(ledger, f"DELETE FROM {{{table}}}", because="append-only")  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "{account} SET has_floor = (1 = 0)",
        "{entry} SET effective_us = 0",
        "{line} SET amount_minor = amount_minor + 1",
        "{closed_period} SET period = '2020-01'",
    ],
)
def test_nothing_is_changed(ledger, change):
    refused(ledger, f"UPDATE {change}", because="append-only")


def test_an_entry_balances(ledger):
    unbalanced = [line(ledger, RECEIVABLE, -10, -410), line(ledger, HELD, 9, 329, number=2)]

    refused(ledger, *unbalanced, entry(), because="does not balance in each unit")


def test_an_entry_has_two_lines(ledger):
    refused(ledger, entry(), because="needs two lines")


def test_lines_without_an_entry_are_not_committed(ledger):
    refused(ledger, *lines(ledger), because="(?i)foreign key")


def test_a_complete_entry_takes_no_more_lines(ledger):
    more = line(ledger, RECEIVABLE, -10, -410, number=9, entry=2)

    refused(ledger, more, because="complete")


def test_the_unit_of_a_line_is_that_of_its_account(ledger):
    refused(ledger, line(ledger, HELD, 10, 330, unit="CHF"), because="not that of its account")


@pytest.mark.parametrize("unit", ["USD", "JPY", ""])
def test_other_units_are_refused(ledger, unit):
    values = f"99, 'x', '{unit}', 'asset', (1 = 0)"
    statement = f"INSERT INTO {{account}} VALUES ({values})"  # noqa: S608
    refused(ledger, statement, because="(?i)check")


def test_an_account_with_a_floor_does_not_become_negative(ledger):
    overdrawn = line(ledger, HELD, -321, -1)

    refused(ledger, overdrawn, because="floor would become negative")


def test_a_balance_continues_the_one_before(ledger):
    refused(ledger, line(ledger, HELD, 10, 331), because="does not continue")


def test_no_amount_is_zero(ledger):
    refused(ledger, line(ledger, HELD, 0, 320), because="(?i)check")


@only_sqlite
def test_no_amount_has_a_fraction(ledger):
    refused(ledger, line(ledger, HELD, "1.5", "321.5"), because="(?i)check")


def test_numbers_have_no_gap(ledger):
    skipping = [
        line(ledger, RECEIVABLE, -10, -410, entry=4),
        line(ledger, HELD, 10, 330, number=2, entry=4),
    ]

    refused(ledger, *skipping, entry(4), because="not the next one")


def test_a_key_has_one_entry(ledger):
    key = f"'{ledger.entries()[0].key}'"

    refused(ledger, *lines(ledger), entry(key=key), because="of this key exists")


@pytest.mark.parametrize("previous", ["content_hash", "previous_hash", "'{}'".format("0" * 64)])
def test_an_entry_continues_the_chain_of_hashes(ledger, previous):
    other = f"(SELECT {previous} FROM {{entry}} ORDER BY id DESC LIMIT 1)"  # noqa: S608

    refused(
        ledger,
        *lines(ledger),
        entry(previous_hash=other),
        because="does not continue the chain of hashes",
    )


@pytest.mark.parametrize("column", ["content_hash", "hash"])
def test_an_entry_has_whole_hashes(ledger, column):
    refused(ledger, *lines(ledger), entry(**{column: "'abc'"}), because="64 hexadecimal digits")


@pytest.mark.parametrize("period", ["2026-05", "2026-04"])
def test_a_closed_period_takes_no_entry(ledger, period):
    refused(ledger, *lines(ledger), entry(period=period), because="period is closed")


def test_a_period_is_closed_once_and_in_order(ledger):
    refused(ledger, "INSERT INTO {closed_period} VALUES ('2026-04', 2)", because="closed already")


def test_an_entry_is_reversed_once(ledger):
    sql(ledger, *lines(ledger), entry(reverses="1"))
    again = [
        line(ledger, RECEIVABLE, -10, -420, entry=4),
        line(ledger, HELD, 10, 340, number=2, entry=4),
    ]

    refused(ledger, *again, entry(4, key="'x'", reverses="1"), because="reversed already")


def test_a_line_of_an_unknown_account_is_refused(ledger):
    with pytest.raises(DBAPIError):
        sql(ledger, "INSERT INTO {line} VALUES (3, 1, 999, 'EUR', 1, 1)", entry())


@only_sqlite
@pytest.mark.parametrize("command", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_replaces_nothing(ledger, command):
    key = f"'{ledger.entries()[0].key}'"
    replacing = entry(key=key).replace("INSERT", command, 1)

    refused(ledger, *lines(ledger), replacing, because="of this key exists")
