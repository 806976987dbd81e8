"""The log in one SQLite file: the library's recorder, with positions that are never reused."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore, SQLiteFactory
from eventsourcing.utils import Environment
from typing_extensions import override

from domain.log.entries import AppendRequest
from domain.log.queries import RecorderQueries, metadata_values

TABLES = (
    # AUTOINCREMENT: a plain rowid would be given again after the newest stream was deleted,
    # and VACUUM or a dump may renumber it.
    """CREATE TABLE IF NOT EXISTS events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        stream BLOB NOT NULL,
        version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        recorded_us INTEGER NOT NULL,
        commit_id BLOB NOT NULL,
        correlation_id BLOB NOT NULL,
        causation_id BLOB,
        command TEXT NOT NULL,
        UNIQUE (stream, version))""",
    """CREATE TABLE IF NOT EXISTS reservations (
        kind TEXT NOT NULL, key TEXT NOT NULL, holder TEXT NOT NULL,
        PRIMARY KEY (kind, key)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS reservations_by_holder ON reservations (kind, holder, key)",
    """CREATE TABLE IF NOT EXISTS balances (
        kind TEXT NOT NULL, key TEXT NOT NULL, credited INTEGER NOT NULL, debited INTEGER NOT NULL,
        CHECK (debited <= credited), PRIMARY KEY (kind, key)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS idempotency_keys (
        key TEXT PRIMARY KEY, content TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS log_identity (
        one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL)""",
    "INSERT OR IGNORE INTO log_identity VALUES (1, randomblob(16))",
)
INSERT = (
    "INSERT INTO events (stream, version, topic, state, recorded_us, commit_id, correlation_id,"
    " causation_id, command) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CREDIT = (
    "INSERT INTO balances VALUES (?, ?, ?, 0) ON CONFLICT (kind, key)"
    " DO UPDATE SET credited = credited + excluded.credited"
)
# Not an upsert: its row would have to keep the rule by itself, before it is added to what is there.
DEBIT = "UPDATE balances SET debited = debited + ? WHERE kind = ? AND key = ?"
HOLDER = "SELECT holder FROM reservations WHERE kind = ? AND key = ?"
SYNCHRONOUS = {True: "PRAGMA synchronous=FULL", False: "PRAGMA synchronous=NORMAL"}
BUSY_SECONDS = 30


class SQLiteRecorder(RecorderQueries, SQLiteApplicationRecorder):
    """Appends under BEGIN IMMEDIATE with synchronous=FULL; a refused append leaves no gap."""

    waits_for_disk = True

    def __init__(self, datastore: SQLiteDatastore) -> None:
        super().__init__(datastore)
        # Not the pool's own turns of writers: there readers wait behind a writer that waits, and
        # a writer for whom there is no connection never lets the next one write.
        self._writing = threading.Lock()

    @override
    def construct_create_table_statements(self) -> list[str]:
        return list(TABLES)

    def create_table(self) -> None:
        """Make the tables, also when several programs start for the first time at once."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with self._transaction() as cursor:
                    for statement in self.create_table_statements:
                        cursor.execute(statement)
            except (OperationalError, sqlite3.OperationalError) as error:
                # Changing to write-ahead logging does not wait for other connections.
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        append_request: AppendRequest = kwargs["append_request"]
        with self._transaction() as cursor:
            _check_preconditions(cursor, append_request)
            positions = [_insert(cursor, stored, append_request) for stored in stored_events]
            _write_rule_rows(cursor, append_request)
            if append_request.idempotency_key is not None:
                stored_result = (*append_request.idempotency_key, positions[-1])
                cursor.execute("INSERT INTO idempotency_keys VALUES (?, ?, ?)", stored_result)
        return positions

    def _read(self, query: str, values: Sequence[object]) -> list[Any]:
        try:
            with self.datastore.get_connection(commit=False) as connection:
                cursor = connection.cursor().sqlite_cursor
                # The library's rows answer to names; ours are unpacked: plain tuples are faster.
                cursor.row_factory = None
                return cursor.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        with self._turn(), self.datastore.get_connection(commit=False) as connection:
            cursor = connection.cursor().sqlite_cursor
            try:
                cursor.execute(SYNCHRONOUS[self.waits_for_disk])
                # A deferred BEGIN fails at once with "locked" when it turns into a write.
                cursor.execute("BEGIN IMMEDIATE")
                yield cursor
                cursor.execute("COMMIT")
            except BaseException as error:
                if cursor.connection.in_transaction:
                    cursor.execute("ROLLBACK")
                if isinstance(error, sqlite3.IntegrityError):
                    raise IntegrityError(error) from error
                if isinstance(error, sqlite3.OperationalError):
                    raise OperationalError(error) from error
                raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One thread of this process writes at a time; other processes wait in the database."""
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise OperationalError("another thread is still waiting for the database")
        try:
            yield
        finally:
            self._writing.release()


def _insert(cursor: sqlite3.Cursor, stored: StoredEvent, append_request: AppendRequest) -> int:
    assert isinstance(stored.originator_id, UUID)
    values = (
        stored.originator_id.bytes,
        stored.originator_version,
        stored.topic,
        stored.state,
        time.time_ns() // 1000,
        *metadata_values(append_request.metadata).values(),
    )
    cursor.execute(INSERT, values)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _check_preconditions(cursor: sqlite3.Cursor, append_request: AppendRequest) -> None:
    for reservation in append_request.preconditions:
        found = cursor.execute(HOLDER, reservation[:2]).fetchone()
        if (found[0] if found else "") != reservation.holder:
            raise sqlite3.IntegrityError(
                f"{reservation.kind} {reservation.key} has another holder by now"
            )


def _write_rule_rows(cursor: sqlite3.Cursor, append_request: AppendRequest) -> None:
    for reservation in append_request.release:
        cursor.execute("DELETE FROM reservations WHERE kind = ? AND key = ?", reservation[:2])
    for reservation in append_request.reserve:
        cursor.execute("INSERT INTO reservations VALUES (?, ?, ?)", reservation)
    for change in append_request.balance_changes:
        cursor.execute(CREDIT, (change.kind, change.key, change.credited))
    for change in append_request.balance_changes:
        cursor.execute(DEBIT, (change.debited, change.kind, change.key))


class SQLiteLogFactory(SQLiteFactory):
    """Makes the recorder of the log."""

    @override
    def application_recorder(self) -> SQLiteApplicationRecorder:
        self.datastore.pool.lock_timeout = BUSY_SECONDS
        recorder = SQLiteRecorder(self.datastore)
        recorder.create_table()
        return recorder


def factory_for(env: Environment) -> SQLiteLogFactory:
    """The factory of recorders; env: what `settings_of` gives."""
    return SQLiteLogFactory(env)


def settings_of(database_url: str) -> dict[str, str]:
    """What the library needs to know, read from a DATABASE_URL."""
    path = unquote(database_url.removeprefix("sqlite:///"))
    return {"SQLITE_DBNAME": f"file:{quote(path)}"}
