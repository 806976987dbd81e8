"""Many rows at once, as fast as the database takes them: plain tuples in the order of columns."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

Rows = Sequence[tuple[Any, ...]]


def insert_rows(
    table: Table, rows: Rows, db: Connection, columns: tuple[str, ...] | None = None
) -> None:
    """
    Insert rows whose primary keys are not in the table.

    rows: plain tuples in the order of the columns; ids as bytes, or as bytearrays, which SQLite's
    driver binds faster. columns: the names of the columns that the rows have; None: all.
    Raises what the database or its driver raises, for example when a key is there already.
    """
    if not rows:
        return
    names = columns or _columns(table)
    if db.dialect.name == "postgresql":
        _copy(table, rows, db, names)
    else:
        db.exec_driver_sql(_insert(table, names, "?"), list(rows))


def upsert_rows(
    table: Table, rows: Rows, db: Connection, columns: tuple[str, ...] | None = None
) -> None:
    """Insert rows as `insert_rows` does, or replace those with the same primary key."""
    if not rows:
        return
    names, mark = columns or _columns(table), "%s" if db.dialect.name == "postgresql" else "?"
    statement = f"{_insert(table, names, mark)} {_or_replace(table, names)}"
    db.exec_driver_sql(statement, list(rows))


@cache
def _or_replace(table: Table, columns: tuple[str, ...]) -> str:
    keys = _keys(table)
    change = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    resolution = f"DO UPDATE SET {change}" if change else "DO NOTHING"
    return f"ON CONFLICT ({', '.join(keys)}) {resolution}"


@cache
def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


@cache
def _insert(table: Table, columns: tuple[str, ...], mark: str) -> str:
    marks = ", ".join([mark] * len(columns))
    names = ", ".join(columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - our own names


@cache
def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


def _copy(table: Table, rows: Rows, db: Connection, columns: tuple[str, ...]) -> None:
    names = ", ".join(columns)
    cursor: Any = db.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
