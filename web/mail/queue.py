"""The workers' side of the outbox: claiming an e-mail, and recording what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from domain.errors import Invalid
from web.mail.message import EmailCategory
from web.mail.outbox import ClaimedMessage, EmailStatus, emails, message_of
from web.mail.unsubscribe import unsubscribed
from web.private_store.encrypted_columns import WrongKey
from web.private_store.store import PrivateStore

BATCH = 50


class UnreadableMessage(Exception):
    """An e-mail that cannot be read; the message is what an administrator needs to know."""


class DeliveryQueue:
    """What one worker does with e-mails; for the statuses see the diagram in `outbox.py`."""

    def __init__(self, store: PrivateStore, backend: str) -> None:
        """backend: the name of the mail backend that this worker sends through."""
        self._engine, self._clock = store.engine, store.clock
        self._backend = backend

    def due(self, at: datetime) -> Sequence[int]:
        """The numbers of some e-mails due by then, the longest waiting first."""
        if not self._waiting(at):
            return []  # called every second: nothing is written when nothing is due
        self._suppress_unsubscribed(at)
        return self._waiting(at)

    def _waiting(self, at: datetime) -> Sequence[int]:
        is_due = (emails.c.status == EmailStatus.WAITING) & (emails.c.due_at <= at)
        query = select(emails.c.number).where(is_due).limit(BATCH)
        with self._engine.connect() as db:
            return db.scalars(query.order_by(emails.c.due_at, emails.c.number)).all()

    def _suppress_unsubscribed(self, at: datetime) -> None:
        """The reader may have unsubscribed after the e-mail was written."""
        unwanted = (emails.c.status == EmailStatus.WAITING) & _is_unsubscribed()
        self._change(unwanted, {"status": EmailStatus.SUPPRESSED, "changed_at": at})

    def claim(self, number: int, worker_id: int, at: datetime) -> ClaimedMessage | None:
        """
        Record that this worker sends it; None when another one does, or it is suppressed.

        Raises UnreadableMessage when it is this worker's, and cannot be read.
        """
        is_free = (emails.c.number == number) & (emails.c.status == EmailStatus.WAITING)
        change = {
            "status": EmailStatus.SENDING,
            "changed_at": at,
            "worker_id": worker_id,
            "backend": self._backend,
            "attempts": emails.c.attempts + 1,
        }
        claim = update(emails).where(is_free & ~_is_unsubscribed()).values(change)
        with self._engine.begin() as db:
            # Not yet what is sealed: an e-mail that does not open is claimed, and fails.
            is_claimed = db.execute(claim.returning(emails.c.number)).first() is not None
        return self._read(number) if is_claimed else None

    def _read(self, number: int) -> ClaimedMessage:
        with self._engine.connect() as db:
            try:
                row = db.execute(select(emails).where(emails.c.number == number)).one()
                message = message_of(row)
            except (WrongKey, Invalid, ValueError) as error:
                raise UnreadableMessage(_why_unreadable(error)) from error
        return ClaimedMessage(row.number, message, row.created_at, row.attempts)

    def settle(
        self,
        number: int,
        worker_id: int,
        becomes: EmailStatus,
        error: str | None = None,
        **more: Any,
    ) -> None:
        """
        Record what became of an e-mail that this worker claimed.

        Also when another worker took this one for dead meanwhile: this one knows what happened.
        """
        statuses = (EmailStatus.SENDING, EmailStatus.UNKNOWN)
        ours = (emails.c.number == number) & (emails.c.worker_id == worker_id)
        change = {"status": becomes, "changed_at": self._clock(), "error": error, **more}
        self._change(ours & emails.c.status.in_(statuses), change)

    def in_flight(self) -> dict[int, int]:
        """The e-mails that are being sent, each with its worker."""
        query = select(emails.c.number, emails.c.worker_id)
        with self._engine.connect() as db:
            rows = db.execute(query.where(emails.c.status == EmailStatus.SENDING))
            return {row.number: row.worker_id for row in rows}

    def abandon(self, number: int, worker_id: int) -> None:
        """Its worker died, and how far it got is unknown."""
        theirs = (emails.c.number == number) & (emails.c.worker_id == worker_id)
        change = {
            "status": EmailStatus.UNKNOWN,
            "changed_at": self._clock(),
            "error": "the sending process stopped",
        }
        self._change(theirs & (emails.c.status == EmailStatus.SENDING), change)

    def unknown(self) -> Sequence[Any]:
        """E-mails that this backend may have accepted: their numbers and keys."""
        ours = (emails.c.status == EmailStatus.UNKNOWN) & (emails.c.backend == self._backend)
        with self._engine.connect() as db:
            return db.execute(select(emails.c.number, emails.c.key).where(ours)).all()

    def resolve(self, number: int, *, arrived: bool) -> None:
        """The backend knows whether it took an e-mail that may have been sent."""
        becomes = EmailStatus.SENT if arrived else EmailStatus.WAITING
        is_unknown = (emails.c.number == number) & (emails.c.status == EmailStatus.UNKNOWN)
        self._change(is_unknown, {"status": becomes, "changed_at": self._clock(), "error": None})

    def _change(self, condition: ColumnElement[bool], change: dict[str, Any]) -> None:
        with self._engine.begin() as db:
            db.execute(update(emails).where(condition).values(change))


def _is_unsubscribed() -> ColumnElement[bool]:
    same = (unsubscribed.c.account_id == emails.c.account_id) & (
        unsubscribed.c.category == emails.c.category
    )
    exists: ColumnElement[bool] = (
        select(unsubscribed.c.category).where(same).correlate(emails).exists()
    )
    return and_(emails.c.category != EmailCategory.ACCOUNT, exists)


def _why_unreadable(error: Exception) -> str:
    if isinstance(error, WrongKey):
        return "the e-mail was encrypted with another private key"
    return f"the e-mail is damaged: {error}"
