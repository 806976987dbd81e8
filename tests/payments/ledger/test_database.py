"""Opening the ledger: its tables are made once, as the code knows them, and never by older code."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from domain.errors import NotNow
from payments.ledger.database import NEWEST_REVISION, LedgerDatabase
from payments.ledger.migrations import versions
from payments.ledger.tables import SCHEMA, metadata


def opened(database_url):
    database = LedgerDatabase(database_url)
    try:
        with database.read() as db:
            return db.scalar(text("SELECT 1"))
    finally:
        database.close()


def test_ten_programs_open_it_first_at_once(database_url):
    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(opened, [database_url] * 10)) == [1] * 10


def test_the_tables_are_those_of_the_code(desk):
    with desk.database.read() as db:
        schema = None if db.dialect.name == "sqlite" else SCHEMA
        for table in metadata.sorted_tables:
            found = inspect(db).get_columns(table.name, schema)
            assert [(column["name"], column["nullable"]) for column in found] == [
                (column.name, column.nullable) for column in table.columns
            ]


def test_the_newest_migration_is_the_one_the_code_works_with():
    files = Path(versions.__file__).parent.glob("v*.py")

    assert max(file.name[1:5] for file in files) == NEWEST_REVISION


def test_tables_of_newer_code_are_refused(database_url, desk):
    with desk.database.write() as db:
        prefix = "ledger." if db.dialect.name == "postgresql" else ""
        db.execute(text(f"UPDATE {prefix}ledger_version SET version_num = '9999'"))  # noqa: S608

    with pytest.raises(NotNow, match="newer version of Comptoir"):
        opened(database_url)


def test_the_file_lies_beside_the_log(tmp_path, sqlite_url):
    opened(sqlite_url)

    assert (tmp_path / "test.ledger.db").exists()
