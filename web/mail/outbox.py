"""
The outbox: e-mails that were written, and what became of them.

An e-mail is put here in a transaction of its writer, and sent later by a worker. For the statuses
and steps see `web/delivery/outcomes.py`; an e-mail is suppressed when its reader unsubscribed.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    String,
    delete,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from web.delivery.channel import DeliveryColumns
from web.delivery.outcomes import DeliveryStatus
from web.mail.message import EmailCategory, EmailMessage
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into

DELIVERED_AT_ONCE = 500
"""E-mails that are deleted in one transaction."""


class OutboxEmail(DeliveryColumns, Private):
    """An e-mail in the outbox. What servers answer may name people, so it is sealed as well."""

    __tablename__ = "outbox"

    account_id: Mapped[uuid.UUID | None]
    category: Mapped[str] = mapped_column(String(20))
    to: Mapped[str] = mapped_column(Sealed("outbox.to"))
    subject: Mapped[str] = mapped_column(Sealed("outbox.subject"))
    text: Mapped[str] = mapped_column(Sealed("outbox.text"))
    language: Mapped[str] = mapped_column(String(2))
    error: Mapped[str | None] = mapped_column(Sealed("outbox.error"))

    __table_args__ = (Index("outbox_due", "status", "due_at"),)


emails: Any = OutboxEmail.__table__
_COLUMNS = [
    type_coerce(column, column.type.or_none()).label(column.name)
    if isinstance(column.type, Sealed)
    else column
    for column in emails.c
]


class ClaimedMessage(NamedTuple):
    """An e-mail that one worker is sending."""

    number: int
    message: EmailMessage
    created_at: datetime
    attempts: int


class Outbox:
    """What writers of e-mails need. For the workers' side see `web/delivery/queue.py`."""

    def __init__(self, store: PrivateStore) -> None:
        self._engine, self._clock = store.engine, store.clock

    def put(self, message: EmailMessage) -> bool:
        """Store an e-mail to be sent; False when one with this key is there already."""
        return self.put_all([message]) == 1

    def put_all(self, messages: Iterable[EmailMessage]) -> int:
        """Store those that are not there yet, in one transaction; returns how many those are."""
        rows = [row_of(message, self._clock()) for message in messages]
        if not rows:
            return 0
        with self._engine.begin() as db:
            return sum(_insert_if_new(row, db) for row in rows)

    def count(self) -> dict[DeliveryStatus, int]:
        """How many e-mails have each status."""
        query = select(emails.c.status, func.count()).group_by(emails.c.status)
        with self._engine.connect() as db:
            counts = {DeliveryStatus(status): n for status, n in db.execute(query)}
        return {status: counts.get(status, 0) for status in DeliveryStatus}

    def emails_with_status(self, statuses: Sequence[DeliveryStatus], limit: int) -> Sequence[Any]:
        """The latest e-mails with one of these statuses; None is what another key has sealed."""
        query = select(*_COLUMNS).where(emails.c.status.in_(statuses)).limit(limit)
        with self._engine.connect() as db:
            return db.execute(query.order_by(emails.c.number.desc())).all()

    def send_again(self, number: int) -> bool:
        """A person says that it did not arrive; False when its status is not theirs to change."""
        statuses = (DeliveryStatus.UNKNOWN, DeliveryStatus.FAILED)
        return self._settle(
            number, statuses, DeliveryStatus.WAITING, due_at=self._clock(), attempts=0
        )

    def arrived(self, number: int) -> bool:
        """A person says that it did arrive; False when its status is not theirs to change."""
        return self._settle(number, (DeliveryStatus.UNKNOWN,), DeliveryStatus.SENT)

    def _settle(
        self, number: int, statuses: Sequence[DeliveryStatus], becomes: DeliveryStatus, **more: Any
    ) -> bool:
        settled_by_person = (emails.c.number == number) & emails.c.status.in_(statuses)
        cleared = {"error": None, "worker_id": None}
        change = {"status": becomes, "changed_at": self._clock(), **cleared, **more}
        with self._engine.begin() as db:
            return db.execute(update(emails).where(settled_by_person).values(change)).rowcount == 1


def put_with(message: EmailMessage, session: Session, at: datetime) -> bool:
    """Store an e-mail in the transaction of what it is about: both are there, or neither."""
    return _insert_if_new(row_of(message, at), session)


def put_all_with(messages: Iterable[EmailMessage], db: Connection, at: datetime) -> None:
    """Store e-mails that are not there yet, in the transaction of what they are about."""
    for message in messages:
        _insert_if_new(row_of(message, at), db)


def discard_with(key: str, session: Session) -> None:
    """Take an e-mail out again in the transaction that put it here; with "" none."""
    session.execute(delete(emails).where(emails.c.key == key))


def row_of(message: EmailMessage, at: datetime) -> dict[str, Any]:
    return {
        "key": message.key,
        "account_id": message.account_id,
        "category": str(EmailCategory(message.category)),
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "language": message.language,
        "status": DeliveryStatus.WAITING,
        "created_at": at,
        "changed_at": at,
        "due_at": at,
        "attempts": 0,
    }


def message_of(row: Any) -> EmailMessage:
    category = EmailCategory(row.category)
    return EmailMessage(
        row.key, row.account_id, category, row.to, row.subject, row.text, language=row.language
    )


def _insert_if_new(row: dict[str, Any], db: Connection | Session) -> bool:
    statement = insert_into(emails, db).on_conflict_do_nothing(index_elements=["key"])
    return db.execute(statement.returning(emails.c.number), row).first() is not None


def remove_delivered(before: datetime, is_needed: ColumnElement[bool], db: Connection) -> int:
    """
    Delete some e-mails that were due before an instant (UTC), and sent or suppressed.

    is_needed: of those whose writer still looks whether they were written. Returns how many were
    deleted, at most DELIVERED_AT_ONCE. Others wait for a worker or for a person.
    """
    delivered = emails.c.status.in_((DeliveryStatus.SENT, DeliveryStatus.SUPPRESSED))
    is_old = delivered & (emails.c.due_at < before) & ~is_needed
    some = select(emails.c.number).where(is_old).limit(DELIVERED_AT_ONCE)
    return db.execute(delete(emails).where(emails.c.number.in_(some))).rowcount
