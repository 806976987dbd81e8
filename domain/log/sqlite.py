"""The log in one SQLite file: the library's recorder, with positions that are never reused."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteFactory
from typing_extensions import override

from domain.log.entries import Writing
from domain.log.queries import Questions

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
        decision BLOB NOT NULL,
        UNIQUE (stream, version))""",
    """CREATE TABLE IF NOT EXISTS places (
        kind TEXT NOT NULL, key TEXT NOT NULL, holder TEXT NOT NULL,
        PRIMARY KEY (kind, key)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS places_by_holder ON places (kind, holder, key)",
    """CREATE TABLE IF NOT EXISTS purses (
        kind TEXT NOT NULL, key TEXT NOT NULL, put INTEGER NOT NULL, taken INTEGER NOT NULL,
        CHECK (taken <= put), PRIMARY KEY (kind, key)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS answers (
        key TEXT PRIMARY KEY, content TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID""",
)
INSERT = (
    "INSERT INTO events (stream, version, topic, state, recorded_us, decision)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
PUT = (
    "INSERT INTO purses VALUES (?, ?, ?, 0) ON CONFLICT (kind, key)"
    " DO UPDATE SET put = put + excluded.put"
)
# Not an upsert: its row would have to keep the rule by itself, before it is added to what is there.
TAKE = "UPDATE purses SET taken = taken + ? WHERE kind = ? AND key = ?"
HOLDER = "SELECT holder FROM places WHERE kind = ? AND key = ?"
SYNCHRONOUS = {True: "PRAGMA synchronous=FULL", False: "PRAGMA synchronous=NORMAL"}
BUSY_SECONDS = 30


class SQLiteRecorder(Questions, SQLiteApplicationRecorder):
    """Appends under BEGIN IMMEDIATE with synchronous=FULL; a refused append leaves no gap."""

    survives_power_cuts = True

    @override
    def construct_create_table_statements(self) -> list[str]:
        return list(TABLES)

    def create_table(self) -> None:
        """Make the tables, also when several programs start for the first time at once."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                # Reading, because a writer who gets no connection never lets the next one write.
                with self.datastore.get_connection(commit=False):
                    pass
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
        writing: Writing = kwargs["writing"]
        with self._transaction() as cursor:
            _check_still(cursor, writing)
            positions = [_insert(cursor, stored, writing) for stored in stored_events]
            _write_rules(cursor, writing)
            if writing.once is not None:
                answer = (*writing.once, positions[-1])
                cursor.execute("INSERT INTO answers VALUES (?, ?, ?)", answer)
        return positions

    def _read(self, query: str, values: Sequence[object]) -> list[Any]:
        with self.datastore.get_connection(commit=False) as connection:
            cursor = connection.cursor().sqlite_cursor
            # The library's rows answer to names; ours are unpacked, and plain tuples are faster.
            cursor.row_factory = None
            return cursor.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        with self.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor().sqlite_cursor
            try:
                cursor.execute(SYNCHRONOUS[self.survives_power_cuts])
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


def _insert(cursor: sqlite3.Cursor, stored: StoredEvent, writing: Writing) -> int:
    assert isinstance(stored.originator_id, UUID)
    values = (
        stored.originator_id.bytes,
        stored.originator_version,
        stored.topic,
        stored.state,
        time.time_ns() // 1000,
        writing.decision_id.bytes,
    )
    cursor.execute(INSERT, values)
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _check_still(cursor: sqlite3.Cursor, writing: Writing) -> None:
    for place in writing.still:
        found = cursor.execute(HOLDER, place[:2]).fetchone()
        if (found[0] if found else "") != place.holder:
            raise sqlite3.IntegrityError(f"{place.kind} {place.key} has another holder by now")


def _write_rules(cursor: sqlite3.Cursor, writing: Writing) -> None:
    for place in writing.free:
        cursor.execute("DELETE FROM places WHERE kind = ? AND key = ?", place[:2])
    for place in writing.take:
        cursor.execute("INSERT INTO places VALUES (?, ?, ?)", place)
    for move in writing.moves:
        cursor.execute(PUT, (move.kind, move.key, move.put))
    for move in writing.moves:
        cursor.execute(TAKE, (move.taken, move.kind, move.key))


class Factory(SQLiteFactory):
    """Makes the recorder of the log."""

    @override
    def application_recorder(self) -> SQLiteApplicationRecorder:
        self.datastore.pool.lock_timeout = BUSY_SECONDS
        recorder = SQLiteRecorder(self.datastore)
        recorder.create_table()
        return recorder


def settings_of(database_url: str) -> dict[str, str]:
    """What the library needs to know, read from a DATABASE_URL."""
    path = unquote(database_url.removeprefix("sqlite:///"))
    return {"SQLITE_DBNAME": f"file:{quote(path)}"}
