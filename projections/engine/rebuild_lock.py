"""Locks for one rebuild of a projection at a time. They end with the process, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from sqlalchemy import Engine, text

REBUILDS = 0x5475726E
"""The first key of these advisory locks in PostgreSQL; the second is made of the name."""


@contextmanager
def lock_file(path: Path) -> Iterator[bool]:
    """Try to lock a file while the context is open; yield whether it is locked by us."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def lock_in_postgres(engine: Engine, name: str) -> Iterator[bool]:
    """
    Try to take the advisory lock of a name while the context is open; yield whether it is ours.

    It also ends with our connection.
    """
    keys = {"rebuilds": REBUILDS, "name": crc32(name.encode()) - 2**31}
    with engine.connect() as db:
        db.execution_options(isolation_level="AUTOCOMMIT")
        is_ours = bool(db.scalar(text("SELECT pg_try_advisory_lock(:rebuilds, :name)"), keys))
        try:
            yield is_ours
        finally:
            if is_ours:
                db.execute(text("SELECT pg_advisory_unlock(:rebuilds, :name)"), keys)
