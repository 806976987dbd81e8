"""Taking a database away from the programs that use it, and giving it back."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.support.postgres import PostgresServer


class LosableDatabase(NamedTuple):
    url: str
    away: Callable[[], AbstractContextManager[None]]
    """The database is away while the context lasts."""


@contextmanager
def losable_database(kind: str, folder: Path) -> Iterator[LosableDatabase]:
    """An empty one of our own: sqlite, in the folder, or postgresql."""
    if kind == "sqlite":
        yield LosableDatabase(f"sqlite:///{folder / 'test.db'}", lambda: _sqlite_away(folder))
        return
    with PostgresServer() as server, server.database() as url:
        yield LosableDatabase(url, lambda: _postgres_away(server))


@contextmanager
def _postgres_away(server: PostgresServer) -> Iterator[None]:
    """The server crashes, and is started again when the context ends."""
    server.kill9()
    try:
        yield
    finally:
        server.start()


@contextmanager
def _sqlite_away(folder: Path) -> Iterator[None]:
    """This process holds the write locks of the log, the private store and all read models."""
    with ExitStack() as stack:
        for file in folder.rglob("*.db"):
            db = stack.enter_context(closing(sqlite3.connect(file, 30, isolation_level=None)))
            db.execute("BEGIN EXCLUSIVE")
        yield
