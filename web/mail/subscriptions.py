"""Which kinds of letters a person does not want. Without a row they get them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from domain.aggregate import now
from web.mail.message import LetterKind
from web.private_store.accounts import Account
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime


class Unsubscribed(Private):
    __tablename__ = "unsubscribed"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime())


unsubscribed: Any = Unsubscribed.__table__


class Subscriptions:
    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def end(self, account_id: uuid.UUID, kind: LetterKind) -> None:
        """A person wants no more of these; saying it twice is saying it once."""
        row = (literal(str(kind)), literal(now(), UtcTime()))
        theirs = select(Account.id, *row).where(Account.id == account_id)  # none when erased
        with self._engine.begin() as db:
            insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
            filled = insert(unsubscribed).from_select(["account_id", "kind", "at"], theirs)
            db.execute(filled.on_conflict_do_nothing())

    def begin_again(self, account_id: uuid.UUID, kind: LetterKind) -> None:
        theirs = (unsubscribed.c.account_id == account_id) & (unsubscribed.c.kind == kind)
        with self._engine.begin() as db:
            db.execute(delete(unsubscribed).where(theirs))

    def unwanted_by(self, account_id: uuid.UUID) -> frozenset[LetterKind]:
        query = select(unsubscribed.c.kind).where(unsubscribed.c.account_id == account_id)
        with self._engine.connect() as db:
            return frozenset(LetterKind(kind) for kind in db.scalars(query))
