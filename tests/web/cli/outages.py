"""Taking a database away from the programs that use it, and giving it back."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from tests.support.postgres import PostgresServer


@contextmanager
def postgres_away(server: PostgresServer) -> Iterator[None]:
    """The server crashes, and is started again when the context ends."""
    server.kill9()
    try:
        yield
    finally:
        server.start()


@contextmanager
def sqlite_away(folder: Path) -> Iterator[None]:
    """This process holds the write locks of the log, the private store and all read models."""
    with ExitStack() as stack:
        for file in folder.rglob("*.db"):
            db = stack.enter_context(closing(sqlite3.connect(file, 30, isolation_level=None)))
            db.execute("BEGIN EXCLUSIVE")
        yield
