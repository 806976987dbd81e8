"""One generation of a projection's tables; the next one is built beside it."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    QueuePool,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable
from sqlalchemy.util import LRUCache

from projections.engine.interruptions import is_about_tables
from projections.engine.projection import Projection

BUSY_S = 30
"""How many seconds a connection to SQLite waits for others."""
STATEMENTS = 1000
"""How many statements are cached as SQL."""

engine_tables = MetaData()

checkpoint = Table(
    "checkpoint",
    engine_tables,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("recorded_us", BigInteger, nullable=False),
)
"""
The position up to which the projection has read, and when the event there was recorded; one row,
committed with its changes.
"""

origin = Table("origin", engine_tables, Column("log_id", LargeBinary, primary_key=True))
"""The identity of the log that the tables are built from; one row."""

parked = Table(
    "parked",
    engine_tables,
    Column("position", BigInteger, primary_key=True),
    Column("stream", LargeBinary, nullable=False),
    Column("topic", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("parked_ms", BigInteger, nullable=False),
)
"""Events that could not be read or applied, and later events of the same streams."""


@dataclass(frozen=True)
class ProjectionGeneration:
    """One complete set of a projection's tables: an SQLite file, or a schema in PostgreSQL."""

    name: str
    """The projection's name."""
    number: int
    """From 1; the next generation has a higher one."""
    engine: Engine
    schema: str | None = None
    """The schema in PostgreSQL; None: it is an SQLite file."""
    version: int | None = None
    """The projection's version that built it; None: unknown."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot of the tables, for as long as the context is open."""
        with self._hint_if_tables_differ(), self.engine.connect() as db:
            if self.schema:
                db.execution_options(isolation_level="REPEATABLE READ")
            self._choose(db)
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """
        A transaction that writes; rolled back when the context raises.

        On SQLite it holds the file's write lock from the start.
        """
        with self._hint_if_tables_differ(), self.engine.connect() as db:
            db.execution_options(writing=True)
            with db.begin():
                # As on SQLite: what a power failure takes from a read model is projected again.
                self._choose(db, "SET LOCAL synchronous_commit TO off")
                yield db

    @contextmanager
    def _hint_if_tables_differ(self) -> Iterator[None]:
        """Add to an error about a missing table or column what an operator can do."""
        try:
            yield
        except DBAPIError as error:
            if is_about_tables(error):
                error.add_note(
                    f"The tables of {self.name} are not those of this version of Comptoir."
                    f" Run `comptoir rebuild {self.name}`."
                )
            raise

    def _choose(self, db: Connection, *settings: str) -> None:
        """Use our schema, where there are schemas; with settings of PostgreSQL's in one go."""
        if self.schema:
            db.exec_driver_sql("; ".join([f"SET search_path TO {self.schema}", *settings]))

    def position(self) -> int:
        """The log position of the last event that was applied, parked or skipped; 0 at first."""
        with self.read() as db:
            return position_of(db)


POSITION = select(checkpoint.c.position)
POSITION_LOCKED = POSITION.with_for_update()


def position_of(db: Connection, *, lock: bool = False) -> int:
    """
    The log position up to which a generation has read; 0 at first.

    lock: no other process changes it before this transaction ends.
    """
    return int(db.scalar(POSITION_LOCKED if lock else POSITION) or 0)


def set_position(position: int, recorded_us: int, db: Connection) -> None:
    """
    Set the position up to which a generation has read, in the transaction of its changes.

    recorded_us: when the log recorded the event at that position.
    """
    db.execute(update(checkpoint).values(position=position, recorded_us=recorded_us))


class Origin(NamedTuple):
    """What a generation was built from: the log's identity, and the last event it has read."""

    log_id: bytes
    position: int
    recorded_us: int


def origin_of(db: Connection) -> Origin | None:
    """Which log a generation was built from; None in tables of the time before logs had ids."""
    if not inspect(db).has_table(origin.name):
        return None
    position, recorded_us = db.execute(
        select(checkpoint.c.position, checkpoint.c.recorded_us)
    ).one()
    return Origin(db.scalars(select(origin.c.log_id)).one(), position, recorded_us)


def create_tables(projection: Projection, generation: ProjectionGeneration, log_id: bytes) -> None:
    """Create the tables of a log's generation, empty and without secondary indexes."""
    with generation.write() as db:
        if generation.schema:
            db.execute(CreateSchema(generation.schema))
        engine_tables.create_all(db)
        for table in projection.tables.sorted_tables:
            db.execute(CreateTable(table))
        db.execute(insert(checkpoint).values(name=projection.name, position=0, recorded_us=0))
        db.execute(insert(origin).values(log_id=log_id))


def add_indexes(projection: Projection, generation: ProjectionGeneration) -> None:
    """Create the secondary indexes of a generation; those that exist stay."""
    with generation.write() as db:
        for table in projection.tables.sorted_tables:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                db.execute(CreateIndex(index, if_not_exists=True))


def sqlite_engine(path: str) -> Engine:
    """
    An engine on one SQLite file of read models.

    They can be rebuilt, and their rows commit together with the checkpoint: losing the last
    commits in a power failure costs nothing, so synchronous=NORMAL is enough here.
    """
    return _sqlite_engine(path, "journal_mode=WAL", "synchronous=NORMAL")


def unshared_engine(path: str) -> Engine:
    """
    An engine on an SQLite file that no process reads yet, without a journal and without fsync.

    Rows come in the order of time and keys at random: the cache of 16 MB holds the keys of half a
    million rows.
    """
    return _sqlite_engine(path, "journal_mode=OFF", "synchronous=OFF", "cache_size=-16000")


def _sqlite_engine(path: str, *pragmas: str) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, BUSY_S, check_same_thread=False, isolation_level=None)
        for pragma in pragmas:
            _set(pragma, connection)
        return connection

    dialect, url = _sqlite(), make_url("sqlite://").set(database=path)
    engine = Engine(QueuePool(connect, dialect=dialect), dialect, url)  # type: ignore[arg-type]
    engine.update_execution_options(compiled_cache=_compiled)
    event.listen(engine, "begin", _begin)
    return engine


@cache
def _sqlite() -> Dialect:
    """SQLAlchemy's dialect of SQLite, shared by the engines of all files."""
    engine = create_engine("sqlite://")
    engine.connect().close()  # it asks how old SQLite is
    engine.dispose()
    return engine.dialect


_compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
"""Statements as SQL: most are the same for all generations of a projection."""


def _begin(db: Connection) -> None:
    writing = db.get_execution_options().get("writing")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _set(pragma: str, connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            # Changing to write-ahead mode does not wait for others who open the file just then.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return
