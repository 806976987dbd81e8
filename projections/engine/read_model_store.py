"""Where all shelves are, which generation of each is live, and how the next one takes over."""

import contextlib
import os
import re
import threading
from collections.abc import Iterator
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

from domain.errors import NotNow
from projections.engine.generation import (
    Shelf,
    add_indexes,
    lay_out,
    sqlite_engine,
    unshared_engine,
)
from projections.engine.projection import Projection
from projections.engine.rebuild_lock import turn_by_file, turn_in_postgres

register_tables = MetaData()

live = Table(
    "live",
    register_tables,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
)
"""Which generation of each projection pages read."""

LIVE = select(live).where(live.c.name == bindparam("name"))
"""Asked for each page that is read, and for each batch: made once, it takes a third of the time."""

PAGES_LOCK = 0x50616765
"""Key of the advisory lock that makes those who lay out shelves take turns ("Page")."""

_before_fork: list[object] = []
"""Connections that belong to a parent process: kept, because closing them here would hurt it."""


class Shelves:
    """The shelves of one database: files beside an SQLite log, schemas in PostgreSQL."""

    def __init__(self, database_url: str) -> None:
        """Open or create the register. database_url as for the log."""
        self._url = database_url
        self._engines: dict[tuple[str, int], Engine] = {}
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._folder: Path | None = None
        if urlsplit(database_url).scheme == "sqlite":
            log = Path(unquote(database_url.removeprefix("sqlite:///")))
            self._folder = log.with_suffix(".pages")
            self._folder.mkdir(exist_ok=True)
        with self._register() as db:
            register_tables.create_all(db)

    def close(self) -> None:
        """Let go of every connection; whoever goes on gets new ones."""
        with self._lock:
            engines, self._engines = self._engines, {}
        for engine in engines.values():
            engine.pool.dispose()  # engine.dispose() makes another pool, which nobody would use

    def live(self, projection: Projection) -> Shelf:
        """The shelf that pages read now; made empty when there has been none."""
        with self._reading_register() as db:
            row = db.execute(LIVE, {"name": projection.name}).first()
        if row is None:
            return self._first(projection)
        return replace(self.shelf(projection.name, row.generation), version=row.version)

    def is_outdated(self, projection: Projection) -> bool:
        """Whether the live shelf was drawn by other code than this."""
        with self._reading_register() as db:
            query = select(live.c.version).where(live.c.name == projection.name)
            return db.scalar(query) not in (None, projection.version)

    def _first(self, projection: Projection) -> Shelf:
        with self._register() as db:
            row = db.execute(LIVE, {"name": projection.name}).first()
            if row is not None:
                return replace(self.shelf(projection.name, row.generation), version=row.version)
            shelf = self.shelf(projection.name, self._next_generation(projection))
            lay_out(projection, shelf)
            add_indexes(projection, shelf)
            values = {"name": projection.name, "version": projection.version}
            db.execute(insert(live).values(generation=shelf.generation, **values))
        return replace(shelf, version=projection.version)

    @contextlib.contextmanager
    def drawing_aside(self, projection: Projection) -> Iterator[None]:
        """Be the only one who draws a projection aside. Raises NotNow when somebody else does."""
        self._notice_fork()
        if self._folder is None:
            turn = turn_in_postgres(self._postgres(), projection.name)
        else:
            turn = turn_by_file(self._folder / f"{projection.name}.turn")
        with turn as is_ours:
            if not is_ours:
                raise NotNow(f"Somebody else is drawing {projection.name} again just now.")
            yield

    def fresh(self, projection: Projection) -> Shelf:
        """
        An empty shelf beside the live one, without its indexes: they come when it is full.

        Until pages are switched to it nobody else reads it, and nothing of it need survive a crash.
        """
        with self._register():
            generation = self._next_generation(projection)
            if self._folder is not None:
                path = self._folder / f"{projection.name}-{generation}.db"
                with self._lock:
                    self._engines[projection.name, generation] = unshared_engine(str(path))
            shelf = self.shelf(projection.name, generation)
            lay_out(projection, shelf)
        return shelf

    def _next_generation(self, projection: Projection) -> int:
        """A number that nobody has used; whoever asks holds the register."""
        return max([0, *self.generations(projection)]) + 1

    def switch(self, projection: Projection, old: Shelf, new: Shelf) -> None:
        """Let pages read the new shelf. Raises NotNow when they read the old one no longer."""
        self._make_durable(new)
        with self._register() as db:
            ours = (live.c.name == projection.name) & (live.c.generation == old.generation)
            values = {"generation": new.generation, "version": projection.version}
            if db.execute(update(live).where(ours).values(**values)).rowcount != 1:
                raise NotNow(f"Somebody else has drawn {projection.name} again meanwhile.")

    def _make_durable(self, shelf: Shelf) -> None:
        """Make a fresh shelf survive a crash, and fit to be read and written by many."""
        if self._folder is None:
            return
        with self._lock:
            self._engines.pop((shelf.name, shelf.generation)).dispose()
        with (self._folder / f"{shelf.name}-{shelf.generation}.db").open("rb") as file:
            os.fsync(file.fileno())

    def discard(self, projection: Projection, shelf: Shelf) -> None:
        """Remove a shelf that is not needed after all; never the one that pages read."""
        if self.live(projection).generation != shelf.generation:
            self._drop(shelf.name, shelf.generation)

    def keep_only(self, projection: Projection, *shelves: Shelf) -> None:
        """Remove all others, also what those left behind who were killed while drawing."""
        kept = {shelf.generation for shelf in shelves}
        for generation in self.generations(projection):
            if generation not in kept:
                self._drop(projection.name, generation)

    def shelf(self, name: str, generation: int) -> Shelf:
        """The shelf of a generation."""
        self._notice_fork()
        if self._folder is None:
            return Shelf(name, generation, self._postgres(), f"pages_{name}_{generation}")
        return Shelf(name, generation, self._sqlite(name, generation))

    def generations(self, projection: Projection) -> list[int]:
        """Every generation there is, the oldest first."""
        if self._folder is not None:
            names = [path.name for path in self._folder.iterdir()]
            pattern = re.compile(rf"{projection.name}-(\d+)\.db")
        else:
            with self._reading_register() as db:
                names = inspect(db).get_schema_names()
            pattern = re.compile(rf"pages_{projection.name}_(\d+)")
        return sorted(int(match[1]) for match in map(pattern.fullmatch, names) if match)

    def _drop(self, name: str, generation: int) -> None:
        """Remove one generation. Those who are still reading it finish undisturbed."""
        with self._lock:
            engine = self._engines.pop((name, generation), None)
        if engine is not None:
            engine.dispose()
        if self._folder is None:
            with self._postgres().begin() as db:
                db.execute(text(f"DROP SCHEMA IF EXISTS pages_{name}_{generation} CASCADE"))
            return
        for suffix in ("", "-wal", "-shm"):
            (self._folder / f"{name}-{generation}.db{suffix}").unlink(missing_ok=True)

    def _sqlite(self, name: str, generation: int) -> Engine:
        assert self._folder is not None
        with self._lock:
            if (name, generation) not in self._engines:
                path = str(self._folder / f"{name}-{generation}.db")
                self._engines[name, generation] = sqlite_engine(path)
            return self._engines[name, generation]

    def _postgres(self) -> Engine:
        with self._lock:
            if ("", 0) not in self._engines:
                url = self._url.replace("postgresql://", "postgresql+psycopg://", 1)
                self._engines["", 0] = create_engine(url, pool_size=8, max_overflow=24)
            return self._engines["", 0]

    @contextlib.contextmanager
    def _register(self) -> Iterator[Connection]:
        """The register, for one who changes it: others wait their turn."""
        self._notice_fork()
        engine = self._postgres() if self._folder is None else self._sqlite("register", 0)
        with engine.connect() as db:
            db.execution_options(writing=True)
            with db.begin():
                if self._folder is None:
                    db.execute(text(f"SELECT pg_advisory_xact_lock({PAGES_LOCK})"))
                    db.execute(text("CREATE SCHEMA IF NOT EXISTS pages"))
                    db.execute(text("SET search_path TO pages"))
                yield db

    @contextlib.contextmanager
    def _reading_register(self) -> Iterator[Connection]:
        self._notice_fork()
        engine = self._postgres() if self._folder is None else self._sqlite("register", 0)
        with engine.connect() as db:
            if self._folder is None:
                db.execute(text("SET search_path TO pages"))
            yield db

    def _notice_fork(self) -> None:
        """Connections made before a fork belong to the parent: leave them, open our own."""
        if os.getpid() != self._pid:
            _before_fork.append(self._engines)
            self._engines, self._lock = {}, threading.Lock()
            self._pid = os.getpid()
