"""Turns: one at a time. A turn ends with the program that has it, however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from sqlalchemy import Engine, text

TURNS = 0x5475726E
"""The first key of these advisory locks in PostgreSQL ("Turn"); the second is made of the name."""


@contextmanager
def turn_by_file(path: Path) -> Iterator[bool]:
    """Whether it is ours; the file stays, its lock does not."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def turn_in_postgres(engine: Engine, name: str) -> Iterator[bool]:
    """Whether it is ours, as long as our connection lives."""
    keys = {"turns": TURNS, "name": crc32(name.encode()) - 2**31}
    with engine.connect() as db:
        db.execution_options(isolation_level="AUTOCOMMIT")
        is_ours = bool(db.scalar(text("SELECT pg_try_advisory_lock(:turns, :name)"), keys))
        try:
            yield is_ours
        finally:
            if is_ours:
                db.execute(text("SELECT pg_advisory_unlock(:turns, :name)"), keys)
