"""
The outbox: letters that were written and what became of them.

A letter is put here in a transaction of its writer, and sent later by whoever delivers. Each step
of a letter is one conditional UPDATE, so that of any number of deliverers one takes it.

    waiting ──► sending ──► sent
       ▲           ├──────► refused    the other side will never take it
       ├───────────┤                   it may take it later
       │           └──────► unknown    it may have taken it: only a person, or a look, can tell
       └── unwanted                    the reader said no to letters of this kind
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Index, Integer, String, Text, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.aggregate import now
from web.mail.message import Letter, LetterKind
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime


class LetterState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNWANTED = "unwanted"


class KeptLetter(Private):
    """A letter in the outbox. What servers answer may name people, so it is sealed as well."""

    __tablename__ = "outbox"

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    key: Mapped[str] = mapped_column(Text, unique=True)
    account_id: Mapped[uuid.UUID | None]
    kind: Mapped[str] = mapped_column(String(20))
    to: Mapped[str] = mapped_column(Sealed("outbox.to"))
    subject: Mapped[str] = mapped_column(Sealed("outbox.subject"))
    text: Mapped[str] = mapped_column(Sealed("outbox.text"))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    changed_at: Mapped[datetime] = mapped_column(UtcTime())
    due_at: Mapped[datetime] = mapped_column(UtcTime())
    tries: Mapped[int]
    error: Mapped[str | None] = mapped_column(Sealed("outbox.error"))
    carrier: Mapped[int | None]
    post: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (Index("outbox_due", "state", "due_at"),)


letters: Any = KeptLetter.__table__


class Carried(NamedTuple):
    """A letter in somebody's hands."""

    number: int
    letter: Letter
    created_at: datetime
    tries: int


class Outbox:
    """What writers of letters need. Of the deliverers' side: `web/mail/queue.py`."""

    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def put(self, letter: Letter) -> bool:
        """Keep a letter to be sent; False when one with this key is there already."""
        return self.put_all([letter]) == 1

    def put_all(self, written: Iterable[Letter]) -> int:
        """Keep all that are not there yet, in one transaction; say how many those are."""
        rows = [row_of(letter, now()) for letter in written]
        if not rows:
            return 0
        with self._engine.begin() as db:
            return sum(_is_new(row, db) for row in rows)

    def count(self) -> dict[LetterState, int]:
        """How many letters there are in each state."""
        query = select(letters.c.state, func.count()).group_by(letters.c.state)
        with self._engine.connect() as db:
            found = {LetterState(state): n for state, n in db.execute(query)}
        return {state: found.get(state, 0) for state in LetterState}

    def listed(self, states: Sequence[LetterState], most: int) -> Sequence[Any]:
        """The latest letters in one of these states."""
        query = select(letters).where(letters.c.state.in_(states)).limit(most)
        with self._engine.connect() as db:
            return db.execute(query.order_by(letters.c.number.desc())).all()

    def send_again(self, number: int) -> bool:
        """Somebody says that it did not arrive; False when it is not theirs to say."""
        states = (LetterState.UNKNOWN, LetterState.REFUSED)
        return self._settle(number, states, LetterState.WAITING, due_at=now(), tries=0)

    def arrived(self, number: int) -> bool:
        """Somebody says that it did arrive."""
        return self._settle(number, (LetterState.UNKNOWN,), LetterState.SENT)

    def _settle(
        self, number: int, states: Sequence[LetterState], becomes: LetterState, **more: Any
    ) -> bool:
        ours = (letters.c.number == number) & letters.c.state.in_(states)
        change = {"state": becomes, "changed_at": now(), "error": None, "carrier": None, **more}
        with self._engine.begin() as db:
            return db.execute(update(letters).where(ours).values(change)).rowcount == 1


def put_with(letter: Letter, session: Session) -> bool:
    """Keep a letter in the transaction of what it tells about: both are there, or neither."""
    return _is_new(row_of(letter, now()), session)


def row_of(letter: Letter, at: datetime) -> dict[str, Any]:
    return {
        "key": letter.key,
        "account_id": letter.account_id,
        "kind": str(LetterKind(letter.kind)),
        "to": letter.to,
        "subject": letter.subject,
        "text": letter.text,
        "language": letter.language,
        "state": LetterState.WAITING,
        "created_at": at,
        "changed_at": at,
        "due_at": at,
        "tries": 0,
    }


def letter_of(row: Any) -> Letter:
    kind = LetterKind(row.kind)
    return Letter(
        row.key, row.account_id, kind, row.to, row.subject, row.text, language=row.language
    )


def _is_new(row: dict[str, Any], db: Connection | Session) -> bool:
    dialect = (db.get_bind() if isinstance(db, Session) else db).dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(letters).on_conflict_do_nothing(index_elements=["key"])
    return db.execute(statement.returning(letters.c.number), row).first() is not None
