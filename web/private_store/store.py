"""
The private store: everything about persons that must be deletable, apart from the log.

On SQLite it is a file of its own beside the log; on PostgreSQL a schema of its own. Its tables
belong to one metadata, `Private.metadata`; personal columns are `Sealed`.
"""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.log.locks import PRIVATE_STORE_TABLES
from web.private_store.encrypted_columns import seal_with
from web.settings import Settings

SCHEMA = "private"
BUSY_SECONDS = 30


class Private(DeclarativeBase):
    """Base of every table of the private store."""

    metadata = MetaData(schema=SCHEMA)


@dataclass(frozen=True)
class PrivateStore:
    engine: Engine
    sessions: scoped_session[Session]

    def close(self) -> None:
        self.sessions.remove()
        self.engine.dispose()


def open_private_store(settings: Settings) -> PrivateStore:
    """Open the store, made on the first start, even if ten programs start first at once."""
    engine = _engine(settings)
    seal_with(engine, settings.private_key)
    if engine.dialect.name == "sqlite":
        _make_in_file(engine)
    else:
        _make_in_schema(engine)
    engine.dispose()  # a process forked from this one must not share our connections
    return PrivateStore(engine, scoped_session(sessionmaker(engine)))


def private_file(log_file: Path) -> Path:
    return log_file.with_name(log_file.name.removesuffix(".db") + ".private.db")


def _engine(settings: Settings) -> Engine:
    if settings.log_file is None:
        url = make_url(settings.database_url).set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True)
    file = private_file(settings.log_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine.execution_options(schema_translate_map={SCHEMA: None})


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased leaves no bytes behind


def _make_in_file(engine: Engine) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
                # Readers and the writer do not wait for each other. Only the change to it does
                # not wait for other connections either, hence the loop.
                db.execute(text("PRAGMA journal_mode = WAL"))
                _make_tables(db)
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _make_in_schema(engine: Engine) -> None:
    """IF NOT EXISTS alone does not help: two first starts would both find nothing, and one fail."""
    with engine.begin() as db:
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PRIVATE_STORE_TABLES})
        db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        _make_tables(db)


def _make_tables(db: Connection) -> None:
    for table in Private.metadata.sorted_tables:
        db.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            db.execute(CreateIndex(index, if_not_exists=True))
