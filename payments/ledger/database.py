"""
The ledger's database: a file beside the log on SQLite, a schema of the log's on PostgreSQL.

Its commits wait for the disk: what it says was paid cannot be asked of anyone a second time.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import NotNow
from domain.log.locks import LEDGER_TABLES
from payments.ledger.tables import SCHEMA

NEWEST_REVISION = "0004"
"""The revision of the tables that this code works with: the newest in `migrations/versions/`."""
BUSY_S = 30

version_table = Table("ledger_version", MetaData(schema=SCHEMA), Column("version_num", String(32)))


class LedgerDatabase:
    """
    Opened and migrated when it is first used, even if ten programs do so at once.

    Safe in threads and after a fork. Using it raises NotNow when newer code has migrated it.
    """

    def __init__(self, database_url: str) -> None:
        """database_url: the log's."""
        self._engine = _engine(database_url)
        self._pid = 0
        """The process that has looked at the tables."""
        self._opening = Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot, for as long as the context is open."""
        with self._opened().connect() as db:
            if db.dialect.name == "postgresql":
                db.execution_options(isolation_level="REPEATABLE READ")
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction, rolled back when the context raises. On SQLite it locks the file."""
        with _transaction(self._opened()) as db:
            yield db

    def close(self) -> None:
        self._engine.dispose()

    def _opened(self) -> Engine:
        if self._pid != os.getpid():
            with self._opening:
                self._open()
        return self._engine

    def _open(self) -> None:
        """Once in each process: another thread may have been first."""
        if self._pid == os.getpid():
            return
        if self._pid:
            self._engine.dispose(close=False)  # connections of a parent process stay with it
        _migrate_when_free(self._engine)
        self._pid = os.getpid()


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as db:
        db.execution_options(writing=True)
        with db.begin():
            yield db


def ledger_file(log_file: Path) -> Path:
    return log_file.with_name(log_file.name.removesuffix(".db") + ".ledger.db")


def _engine(database_url: str) -> Engine:
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    file = ledger_file(Path(url.database or ""))
    # Transactions begin where `_begin_sqlite` says, and not where the driver thinks.
    options = {"timeout": BUSY_S, "isolation_level": None}
    engine = create_engine(f"sqlite:///{file}", connect_args=options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine.execution_options(schema_translate_map={SCHEMA: None})


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(db: Connection) -> None:
    writing = db.get_execution_options().get("writing")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate_when_free(engine: Engine) -> None:
    """Changing to write-ahead logging does not wait for other connections, hence the loop."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            return _migrate(engine)
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _migrate(engine: Engine) -> None:
    with _transaction(engine) as db:
        if db.dialect.name == "postgresql":
            # IF NOT EXISTS alone does not help: of two first starts one would fail.
            db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LEDGER_TABLES})
            db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        revision = _revision_of(db)
        if revision == NEWEST_REVISION:
            return
        if revision is not None and revision > NEWEST_REVISION:
            raise NotNow(
                "The ledger was made by a newer version of Comptoir. Use that version, or restore"
                " the backup from before the upgrade."
            )
        # Only now: Alembic takes a quarter of a second to import, and is seldom needed.
        from payments.ledger.migrations import upgrade  # noqa: PLC0415

        upgrade(db)


def _revision_of(db: Connection) -> str | None:
    schema = None if db.dialect.name == "sqlite" else SCHEMA
    if not inspect(db).has_table(version_table.name, schema):
        return None
    return db.scalar(select(version_table.c.version_num))
