"""Drawing a projection again: beside the live tables, then a switch; or only to compare."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from domain.log.event_log import EventLog
from projections.engine.generation import Shelf, add_indexes, move_to, position_of
from projections.engine.projection import Projection
from projections.engine.read_model_store import Shelves
from projections.engine.rebuild_run import Drawing, without_collector

Progress = Callable[[str, int, int], None]
"""Told the name of a projection, how many events are read, and how many there are."""


@dataclass(frozen=True)
class Difference:
    """A table that is not the same when it is drawn again."""

    table: str
    rows_live: int
    rows_rebuilt: int


class Rebuilder:
    """Draws projections again from the whole log."""

    def __init__(self, log: EventLog, shelves: Shelves, progress: Progress) -> None:
        self._log = log
        self._shelves = shelves
        self._progress = progress

    def rebuild(self, projection: Projection, upto: int | None = None) -> int:
        """
        Draw a projection beside the live one, then switch; return the position reached.

        upto: a position to end at; the log's end if it is not said. Pages go on reading the old
        tables until the switch. Raises NotNow, and changes nothing, when somebody else draws the
        same projection just then.
        """
        end = self._log.rows.head() if upto is None else upto
        with self._shelves.drawing_aside(projection):
            old = self._shelves.live(projection)
            with self._fresh(projection) as new:
                position = self._draw(projection, new, end)
                self._shelves.switch(projection, old, new)
            self._shelves.keep_only(projection, old, new)
        return position

    def check(self, projection: Projection) -> list[Difference]:
        """
        Draw a projection aside to where the live one is, and compare them table by table.

        Raises NotNow when somebody else draws the same projection just then.
        """
        with (
            self._shelves.drawing_aside(projection),
            self._fresh(projection) as aside,
            self._shelves.live(projection).reading() as live,
        ):
            self._draw(projection, aside, position_of(live))
            with aside.reading() as rebuilt:
                return list(_differences(projection, live, rebuilt))

    @contextmanager
    def _fresh(self, projection: Projection) -> Iterator[Shelf]:
        """A shelf to be drawn; removed unless pages read it at the end."""
        shelf = self._shelves.fresh(projection)
        try:
            yield shelf
        finally:
            self._shelves.discard(projection, shelf)

    def _draw(self, projection: Projection, shelf: Shelf, upto: int) -> int:
        with shelf.write() as db, without_collector():
            drawing = Drawing(self._log, projection, db)
            while drawing.position < upto:
                drawing.draw_batch(upto)
                self._progress(drawing.name, drawing.position, upto)
            drawing.fold.flush()
            move_to(drawing.position, db)
        add_indexes(projection, shelf)
        return drawing.position


def _differences(
    projection: Projection, live: Connection, rebuilt: Connection
) -> Iterator[Difference]:
    for table in projection.tables.sorted_tables:
        (rows_live, digest_live), (rows, digest) = _digest(table, live), _digest(table, rebuilt)
        if digest_live != digest:
            yield Difference(table.name, rows_live, rows)


def _digest(table: Table, db: Connection) -> tuple[int, str]:
    """How many rows a table has, and a digest of their content in order."""
    digest, count = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key.columns)
    for row in db.execute(query).yield_per(5000):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()
