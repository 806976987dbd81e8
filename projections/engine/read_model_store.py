"""The store of all generations: which one of a projection is live, and the cut-over to the next."""

import contextlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError

from domain.errors import NotNow
from domain.log.databases import leave_to_parent
from domain.log.event_log import EventLog
from domain.log.locks import READ_MODEL_REGISTER, REBUILDS
from projections.engine.generation import (
    ProjectionGeneration,
    add_indexes,
    create_tables,
    origin_of,
    sqlite_engine,
    unshared_engine,
)
from projections.engine.named_locks import lock_files, lock_in_postgres
from projections.engine.projection import Projection

register_tables = MetaData()

live = Table(
    "live",
    register_tables,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
)
"""The number of each projection's live generation, and the version of the code that built it."""

LIVE = select(live).where(live.c.name == bindparam("name"))
"""Read for each page and for each batch: compiled once, it takes a third of the time."""


MOST_CONNECTIONS = 56
"""To PostgreSQL, for one process: a check of a rebuild reads each projection twice at once."""


class NotOfThisLog(NotNow):
    """A read model is of another log: it says nothing until it is rebuilt."""


class ReadModelStore:
    """The read models of one database: files beside an SQLite log, schemas in PostgreSQL."""

    def __init__(self, database_url: str, log: EventLog) -> None:
        """
        Open the register of generations, or create it.

        database_url: as for the log, sqlite:///path or postgresql://...
        log: what the read models are built from.
        """
        self._url = database_url
        self._log = log
        self._of_this_log: set[tuple[str, int]] = set()
        """Generations that were found to be: `live_of_this_log` asks once for each."""
        self._engines: dict[tuple[str, int], Engine] = {}
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._folder: Path | None = None
        if urlsplit(database_url).scheme == "sqlite":
            log_file = Path(unquote(database_url.removeprefix("sqlite:///")))
            self._folder = log_file.with_suffix(".read_models")
            self._folder.mkdir(exist_ok=True)
        with self._write_register() as db:
            register_tables.create_all(db)

    def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        with self._lock:
            engines, self._engines = self._engines, {}
        for engine in engines.values():
            engine.pool.dispose()  # engine.dispose() makes another pool, which is never used

    def live(self, projection: Projection) -> ProjectionGeneration:
        """
        The generation that pages read now, with the version that built it.

        It is created, empty, when there has been none.
        """
        with self._read_register() as db:
            row = db.execute(LIVE, {"name": projection.name}).first()
        if row is None:
            return self._create_first(projection)
        return replace(self.generation(projection.name, row.generation), version=row.version)

    def live_of_this_log(self, projection: Projection) -> ProjectionGeneration:
        """
        The live generation, to read what it says about this log.

        Raises NotOfThisLog when it was built from another log, or has read events that are gone.
        """
        generation = self.live(projection)
        key = (generation.name, generation.number)
        if key not in self._of_this_log and not self.is_of_this_log(generation):
            raise NotOfThisLog(
                "%(projection)s was built from another log, or from events that are no longer in"
                " this one; run `comptoir rebuild %(projection)s` to rebuild it.",
                projection=projection.name,
            )
        self._of_this_log.add(key)
        return generation

    def is_of_this_log(self, generation: ProjectionGeneration) -> bool:
        """
        Whether a generation was built from this log, and from events that are still in it.

        An older log that was restored has other events at the same positions, or none yet.
        """
        with generation.read() as db:
            origin = origin_of(db)
        if origin is None or origin.log_id != self._log.rows.identity():
            return False
        recorded_us = self._log.rows.recorded_us_at(origin.position)
        return origin.position == 0 or recorded_us == origin.recorded_us

    def is_outdated(self, projection: Projection) -> bool:
        """Whether the live generation is another version of the code's, or another log's."""
        with self._read_register() as db:
            row = db.execute(LIVE, {"name": projection.name}).first()
        if row is None:
            return False
        generation = self.generation(projection.name, row.generation)
        return row.version != projection.version or not self.is_of_this_log(generation)

    def _create_first(self, projection: Projection) -> ProjectionGeneration:
        name, version = projection.name, projection.version
        with self._write_register() as db:
            row = db.execute(LIVE, {"name": name}).first()
            if row is not None:
                return replace(self.generation(name, row.generation), version=row.version)
            generation = self.generation(name, self._next_number(projection))
            create_tables(projection, generation, self._log.rows.identity())
            add_indexes(projection, generation)
            db.execute(
                insert(live).values(name=name, version=version, generation=generation.number)
            )
        return replace(generation, version=version)

    @contextlib.contextmanager
    def rebuild_lock(self, projections: Sequence[Projection]) -> Iterator[None]:
        """Be the only one to rebuild these. Raises NotNow when another process rebuilds one."""
        self._notice_fork()
        names = [projection.name for projection in projections]
        if self._folder is None:
            lock = lock_in_postgres(self._postgres(), REBUILDS, *names)
        else:
            lock = lock_files(self._folder, *names)
        with lock as locked_elsewhere:
            if locked_elsewhere:
                raise NotNow(
                    "Another process is rebuilding %(projection)s.", projection=locked_elsewhere[0]
                )
            yield

    def create(self, projection: Projection) -> ProjectionGeneration:
        """
        Create an empty generation beside the live one, without indexes: they are added at the end.

        Until the cut-over no other process reads it, and it need not survive a crash.
        """
        with self._write_register():
            number = self._next_number(projection)
            if self._folder is not None:
                path = self._folder / f"{projection.name}-{number}.db"
                with self._lock:
                    self._engines[projection.name, number] = unshared_engine(str(path))
            generation = self.generation(projection.name, number)
            create_tables(projection, generation, self._log.rows.identity())
        return generation

    def _next_number(self, projection: Projection) -> int:
        """A number above all that are used; the caller holds the lock of the register."""
        return max([0, *self.generation_numbers(projection)]) + 1

    def cut_over(
        self, projection: Projection, old: ProjectionGeneration, new: ProjectionGeneration
    ) -> None:
        """
        Make a new generation live: from the next query on, pages read it.

        Raises NotNow when the old one is not live any more.
        """
        self._make_durable(new)
        with self._write_register() as db:
            is_old = (live.c.name == projection.name) & (live.c.generation == old.number)
            values = {"generation": new.number, "version": projection.version}
            if db.execute(update(live).where(is_old).values(**values)).rowcount != 1:
                raise NotNow(
                    "Another process has rebuilt %(projection)s in the meantime.",
                    projection=projection.name,
                )

    def _make_durable(self, generation: ProjectionGeneration) -> None:
        """Sync a new generation to disk; its next engine is one that processes may share."""
        if self._folder is None:
            return
        with self._lock:
            self._engines.pop((generation.name, generation.number)).dispose()
        with (self._folder / f"{generation.name}-{generation.number}.db").open("rb") as file:
            os.fsync(file.fileno())

    def discard(self, projection: Projection, generation: ProjectionGeneration) -> None:
        """Remove a generation, unless it is the live one."""
        if self.live(projection).number != generation.number:
            self._drop(generation.name, generation.number)

    def drop_all_but(self, projection: Projection, *generations: ProjectionGeneration) -> None:
        """Remove all generations but these, also those of rebuilds that were killed."""
        numbers = {generation.number for generation in generations}
        for number in self.generation_numbers(projection):
            if number not in numbers:
                self._drop(projection.name, number)

    def generation(self, name: str, number: int) -> ProjectionGeneration:
        """A generation of a projection by its number, whether or not its tables exist."""
        self._notice_fork()
        if self._folder is None:
            return ProjectionGeneration(name, number, self._postgres(), f"read_{name}_{number}")
        return ProjectionGeneration(name, number, self._sqlite(name, number))

    def generation_numbers(self, projection: Projection) -> list[int]:
        """The numbers of all generations of a projection that exist, in order."""
        if self._folder is not None:
            names = [path.name for path in self._folder.iterdir()]
            pattern = re.compile(rf"{projection.name}-(\d+)\.db")
        else:
            with self._read_register() as db:
                names = inspect(db).get_schema_names()
            pattern = re.compile(rf"read_{projection.name}_(\d+)")
        return sorted(int(match[1]) for match in map(pattern.fullmatch, names) if match)

    def _drop(self, name: str, number: int) -> None:
        """Remove one generation. Processes that are still reading it finish undisturbed."""
        with self._lock:
            engine = self._engines.pop((name, number), None)
        if engine is not None:
            engine.dispose()
        if self._folder is None:
            with self._postgres().begin() as db:
                db.execute(text(f"DROP SCHEMA IF EXISTS read_{name}_{number} CASCADE"))
            return
        for suffix in ("", "-wal", "-shm"):
            (self._folder / f"{name}-{number}.db{suffix}").unlink(missing_ok=True)

    def _sqlite(self, name: str, number: int) -> Engine:
        assert self._folder is not None
        with self._lock:
            if (name, number) not in self._engines:
                path = str(self._folder / f"{name}-{number}.db")
                self._engines[name, number] = sqlite_engine(path)
            return self._engines[name, number]

    def _postgres(self) -> Engine:
        with self._lock:
            if ("", 0) not in self._engines:
                url = self._url.replace("postgresql://", "postgresql+psycopg://", 1)
                self._engines["", 0] = create_engine(
                    url, pool_size=8, max_overflow=MOST_CONNECTIONS - 8
                )
            return self._engines["", 0]

    @contextlib.contextmanager
    def _write_register(self) -> Iterator[Connection]:
        """A transaction that changes the register; other changes wait."""
        self._notice_fork()
        engine = self._postgres() if self._folder is None else self._sqlite("register", 0)
        with engine.connect() as db:
            db.execution_options(writing=True)
            with db.begin():
                if self._folder is None:
                    db.execute(text(f"SELECT pg_advisory_xact_lock({READ_MODEL_REGISTER})"))
                    db.execute(text("CREATE SCHEMA IF NOT EXISTS read_models"))
                    db.execute(text("SET search_path TO read_models"))
                yield db

    @contextlib.contextmanager
    def _read_register(self) -> Iterator[Connection]:
        self._notice_fork()
        engine = self._postgres() if self._folder is None else self._sqlite("register", 0)
        with engine.connect() as db:
            if self._folder is None:
                _choose_register(db)
            yield db

    def _notice_fork(self) -> None:
        """In a forked child, open new connections and leave the parent's alone."""
        if os.getpid() != self._pid:
            leave_to_parent(self._engines)
            self._engines, self._lock = {}, threading.Lock()
            self._pid = os.getpid()


def _choose_register(db: Connection) -> None:
    """Before anything else is read; so here it shows when the server was started anew since."""
    choice = text("SET search_path TO read_models")
    try:
        db.execute(choice)
    except OperationalError as error:
        if not error.connection_invalidated:
            raise
        # The pool has let go of all connections from before. Nothing was read yet: begin again.
        db.rollback()
        db.execute(choice)
