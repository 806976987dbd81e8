"""Texts that people wrote, by id: answers, reasons, appeals. The log holds ids and lengths only."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.assessments.answers import Texts
from domain.text import check_text
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore


class PrivateText(Private):
    """A text, and the member whom it concerns, so that it goes when the member is erased."""

    __tablename__ = "private_text"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Sealed("private_text.text"))
    member_id: Mapped[uuid.UUID] = mapped_column(index=True)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PrivateTexts:
    def __init__(self, store: PrivateStore) -> None:
        self._store = store

    def keep(self, text: str, member_id: uuid.UUID, at: datetime) -> uuid.UUID:
        """
        Store a text, durably, before an event names its id.

        A command that is refused afterwards leaves a text that no event leads to.
        member_id: the member who wrote it, or whom it concerns. Returns the text's id.
        Raises Invalid for a character that no text may contain.
        """
        check_text(text)
        row = PrivateText(id=uuid.uuid4(), text=text, member_id=member_id, written_at=at)
        # A session of its own: what else the request is about to write is not committed with it.
        with self._store.sessions.session_factory() as session, session.begin():
            session.add(row)
            return row.id

    def read(self, ids: Sequence[uuid.UUID]) -> Texts:
        """The texts that have not been erased, by id."""
        with self._store.sessions.session_factory() as session:
            query = select(PrivateText.id, PrivateText.text).where(PrivateText.id.in_(ids))
            return {row.id: row.text for row in session.execute(query)}
