"""
The private store: everything about persons that must be deletable, apart from the log.

On SQLite it is a file of its own beside the log; on PostgreSQL a schema of its own. Its tables
belong to one metadata, `Private.metadata`; personal columns are `Sealed`.
"""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from domain.clock import Clock, system_clock
from domain.log.locks import PRIVATE_STORE_TABLES
from web.private_store.encrypted_columns import seal_with
from web.settings import Settings

SCHEMA = "private"
BUSY_SECONDS = 30
PRIMARY_CODE = 0xFF
"""The part of an SQLite error code that says what it is; the rest says why."""
NEWEST_REVISION = "0008"
"""The revision of the tables that this code works with: the newest in `migrations/versions/`."""
VERSION_TABLE = "private_store_version"


class Private(DeclarativeBase):
    """Base of every table of the private store."""

    metadata = MetaData(schema=SCHEMA)


version_table = Table(VERSION_TABLE, MetaData(schema=SCHEMA), Column("version_num", String(32)))


@dataclass(frozen=True)
class PrivateStore:
    engine: Engine
    sessions: scoped_session[Session]
    clock: Clock = system_clock
    """The time at which what is stored was written, or is due."""

    def close(self) -> None:
        self.sessions.remove()
        self.engine.dispose()


def open_private_store(settings: Settings, *, migrates: bool = True) -> PrivateStore:
    """
    Open the store and migrate its tables, even if ten programs start first at once.

    migrates: otherwise it is looked at as it is. Raises NewerStore when newer code has migrated
    them.
    """
    engine = _engine(settings)
    seal_with(engine, settings.private_key)
    if not migrates:
        return PrivateStore(engine, scoped_session(sessionmaker(engine)), settings.clock)
    try:
        if engine.dialect.name == "sqlite":
            _migrate_file(engine)
        else:
            _migrate_schema(engine)
    finally:
        engine.dispose()  # a process forked from this one must not share our connections
    return PrivateStore(engine, scoped_session(sessionmaker(engine)), settings.clock)


def insert_into(table: Any, db: Connection | Session) -> Any:
    """An INSERT of the database's own dialect, which knows ON CONFLICT."""
    dialect = (db.get_bind() if isinstance(db, Session) else db).dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def private_file(log_file: Path) -> Path:
    return log_file.with_name(log_file.name.removesuffix(".db") + ".private.db")


MOST_CONNECTIONS = 32
"""To PostgreSQL, for one process: a worker's jobs hold two each, a request one or two."""


def _engine(settings: Settings) -> Engine:
    """Its errors do not contain the values of a statement: they end up in the log of a program."""
    if settings.log_file is None:
        url = make_url(settings.database_url).set(drivername="postgresql+psycopg")
        return create_engine(
            url,
            pool_size=8,
            max_overflow=MOST_CONNECTIONS - 8,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    file = private_file(settings.log_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    engine = create_engine(
        f"sqlite:///{file}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine.execution_options(schema_translate_map={SCHEMA: None})


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased leaves no bytes behind


def _migrate_file(engine: Engine) -> None:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
                # Readers and the writer do not wait for each other. Only the change to it does
                # not wait for other connections either, hence the loop.
                db.execute(text("PRAGMA journal_mode = WAL"))
                if not _is_current(db):
                    _migrate_in_transaction(db)
        except OperationalError as error:
            if not _is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _is_locked(error: OperationalError) -> bool:
    """Whether another connection was in the way; a migration that fails would fail again."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & PRIMARY_CODE in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _migrate_in_transaction(db: Connection) -> None:
    """The driver begins a transaction before rows are changed, but not before tables are."""
    db.execute(text("BEGIN IMMEDIATE"))
    try:
        _migrate(db)
    except BaseException:
        db.execute(text("ROLLBACK"))
        raise
    db.execute(text("COMMIT"))


def _migrate_schema(engine: Engine) -> None:
    """IF NOT EXISTS alone does not help: two first starts would both find nothing, and one fail."""
    with engine.begin() as db:
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": PRIVATE_STORE_TABLES})
        db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        _migrate(db)


def _migrate(db: Connection) -> None:
    if not _is_current(db):
        # Only now: Alembic takes a quarter of a second to import, and is seldom needed.
        from web.private_store.migrations import upgrade  # noqa: PLC0415

        upgrade(db, is_unversioned=_has(db, "account") and not _has(db, VERSION_TABLE))


def revision_of(db: Connection) -> str | None:
    """The revision of the tables; None: there are none, or they are older than revisions."""
    if not _has(db, VERSION_TABLE):
        return None
    return db.scalar(select(version_table.c.version_num))


def _is_current(db: Connection) -> bool:
    return revision_of(db) == NEWEST_REVISION


def _has(db: Connection, table: str) -> bool:
    return inspect(db).has_table(table, None if db.dialect.name == "sqlite" else SCHEMA)
