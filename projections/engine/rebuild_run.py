"""A run of a rebuild through the log, which is read once for all projections."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from domain.log.entries import StoredRow
from domain.log.event_log import EventLog
from domain.log.event_reader import decoders_for, read_events
from projections.engine.generation import set_position
from projections.engine.projection import Projection
from projections.engine.projector import park

BATCH = 10_000
"""Progress is reported after so many events."""
READ_AT_ONCE = 200
"""Events in memory at once: few enough for the processor's cache to hold them."""
APPLY_AT_ONCE = 500
"""How many rows of a projection that subscribes to few events are applied together."""


class ProjectionRebuild:
    """One projection of a rebuild, on tables that no other process reads yet."""

    def __init__(self, projection: Projection, db: Connection, upto: int) -> None:
        """db: a transaction on its new tables. upto: the log position at which it ends."""
        self.projection = projection
        self.upto = upto
        self.rows: list[StoredRow] = []
        """The rows it subscribes to that are read and not applied yet."""
        self._db = db
        self._fold = projection.begin(db)
        self._parked_streams: set[bytes] = set()

    def apply(self) -> None:
        """Apply the waiting rows; park unreadable ones. Raises what the fold raises."""
        if self.rows and self.rows[-1].position > self.upto:
            self.rows[:] = [row for row in self.rows if row.position <= self.upto]
        events, unreadable = read_events(
            self.rows, self.projection.event_types, self._parked_streams
        )
        self._fold.apply(events)
        for row, reason in unreadable:
            park(self.projection, row, reason, self._db)
        self.rows.clear()

    def finish(self, recorded_us: int) -> None:
        """
        Apply and write what is still in memory, and set the position to `upto`.

        recorded_us: when the event at that position was recorded.
        """
        self.apply()
        self._fold.flush()
        set_position(self.upto, recorded_us, self._db)


class RebuildRun:
    """One pass through the log that rebuilds several projections."""

    def __init__(self, log: EventLog, rebuilds: Sequence[ProjectionRebuild]) -> None:
        self._log = log
        self._rebuilds = rebuilds
        self._subscribers = _subscribers(rebuilds)
        self.position = 0

    def apply_batch(self, upto: int) -> None:
        """Read and apply the next BATCH events, or those up to a position if there are fewer."""
        end = min(self.position + BATCH, upto)
        while self.position < end:
            rows = self._log.rows.rows_after(self.position, min(READ_AT_ONCE, end - self.position))
            self._distribute(rows)
            for rebuild in self._rebuilds:
                if len(rebuild.rows) >= APPLY_AT_ONCE:
                    rebuild.apply()
            self.position = rows[-1].position

    def _distribute(self, rows: Sequence[StoredRow]) -> None:
        """Give each row to its subscribers; one of an unknown event type to all, which park it."""
        for row in rows:
            for rebuild in self._subscribers.get(row.topic, self._rebuilds):
                rebuild.rows.append(row)


def _subscribers(rebuilds: Sequence[ProjectionRebuild]) -> dict[str, list[ProjectionRebuild]]:
    """By event type name, the projections that subscribe to it; every known one has an entry."""
    subscribers: dict[str, list[ProjectionRebuild]] = {}
    for rebuild in rebuilds:
        for topic, decode in decoders_for(rebuild.projection.event_types).items():
            subscribers.setdefault(topic, []).extend([rebuild] if decode else [])
    return subscribers


@contextmanager
def without_collector() -> Iterator[None]:
    """
    Switch the cyclic garbage collector off while the context is open.

    Millions of plain records have no cycles, and looking for some would take half of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
