"""Drawing a projection from a log: batch after batch, what cannot be read kept aside."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from domain.log.event_log import EventLog
from projections.engine.event_reader import read_events
from projections.engine.projection import Projection
from projections.engine.projector import park

BATCH = 10_000
"""So often progress is told."""
PIECE = 200
"""Events in memory at once: few enough for the processor's cache to hold them."""


class Drawing:
    """A projection on its way through a log, on tables that nobody reads yet."""

    def __init__(self, log: EventLog, projection: Projection, db: Connection) -> None:
        self._log = log
        self._projection = projection
        self.name = projection.name
        self._db = db
        self.fold = projection.begin(db)
        self.position = 0
        self.behind: set[bytes] = set()
        """The things of which something cannot be read: what follows of them is kept aside."""

    def draw_batch(self, upto: int) -> None:
        """Go on by a batch, or up to a position if that comes first."""
        end = min(self.position + BATCH, upto)
        while self.position < end:
            rows = self._log.rows.rows_after(self.position, min(PIECE, end - self.position))
            events, unreadable = read_events(rows, self._projection.event_types, self.behind)
            self.fold.apply(events)
            for row, reason in unreadable:
                park(self._projection, row, reason, self._db)
            self.position = int(rows[-1][0])


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of plain records hold no cycles: looking for some among them takes half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
