"""Locks by name: of a projection that is rebuilt, of a job that runs. They end with the process."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from zlib import crc32

from sqlalchemy import Engine, text

TRY_LOCK = text("SELECT pg_try_advisory_lock(:purpose, :name)")
UNLOCK = text("SELECT pg_advisory_unlock(:purpose, :name)")


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
def lock_in_postgres(engine: Engine, purpose: int, *names: str) -> Iterator[list[str]]:
    """
    Take an advisory lock for each name, as long as our connection lives.

    purpose: the first key of the locks, one of domain/log/locks.py.
    The value is the names that another process has locked. One connection holds all the locks:
    a pool has few, and a rebuild of many projections needs the others.
    """
    with engine.connect() as db:
        db.execution_options(isolation_level="AUTOCOMMIT")
        locked = [name for name in names if db.scalar(TRY_LOCK, _keys(purpose, name))]
        try:
            yield [name for name in names if name not in locked]
        finally:
            for name in locked:
                db.execute(UNLOCK, _keys(purpose, name))


def _keys(purpose: int, name: str) -> dict[str, int]:
    return {"purpose": purpose, "name": crc32(name.encode()) - 2**31}
