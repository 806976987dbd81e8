"""Many rows at once, as fast as the database takes them: plain tuples in the order of columns."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

Rows = Sequence[tuple[Any, ...]]


def insert_rows(table: Table, rows: Rows, db: Connection) -> None:
    """Insert rows that are not there yet."""
    if not rows:
        return
    if db.dialect.name == "postgresql":
        _copy(table, rows, db)
    else:
        db.exec_driver_sql(_insert(table, "?"), list(rows))


def upsert_rows(table: Table, rows: Rows, db: Connection) -> None:
    """Insert rows, or replace those with the same key."""
    keys = _keys(table)
    change = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.columns if c.name not in keys)
    _write(table, rows, f"DO UPDATE SET {change}" if change else "DO NOTHING", db)


def add_rows(table: Table, rows: Rows, db: Connection) -> None:
    """Add each row's last column to what is there under the same key."""
    n = list(table.columns)[-1].name
    _write(table, rows, f"DO UPDATE SET {n} = {table.name}.{n} + excluded.{n}", db)


def _write(table: Table, rows: Rows, on_conflict: str, db: Connection) -> None:
    if rows:
        mark = "%s" if db.dialect.name == "postgresql" else "?"
        keys = ", ".join(_keys(table))
        statement = f"{_insert(table, mark)} ON CONFLICT ({keys}) {on_conflict}"
        db.exec_driver_sql(statement, list(rows))


@cache
def _insert(table: Table, mark: str) -> str:
    columns = ", ".join(column.name for column in table.columns)
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names


@cache
def _keys(table: Table) -> tuple[str, ...]:
    """The columns that make a row this row: the primary key, or else the unique index."""
    if table.primary_key.columns:
        return tuple(column.name for column in table.primary_key.columns)
    unique = next(index for index in table.indexes if index.unique)
    return tuple(column.name for column in unique.columns)


def _copy(table: Table, rows: Rows, db: Connection) -> None:
    columns = ", ".join(column.name for column in table.columns)
    cursor: Any = db.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
