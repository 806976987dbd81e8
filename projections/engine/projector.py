"""The projector: follows the log and updates the read models, one batch in one transaction."""

import logging
import threading
import time
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from domain.errors import NotNow
from domain.log.entries import StoredRow
from domain.log.event_log import LOG_FAILURE, EventLog
from domain.log.event_reader import concerns, read_events
from projections.engine.generation import (
    ProjectionGeneration,
    parked,
    position_of,
    set_position,
)
from projections.engine.interruptions import DATABASE_INTERRUPTION
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore

BATCH = 500
BATCH_WHEN_BEHIND = 5000
BUSY_PAUSE_S = 0.001
IDLE_PAUSE_S = 0.02
BUSY_FOR_S = 1.0
"""For how many seconds after an event the log is polled every BUSY_PAUSE_S, then less often."""
RECHECK_S = 0.5
"""
After how many seconds all projections are checked, whatever has happened: one may have failed, or
have cut over to tables that are behind.
"""

PARKED = select(parked.c.stream).distinct()

logger = logging.getLogger(__name__)


class Projector:
    """
    Keeps projections up to date. Any number may run at once: no event is applied twice.

    An event that cannot be read or applied is parked, with the later events of its stream.
    """

    def __init__(
        self,
        log: EventLog,
        store: ReadModelStore,
        projections: Sequence[Projection],
        recheck_s: float = RECHECK_S,
    ) -> None:
        """recheck_s: after how many seconds all projections are checked, whatever has happened."""
        self._log = log
        self._store = store
        self.projections = projections
        self._recheck_s = recheck_s

    def catch_up(self) -> None:
        """
        Follow until every projection has read the log up to its present end.

        Raises what `step` raises.
        """
        head = self._log.rows.head()
        for projection in self.projections:
            while self.step(projection) < head:
                pass

    def run(self, stop: threading.Event) -> None:
        """Follow the log until `stop` is set. Raises nothing: failures are logged and retried."""
        head, moved_at, checked_at = -1, time.monotonic(), 0.0
        while not stop.is_set():
            newest, concerned = self._news(head, stop)
            if time.monotonic() - checked_at > self._recheck_s:
                self._follow_all(self.projections, newest, stop)
                checked_at = time.monotonic()
            elif newest != head:
                self._follow_all(concerned, newest, stop)
            if newest != head:
                head, moved_at = newest, time.monotonic()
            busy = time.monotonic() - moved_at < BUSY_FOR_S
            stop.wait(BUSY_PAUSE_S if busy else IDLE_PAUSE_S)

    def _concerned(self, after: int, upto: int) -> Sequence[Projection]:
        """
        The projections that new events concern; pages wait for no others.

        The checkpoints of the others move when all projections are checked the next time.
        """
        if upto - after > BATCH:
            return self.projections
        rows = self._log.rows.rows_after(after, upto - after)
        return [
            projection for projection in self.projections if concerns(projection.event_types, rows)
        ]

    def _news(self, last_head: int, stop: threading.Event) -> tuple[int, Sequence[Projection]]:
        """
        The log's newest position, and the projections that the events up to it concern.

        The last position that was read, and no projections, while the log cannot be read.
        """
        try:
            newest = self._log.rows.head()
            return newest, self._concerned(last_head, newest) if newest != last_head else ()
        except LOG_FAILURE:
            logger.exception("the log cannot be read; it is tried again")
            stop.wait(self._recheck_s)
            return last_head, ()

    def _follow_all(
        self, projections: Sequence[Projection], head: int, stop: threading.Event
    ) -> None:
        for projection in projections:
            try:
                while not stop.is_set() and self.step(projection) < head:
                    pass
            except Exception:
                # A projection that fails must not stop the others; it is tried again.
                logger.exception("%s could not follow the log", projection.name)
                stop.wait(IDLE_PAUSE_S)

    def step(self, projection: Projection) -> int:
        """
        Apply the next batch to a projection; return the log position it has reached.

        Raises a DATABASE_INTERRUPTION; nothing of the batch is written then.
        Raises NotNow when another version of the code has built its tables, which may have other
        columns or mean something else by them; or when they were built from another log.
        """
        generation = self._live(projection)
        try:
            return self._batch(projection, generation)
        except DATABASE_INTERRUPTION:
            raise
        except Exception:
            logger.exception(
                "%s cannot apply a batch; its events are tried singly", projection.name
            )
            return self._one_by_one(projection, generation)

    def _batch(self, projection: Projection, generation: ProjectionGeneration) -> int:
        with generation.write() as db:
            position = position_of(db, lock=True)
            rows = self._next(position)
            if not rows:
                return position
            _apply(projection, rows, db)
            set_position(rows[-1].position, rows[-1].recorded_us, db)
            return rows[-1].position

    def _next(self, position: int) -> Sequence[StoredRow]:
        """The next rows of the log: BATCH of them, or BATCH_WHEN_BEHIND when there are more."""
        rows = self._log.read(position, BATCH)
        if len(rows) < BATCH:
            return rows
        return [*rows, *self._log.read(rows[-1].position, BATCH_WHEN_BEHIND - BATCH)]

    def _one_by_one(self, projection: Projection, generation: ProjectionGeneration) -> int:
        """Apply the next batch event by event, and park those that cannot be applied."""
        position = 0
        for _ in range(BATCH):
            with generation.write() as db:
                position = position_of(db, lock=True)
                rows = self._log.read(position, 1)
                if not rows:
                    return position
                _park_or_apply(projection, rows[0], db)
                position = rows[0].position
                set_position(position, rows[0].recorded_us, db)
        return position

    def _live(self, projection: Projection) -> ProjectionGeneration:
        generation = self._store.live_of_this_log(projection)
        if generation.version != projection.version:
            raise NotNow(
                "%(projection)s was built by another version of Comptoir;"
                " run `comptoir rebuild %(projection)s` to rebuild it.",
                projection=projection.name,
            )
        return generation


def _apply(projection: Projection, rows: Sequence[StoredRow], db: Connection) -> None:
    events, unreadable = read_events(rows, projection.event_types, streams_parked(db))
    fold = projection.begin(db)
    fold.apply(events)
    fold.flush()
    for row, reason in unreadable:
        park(projection, row, reason, db)


def _park_or_apply(projection: Projection, row: StoredRow, db: Connection) -> None:
    savepoint = db.begin_nested()
    try:
        _apply(projection, [row], db)
    except DATABASE_INTERRUPTION:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a fold raises, the event is kept aside
        savepoint.rollback()
        park(projection, row, f"{type(error).__name__}: {error}", db)
    else:
        savepoint.commit()


def park(projection: Projection, row: StoredRow, reason: str, db: Connection) -> None:
    """Write an event and the reason why it is parked to the table that the status page reads."""
    logger.error("%s parks event %d (%s): %s", projection.name, row.position, row.topic, reason)
    values = {"position": row.position, "stream": row.stream, "topic": row.topic}
    db.execute(insert(parked).values(error=reason, parked_ms=row.recorded_us // 1000, **values))


def streams_parked(db: Connection) -> set[bytes]:
    """The streams whose later events must wait, because an earlier one is parked."""
    return set(db.scalars(PARKED))
