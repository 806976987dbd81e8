"""Locks for one rebuild of a projection at a time. They end with the process, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from zlib import crc32

from sqlalchemy import Engine, text

REBUILDS = 0x5475726E
"""The first key of these advisory locks in PostgreSQL; the second is made of the name."""
TRY_LOCK = text("SELECT pg_try_advisory_lock(:rebuilds, :name)")
UNLOCK = text("SELECT pg_advisory_unlock(:rebuilds, :name)")


@contextmanager
def lock_files(folder: Path, *names: str) -> Iterator[list[str]]:
    """
    Take a lock for each name, as long as the context lasts; the files stay, their locks do not.

    The value is the names that another process has locked.
    """
    with ExitStack() as stack:
        files = [stack.enter_context((folder / f"{name}.lock").open("w")) for name in names]
        yield [name for name, file in zip(names, files, strict=True) if not _try_lock(file)]


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def lock_in_postgres(engine: Engine, *names: str) -> Iterator[list[str]]:
    """
    Take an advisory lock for each name, as long as our connection lives.

    The value is the names that another process has locked. One connection holds all the locks:
    a pool has few, and a rebuild of many projections needs the others.
    """
    with engine.connect() as db:
        db.execution_options(isolation_level="AUTOCOMMIT")
        locked = [name for name in names if db.scalar(TRY_LOCK, _keys(name))]
        try:
            yield [name for name in names if name not in locked]
        finally:
            for name in locked:
                db.execute(UNLOCK, _keys(name))


def _keys(name: str) -> dict[str, int]:
    return {"rebuilds": REBUILDS, "name": crc32(name.encode()) - 2**31}
