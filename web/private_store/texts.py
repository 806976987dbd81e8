"""
Texts that people wrote, by id: answers, reasons, appeals. The log holds ids and lengths only.

A text is in this store before an event names it, so no event is ever without its text. It is
pending until a job has found the event: whatever stops the program in between, a text that no
event names is deleted.

    pending ──► kept       an event of its aggregate names it
       └──────► deleted    the command was refused, or none has named it by then
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import Refused
from domain.text import check_text
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime


class PrivateText(Private):
    """A text, and the member whom it concerns, so that it goes when the member is erased."""

    __tablename__ = "private_text"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Sealed("private_text.text"))
    member_id: Mapped[uuid.UUID] = mapped_column()
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    aggregate_id: Mapped[uuid.UUID | None]
    pending_since: Mapped[datetime | None] = mapped_column(UtcTime())

    __table_args__ = (
        Index("ix_private_private_text_member_id", "member_id"),
        Index("private_text_pending", "pending_since"),
    )


texts: Any = PrivateText.__table__

StoreText = Callable[[str], uuid.UUID]
"""Stores a text, durably, and returns its id for the event."""


class PrivateTexts:
    def __init__(self, store: PrivateStore) -> None:
        self._store = store

    @contextmanager
    def with_event_of(
        self, aggregate_id: uuid.UUID, member_id: uuid.UUID, at: datetime
    ) -> Iterator[StoreText]:
        """
        Store texts together with the event that names them: carry out the command inside.

        aggregate_id: whose event will name the texts. member_id: who wrote them, or whom they
        concern. When the command is refused, they are deleted at once; when its outcome is not
        known, or the program is stopped, `settle` decides later. What is yielded raises Invalid for
        a character that no text may contain.
        """
        stored: list[uuid.UUID] = []

        def store_text(text: str) -> uuid.UUID:
            check_text(text)
            row = PrivateText(
                id=uuid.uuid4(),
                text=text,
                member_id=member_id,
                written_at=at,
                aggregate_id=aggregate_id,
                pending_since=at,
            )
            # A session of its own: what else the request is about to write is not committed too.
            with self._store.sessions.session_factory() as session, session.begin():
                session.add(row)
                stored.append(row.id)
                return row.id

        try:
            yield store_text
        except Refused:
            self._delete(stored)
            raise

    def read(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
        """The texts that have not been erased, by id."""
        with self._store.sessions.session_factory() as session:
            query = select(PrivateText.id, PrivateText.text).where(PrivateText.id.in_(ids))
            return {row.id: row.text for row in session.execute(query)}

    def pending_before(self, limit: datetime) -> dict[uuid.UUID, list[uuid.UUID]]:
        """The texts that have been pending since before an instant, by the aggregate's id."""
        query = select(texts.c.aggregate_id, texts.c.id).where(texts.c.pending_since < limit)
        pending: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
        with self._store.engine.connect() as db:
            for aggregate_id, text_id in db.execute(query):
                pending[aggregate_id].append(text_id)
        return pending

    def settle(self, named: Iterable[uuid.UUID], unnamed: Iterable[uuid.UUID]) -> None:
        """Keep the pending texts that events name, and delete the others."""
        are_named = texts.c.id.in_(named) & texts.c.pending_since.is_not(None)
        with self._store.engine.begin() as db:
            db.execute(update(texts).where(are_named).values(pending_since=None))
        self._delete(unnamed)

    def erase(self, ids: Iterable[uuid.UUID]) -> None:
        """Delete texts that are not needed any more; events that name them stay."""
        with self._store.engine.begin() as db:
            db.execute(delete(texts).where(texts.c.id.in_(ids)))

    def _delete(self, ids: Iterable[uuid.UUID]) -> None:
        with self._store.engine.begin() as db:
            db.execute(delete(texts).where(texts.c.id.in_(ids), texts.c.pending_since.is_not(None)))
