"""
How far each reactor has read the log, and the reactions that failed.

Both are in the private store, beside the outbox, and not among the read models: what a reactor did
cannot be rebuilt from the log, so its checkpoint must outlive every rebuild.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import NotNow
from domain.log.entries import StoredRow
from web.mail.message import EmailMessage
from web.mail.outbox import put_all_with
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime


class ReactorCheckpoint(Private):
    """The log position up to which a reactor has done what was to be done, or noted its failure."""

    __tablename__ = "reactor_checkpoint"

    reactor: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger())
    changed_at: Mapped[datetime] = mapped_column(UtcTime())


class FailedReaction(Private):
    """An event that a reactor could not handle; tried again at `due_at`, unless it is parked."""

    __tablename__ = "failed_reaction"

    reactor: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    event_type: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(UtcTime())
    due_at: Mapped[datetime] = mapped_column(UtcTime())
    is_parked: Mapped[bool]
    error: Mapped[str] = mapped_column(Sealed("failed_reaction.error"))


checkpoints: Any = ReactorCheckpoint.__table__
failures: Any = FailedReaction.__table__


class Failure(NamedTuple):
    """Why a reaction failed, and when it is tried again."""

    attempts: int
    """How many times it was tried by now."""
    at: datetime
    due_at: datetime
    is_parked: bool
    """It is not tried again until a person says so."""
    error: str


class DueReaction(NamedTuple):
    """A failed reaction that is to be tried again."""

    position: int
    event_type: str
    attempts: int
    """How many times it was tried by now."""


class Reactions:
    """The reactions of one reactor. Only one worker at a time may change them."""

    def __init__(self, store: PrivateStore, reactor: str) -> None:
        self._engine = store.engine
        self._reactor = reactor

    def checkpoint(self, start: int, at: datetime) -> int:
        """
        The position up to which the reactor has read.

        start: where a reactor begins that has none; at its first run, the end of the log: what
        happened before there was this reactor is not reacted to.
        """
        query = select(checkpoints.c.position).where(checkpoints.c.reactor == self._reactor)
        with self._engine.connect() as db:
            position = db.scalar(query)
        return self._begin(start, at) if position is None else int(position)

    def _begin(self, start: int, at: datetime) -> int:
        with self._engine.begin() as db:
            db.execute(
                insert_into(checkpoints, db),
                {"reactor": self._reactor, "position": start, "changed_at": at},
            )
        return start

    def advance(self, after: int, position: int, at: datetime) -> None:
        """Move the checkpoint over events that do not concern the reactor."""
        with self._engine.begin() as db:
            self._move(after, position, at, db)

    def finish(
        self, after: int, position: int, emails: Sequence[EmailMessage], at: datetime
    ) -> None:
        """Put the e-mails into the outbox and move the checkpoint, in one transaction."""
        with self._engine.begin() as db:
            self._move(after, position, at, db)
            put_all_with(emails, db, at)

    def fail(self, after: int, row: StoredRow, failure: Failure) -> None:
        """Note a failure and move the checkpoint: the events after it do not wait."""
        with self._engine.begin() as db:
            self._move(after, row.position, failure.at, db)
            db.execute(insert_into(failures, db), self._failed(row, failure))

    def due(self, at: datetime) -> list[DueReaction]:
        """The failed reactions that are to be tried again."""
        is_due = ~failures.c.is_parked & (failures.c.due_at <= at)
        columns = (failures.c.position, failures.c.event_type, failures.c.attempts)
        with self._engine.connect() as db:
            rows = db.execute(
                select(*columns).where(self._own & is_due).order_by(failures.c.position)
            )
            return [DueReaction(*row) for row in rows]

    def finish_failed(self, position: int, emails: Sequence[EmailMessage], at: datetime) -> None:
        """A failed reaction has succeeded: put its e-mails, and forget the failure."""
        with self._engine.begin() as db:
            db.execute(delete(failures).where(self._own & (failures.c.position == position)))
            put_all_with(emails, db, at)

    def fail_again(self, row: StoredRow, failure: Failure) -> None:
        """Note one more failure of a reaction."""
        failed_row = update(failures).where(self._own & (failures.c.position == row.position))
        with self._engine.begin() as db:
            db.execute(failed_row.values(self._failed(row, failure)))

    @property
    def _own(self) -> Any:
        return failures.c.reactor == self._reactor

    def _move(self, after: int, position: int, at: datetime, db: Connection) -> None:
        row = update(checkpoints).where(
            checkpoints.c.reactor == self._reactor, checkpoints.c.position == after
        )
        if db.execute(row.values(position=position, changed_at=at)).rowcount != 1:
            raise NotNow("Another worker runs this reactor.")

    def _failed(self, row: StoredRow, failure: Failure) -> dict[str, Any]:
        return {
            "reactor": self._reactor,
            "position": row.position,
            "event_type": row.topic,
            "attempts": failure.attempts,
            "failed_at": failure.at,
            "due_at": failure.due_at,
            "is_parked": failure.is_parked,
            "error": failure.error,
        }


class ReactorProgress(NamedTuple):
    """How far a reactor has read, for the status page."""

    name: str
    position: int
    behind: int
    """How many events of the log it has not read yet."""
    failed: int
    """How many reactions are tried again by themselves."""
    parked: int
    """How many reactions wait for a person."""


class ParkedReaction(NamedTuple):
    """A reaction that failed too many times, for the status page."""

    reactor: str
    position: int
    event_type: str
    attempts: int
    error: str
    """It may name people: it is shown on the status page, and written nowhere else."""
    failed_at: datetime

    @property
    def error_type(self) -> str:
        return self.error.partition(":")[0]


def reactor_progress(store: PrivateStore, head: int) -> list[ReactorProgress]:
    """The progress of every reactor that has ever run, by name. head: the log's newest position."""
    with store.engine.connect() as db:
        rows = db.execute(select(checkpoints).order_by(checkpoints.c.reactor)).all()
        failed = db.execute(select(failures.c.reactor, failures.c.is_parked)).all()
    return [
        ReactorProgress(
            row.reactor,
            row.position,
            max(0, head - row.position),
            sum(name == row.reactor and not is_parked for name, is_parked in failed),
            sum(name == row.reactor and is_parked for name, is_parked in failed),
        )
        for row in rows
    ]


def parked_reactions(store: PrivateStore) -> list[ParkedReaction]:
    """The reactions that wait for a person, the oldest event first."""
    query = select(failures).where(failures.c.is_parked)
    with store.engine.connect() as db:
        return [
            ParkedReaction(
                row.reactor, row.position, row.event_type, row.attempts, row.error, row.failed_at
            )
            for row in db.execute(query.order_by(failures.c.position, failures.c.reactor))
        ]


def retry_parked(store: PrivateStore, reactor: str, position: int, at: datetime) -> bool:
    """A person has a parked reaction tried again; False when there is no such one."""
    parked = (failures.c.reactor == reactor) & (failures.c.position == position)
    values = {"is_parked": False, "attempts": 0, "due_at": at}
    with store.engine.begin() as db:
        change = update(failures).where(parked & failures.c.is_parked).values(values)
        return db.execute(change).rowcount == 1
