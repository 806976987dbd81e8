"""
The poster: follows the log, and writes the entry of each event that moves money or points, once.

Its checkpoint is committed with its entries, and it is never rebuilt. It parks nothing: later
entries rely on what earlier ones put on accounts with a floor. At an event that it cannot post it
stops, notes the reason, and tries that event again at each run.
"""

from collections.abc import Sequence
from threading import Event as Stop
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

import domain.event_registry  # noqa: F401 - a reader must know every event type
from domain.log.entries import StoredRow
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from domain.log.event_reader import EventType, read_events
from payments.ledger.book import CannotPost
from payments.ledger.database import LedgerDatabase
from payments.ledger.entries import LedgerEntry, draft_of
from payments.ledger.general_ledger import GeneralLedger
from payments.ledger.journal import book_for, close_period, new_drafts, write_entries
from payments.ledger.tables import checkpoint
from payments.postings import POSTED_EVENTS

EVENT_TYPES: tuple[EventType, ...] = (*POSTED_EVENTS, GeneralLedger.PeriodClosed)
NO_FAILURE: dict[str, Any] = {"failed_position": None, "failure": None}


class LedgerProgress(NamedTuple):
    """How far the log is posted, for the status page."""

    position: int
    behind: int
    """How many events of the log are not posted yet."""
    failed_position: int | None
    """The event that cannot be posted; None: all is well."""
    failure: str | None
    """Why not."""

    @property
    def problem(self) -> str | None:
        """What an operator reads; None: all is well."""
        if self.failure is None:
            return None
        return f"the ledger stops at position {self.failed_position}: {self.failure}"


class Poster:
    """Any number may run at once: the checkpoint is locked while a batch is posted."""

    name = "post_ledger"
    """Of the job that lets it follow the log."""
    batch = 1000
    """How many events are posted in one transaction."""

    def __init__(self, log: EventLog, database: LedgerDatabase) -> None:
        self._log = log
        self._database = database

    def catch_up(self, stop: Stop | None = None) -> LedgerProgress:
        """
        Post up to the present end of the log, or to an event that cannot be posted.

        Raises what the databases raise while they are away; nothing of a batch is written then.
        """
        head = self._log.rows.head()
        while self.step() and self.progress().position < head and not (stop and stop.is_set()):
            pass
        return self.progress()

    def step(self) -> bool:
        """Post the next batch; return whether there was one, and all of it could be posted."""
        try:
            return self._post(self.batch)
        except (CannotPost, IntegrityError):
            return self._post_singly()

    def progress(self) -> LedgerProgress:
        """How far the log is posted."""
        head = self._log.rows.head()
        with self._database.read() as db:
            row = db.execute(select(checkpoint)).one_or_none()
        if row is None:
            return LedgerProgress(0, head, None, None)
        behind = max(0, head - row.position)
        return LedgerProgress(row.position, behind, row.failed_position, row.failure)

    def _post_singly(self) -> bool:
        """Post event by event up to the one that cannot be posted, and note why."""
        try:
            for _ in range(self.batch):
                if not self._post(1):
                    return False
        except (CannotPost, IntegrityError) as error:
            self._note(_reason_of(error))
            return False
        return True

    def _post(self, limit: int) -> bool:
        with self._database.write() as db:
            position = self._checked_position(db)
            rows = self._log.read(position, limit)
            if not rows:
                db.execute(update(checkpoint).values(NO_FAILURE))
                return False
            self._post_rows(rows, db)
            last = {"position": rows[-1].position, "recorded_us": rows[-1].recorded_us}
            db.execute(update(checkpoint).values(last | NO_FAILURE))
        return True

    def _post_rows(self, rows: Sequence[StoredRow], db: Connection) -> None:
        batch = Batch(rows, self._log.rows.identity(), db)
        for event in batch.events:
            batch.post(event)
        batch.write()

    def _checked_position(self, db: Connection) -> int:
        """Lock the checkpoint. Raises CannotPost when it is of another log, or ahead of it."""
        log_id = self._log.rows.identity()
        row = self._locked_checkpoint(db)
        recorded_us = self._log.rows.recorded_us_at(row.position) if row.position else 0
        if (bytes(row.log_id), row.recorded_us) != (log_id, recorded_us):
            raise CannotPost(
                f"the ledger is of another log, or of events that are no longer in this one: it is"
                f" posted up to position {row.position}. Restore the backup that belongs to it"
            )
        return int(row.position)

    def _locked_checkpoint(self, db: Connection) -> Row[Any]:
        locked = select(checkpoint).with_for_update()
        if row := db.execute(locked).one_or_none():
            return row
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        first = {"log_id": self._log.rows.identity(), "position": 0, "recorded_us": 0}
        db.execute(dialect.insert(checkpoint).values(first).on_conflict_do_nothing())
        return db.execute(locked).one()

    def _note(self, reason: str) -> None:
        with self._database.write() as db:
            row = self._locked_checkpoint(db)
            db.execute(update(checkpoint).values(failed_position=row.position + 1, failure=reason))


class Batch:
    """The entries of some rows of the log, written together."""

    def __init__(self, rows: Sequence[StoredRow], log_id: bytes, db: Connection) -> None:
        """Raises CannotPost when one of them cannot be read: it may move money."""
        self.events, unreadable = read_events(rows, EVENT_TYPES, set())
        if unreadable:
            raise CannotPost(f"the event cannot be read: {unreadable[0][1]}")
        drafts = new_drafts([draft for draft in map(draft_of, self.events) if draft], db)
        self._drafts = {draft.position: draft for draft in drafts}
        self._book = book_for(drafts, log_id, db)
        self._entries: list[LedgerEntry] = []
        self._db = db

    def post(self, event: EventEnvelope[Any]) -> None:
        if isinstance(event.data, GeneralLedger.PeriodClosed):
            self.write()
            close_period(event.data.month, event.position, self._db)
            self._book.close_through(event.data.month)
            return
        if draft := self._drafts.get(event.position):
            self._entries.append(self._book.enter(draft))

    def write(self) -> None:
        write_entries(self._entries, self._db)
        self._entries = []


def _reason_of(error: CannotPost | IntegrityError) -> str:
    """Without the values of a statement, which the database adds."""
    if isinstance(error, IntegrityError):
        return str(error.orig).splitlines()[0]
    return str(error)
