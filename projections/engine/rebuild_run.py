"""A rebuild on its way through the log: batch after batch, what cannot be read is parked."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from domain.log.event_log import EventLog
from projections.engine.event_reader import read_events
from projections.engine.projection import Projection
from projections.engine.projector import park

BATCH = 10_000
"""Progress is reported after so many events."""
READ_AT_ONCE = 200
"""Events in memory at once: few enough for the processor's cache to hold them."""


class RebuildRun:
    """A projection on its way through a log, on tables that no other process reads yet."""

    def __init__(self, log: EventLog, projection: Projection, db: Connection) -> None:
        self._log = log
        self._projection = projection
        self._db = db
        self._parked_streams: set[bytes] = set()
        self.fold = projection.begin(db)
        self.position = 0

    def apply_batch(self, upto: int) -> None:
        """Go on by a batch, or up to a position if that comes first."""
        end = min(self.position + BATCH, upto)
        while self.position < end:
            rows = self._log.rows.rows_after(self.position, min(READ_AT_ONCE, end - self.position))
            events, unreadable = read_events(
                rows, self._projection.event_types, self._parked_streams
            )
            self.fold.apply(events)
            for row, reason in unreadable:
                park(self._projection, row, reason, self._db)
            self.position = rows[-1].position


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
