"""Rebuilding a projection: beside the live tables, then a cut-over; or only to compare."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from domain.log.event_log import EventLog
from projections.engine.generation import (
    ProjectionGeneration,
    add_indexes,
    position_of,
    set_position,
)
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore
from projections.engine.rebuild_run import RebuildRun, without_collector

Progress = Callable[[str, int, int], None]
"""Called with the name of a projection, how many events are read, and how many there are."""


@dataclass(frozen=True)
class Difference:
    """A live table whose rows are not those of a rebuild."""

    table: str
    rows_live: int
    rows_rebuilt: int


class Rebuilder:
    """Rebuilds projections from the whole log."""

    def __init__(self, log: EventLog, store: ReadModelStore, progress: Progress) -> None:
        self._log = log
        self._store = store
        self._progress = progress

    def rebuild(self, projection: Projection, upto: int | None = None) -> int:
        """
        Rebuild a projection beside the live tables, then cut over; return the position reached.

        upto: a position to end at; the log's end if it is not given. Pages read the old tables
        until the cut-over. Raises NotNow, and changes nothing, when another process rebuilds the
        same projection.
        """
        end = self._log.rows.head() if upto is None else upto
        with self._store.rebuild_lock(projection):
            old = self._store.live(projection)
            with self._temporary(projection) as new:
                position = self._fill(projection, new, end)
                self._store.cut_over(projection, old, new)
            self._store.drop_all_but(projection, old, new)
        return position

    def check(self, projection: Projection) -> list[Difference]:
        """
        Rebuild a projection to the position of the live one, and compare them table by table.

        Raises NotNow when another process rebuilds the same projection.
        """
        with (
            self._store.rebuild_lock(projection),
            self._temporary(projection) as new,
            self._store.live(projection).read() as live,
        ):
            self._fill(projection, new, position_of(live))
            with new.read() as rebuilt:
                return list(_differences(projection, live, rebuilt))

    @contextmanager
    def _temporary(self, projection: Projection) -> Iterator[ProjectionGeneration]:
        """A new generation; removed unless it is live at the end."""
        generation = self._store.create(projection)
        try:
            yield generation
        finally:
            self._store.discard(projection, generation)

    def _fill(self, projection: Projection, generation: ProjectionGeneration, upto: int) -> int:
        with generation.write() as db, without_collector():
            run = RebuildRun(self._log, projection, db)
            while run.position < upto:
                run.apply_batch(upto)
                self._progress(projection.name, run.position, upto)
            run.fold.flush()
            set_position(run.position, db)
        add_indexes(projection, generation)
        return run.position


def _differences(
    projection: Projection, live: Connection, rebuilt: Connection
) -> Iterator[Difference]:
    for table in projection.tables.sorted_tables:
        (rows_live, digest_live), (rows, digest) = _digest(table, live), _digest(table, rebuilt)
        if digest_live != digest:
            yield Difference(table.name, rows_live, rows)


def _digest(table: Table, db: Connection) -> tuple[int, str]:
    """How many rows a table has, and a digest of their content in the order of their keys."""
    digest, count = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key.columns)
    for row in db.execute(query).yield_per(5000):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()
