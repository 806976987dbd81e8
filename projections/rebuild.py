"""Drawing a projection again: beside the live tables, then a switch; or only to compare."""

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from domain.log.application import EventLog
from projections.projection import Fold, Projection
from projections.projector import park
from projections.reading import read
from projections.shelf import Shelf, add_indexes, move_to, position_of
from projections.shelves import Shelves

BATCH = 10_000
"""So often progress is told."""
PIECE = 1_000
"""Events in memory at once: few enough for the processor's cache to hold them."""

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

    def rebuild(self, projection: Projection) -> int:
        """
        Draw a projection beside the live one, then switch; return the position reached.

        Pages go on reading the old tables until the switch. Raises NotNow, and changes nothing,
        when somebody else draws the same projection just then.
        """
        with self._shelves.drawing_aside(projection):
            old = self._shelves.live(projection)
            with self._fresh(projection) as new:
                position = self._draw(projection, new, self._log.rows.head())
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
        with shelf.writing() as db, _without_collector():
            fold = projection.fold(db, fresh=True)
            position, behind = 0, set[bytes]()
            while position < upto:
                position = self._draw_batch(projection, fold, position, upto, behind, db)
                self._progress(projection.name, position, upto)
            fold.write()
            move_to(position, db)
        add_indexes(projection, shelf)
        return position

    def _draw_batch(
        self,
        projection: Projection,
        fold: Fold,
        position: int,
        upto: int,
        behind: set[bytes],
        db: Connection,
    ) -> int:
        end = min(position + BATCH, upto)
        while position < end:
            rows = self._log.rows.rows_after(position, min(PIECE, end - position))
            seen, wrong = read(rows, projection.interests, behind)
            fold.take(seen)
            for row, reason in wrong:
                park(projection, row, reason, db)
            position = int(rows[-1][0])
        return position


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of plain records hold no cycles: looking for some among them takes half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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
    order = list(table.primary_key.columns) or [
        column for index in table.indexes if index.unique for column in index.columns
    ]
    for row in db.execute(select(table).order_by(*order)).yield_per(5000):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()
