"""
Which workers are delivering, and whether they are alive.

A worker that was killed cannot say so. So each holds something that the system takes back when
its process ends, however it ends: a lock of its session in PostgreSQL, or of an open file beside
the private store, which on SQLite is on this very machine.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, text

from domain.log.locks import DELIVERY_WORKERS

HIGHEST_ID = 2**31
LIVING = text(
    "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid = :locks"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class WorkerLocks(Protocol):
    def hold(self) -> AbstractContextManager[int]:
        """Count as alive while the context lasts, under a new worker id."""

    def living(self) -> set[int]:
        """The ids of all workers that are alive at this moment."""


def worker_locks_of(engine: Engine) -> WorkerLocks:
    if engine.dialect.name == "postgresql":
        return AdvisoryWorkerLocks(engine)
    return FileWorkerLocks(Path(f"{engine.url.database}.workers"))


class AdvisoryWorkerLocks:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def hold(self) -> Iterator[int]:
        worker_id = secrets.randbelow(HIGHEST_ID)
        lock = {"locks": DELIVERY_WORKERS, "worker_id": worker_id}
        with self._engine.connect() as db:
            db.execute(text("SELECT pg_advisory_lock(:locks, :worker_id)"), lock)
            try:
                yield worker_id
            finally:
                db.execute(text("SELECT pg_advisory_unlock(:locks, :worker_id)"), lock)

    def living(self) -> set[int]:
        with self._engine.connect() as db:
            return {int(worker_id) for worker_id in db.scalars(LIVING, {"locks": DELIVERY_WORKERS})}


class FileWorkerLocks:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self) -> Iterator[int]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        worker_id = secrets.randbelow(HIGHEST_ID)
        draft, path = self._folder / f".{worker_id}", self._folder / str(worker_id)
        with draft.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            draft.rename(path)  # others find it only now that it is locked
            try:
                yield worker_id
            finally:
                path.unlink(missing_ok=True)

    def living(self) -> set[int]:
        paths = [path for path in self._folder.glob("*") if path.name.isdigit()]
        return {int(path.name) for path in paths if self._is_locked(path)}

    def _is_locked(self, path: Path) -> bool:
        try:
            file = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return False  # its worker finished a moment ago
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            path.unlink(missing_ok=True)
            return False
        finally:
            os.close(file)
