"""People's own words, by id: answers, reasons, appeals. The log knows where they lie, no more."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.assessments.answers import Texts
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore


class Words(Private):
    """What somebody wrote; who it is about, so that it goes when they are erased."""

    __tablename__ = "words"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Sealed("words.text"))
    about: Mapped[uuid.UUID] = mapped_column(index=True)
    """The member whose words they are, or whom they concern."""
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class WordStore:
    def __init__(self, store: PrivateStore) -> None:
        self._store = store

    def keep(self, text: str, about: uuid.UUID, at: datetime) -> uuid.UUID:
        """
        Keep a text, durably, before an event says where it lies.

        A command that is refused afterwards leaves a text that nothing leads to.
        """
        words = Words(id=uuid.uuid4(), text=text, about=about, written_at=at)
        # A session of its own: what else the request is about to write is not committed with it.
        with self._store.sessions.session_factory() as session, session.begin():
            session.add(words)
            return words.id

    def read(self, ids: Sequence[uuid.UUID]) -> Texts:
        """The texts that are still there, by id."""
        with self._store.sessions.session_factory() as session:
            query = select(Words.id, Words.text).where(Words.id.in_(ids))
            return {row.id: row.text for row in session.execute(query)}
