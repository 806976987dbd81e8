"""Behind the house's back: plain SQL on the database of a log, as an accident would have it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID

import psycopg

from domain.log.commit_metadata import metadata_for
from domain.log.entries import StoredRow
from domain.log.queries import metadata_values

INSERT_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
SOME_TIME_US = 1_780_000_000_000_000


@contextmanager
def connected(database_url: str) -> Iterator[Any]:
    """A connection of our own, whose changes are committed at the end."""
    if database_url.startswith("postgresql"):
        with psycopg.connect(database_url) as connection:
            yield connection
    else:
        path = database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection, connection:
            yield connection


def execute(database_url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Carry out a statement in which `?` stands for a value; give back its rows if it has any."""
    if database_url.startswith("postgresql"):
        statement = statement.replace("?", "%s")
    with connected(database_url) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def insert(database_url: str, rows: Sequence[StoredRow]) -> None:
    """Put events into the log just as they are."""
    if database_url.startswith("postgresql"):
        with connected(database_url) as connection, connection.cursor() as cursor:
            with cursor.copy("COPY events FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *metadata_for_test()))
            cursor.execute("UPDATE log_head SET position = (SELECT MAX(position) FROM events)")
    else:
        values = [(*row, *metadata_for_test()) for row in rows]
        with connected(database_url) as connection:
            connection.executemany(INSERT_EVENT, values)


def metadata_for_test() -> tuple[Any, ...]:
    """The columns of a commit's metadata, in the order of the table."""
    return tuple(metadata_values(metadata_for("test")).values())


def smuggle(database_url: str, stream: UUID, topic: str, state: bytes) -> int:
    """Put an event into the log that no command would; give back its position."""
    [(head,)] = execute(database_url, "SELECT COALESCE(MAX(position), 0) FROM events")
    ours = "SELECT COUNT(*) FROM events WHERE stream = ?"
    [(versions,)] = execute(database_url, ours, stream.bytes)
    row = StoredRow(head + 1, stream.bytes, versions + 1, topic, state, SOME_TIME_US)
    insert(database_url, [row])
    return row.position
