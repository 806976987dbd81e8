"""
Who carries letters, and whether they are alive.

A deliverer that was killed cannot say so. So each holds something that the system takes back when
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

from domain.log.locks import MAIL_WORKERS

HIGHEST = 2**31
LIVING = text(
    "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid = :locks"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Carriers(Protocol):
    def carrying(self) -> AbstractContextManager[int]:
        """Be known to be alive, under a number that nobody had before."""

    def living(self) -> set[int]:
        """Everybody who is alive just now."""


def carriers_of(engine: Engine) -> Carriers:
    if engine.dialect.name == "postgresql":
        return SessionCarriers(engine)
    return FileCarriers(Path(f"{engine.url.database}.carriers"))


class SessionCarriers:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def carrying(self) -> Iterator[int]:
        number = secrets.randbelow(HIGHEST)
        names = {"locks": MAIL_WORKERS, "number": number}
        with self._engine.connect() as db:
            db.execute(text("SELECT pg_advisory_lock(:locks, :number)"), names)
            try:
                yield number
            finally:
                db.execute(text("SELECT pg_advisory_unlock(:locks, :number)"), names)

    def living(self) -> set[int]:
        with self._engine.connect() as db:
            return {int(number) for number in db.scalars(LIVING, {"locks": MAIL_WORKERS})}


class FileCarriers:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def carrying(self) -> Iterator[int]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        number = secrets.randbelow(HIGHEST)
        draft, file = self._folder / f".{number}", self._folder / str(number)
        with draft.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            draft.rename(file)  # seen by others only now that it is locked
            try:
                yield number
            finally:
                file.unlink(missing_ok=True)

    def living(self) -> set[int]:
        files = [file for file in self._folder.glob("*") if file.name.isdigit()]
        return {int(file.name) for file in files if self._is_held(file)}

    def _is_held(self, file: Path) -> bool:
        try:
            found = os.open(file, os.O_RDONLY)
        except FileNotFoundError:
            return False  # its carrier has just put everything down
        try:
            fcntl.flock(found, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            file.unlink(missing_ok=True)
            return False
        finally:
            os.close(found)
