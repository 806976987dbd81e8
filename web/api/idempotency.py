"""
Writes that a program may repeat: with the same Idempotency-Key, a write happens once.

The header is that of draft-ietf-httpapi-idempotency-key-header. The answer to the first request is
stored for a day and given again. A refusal is not stored: it changed nothing, and may be otherwise
the next time. When a server dies between the command and its answer, the write is carried out
again a minute later: its command has the same key, and so it still happens once.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, ForeignKey, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import Invalid, NotNow, translatable
from web.api.tokens import ApiToken
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime

STORED_FOR = timedelta(days=1)
UNDER_WAY = translatable("This write is still being carried out. Try again in a minute.")
LONGEST_WRITE = timedelta(minutes=1)
"""A write that has no answer after this time is not being carried out any more."""


class ApiWrite(Private):
    """A write with its answer; without one, it is being carried out, or its server died."""

    __tablename__ = "api_write"

    token_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(ApiToken.id, ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(UtcTime())
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Sealed("api_write.answer"))

    __table_args__ = (Index("api_write_started", "started_at"),)


writes: Any = ApiWrite.__table__


class WriteKey(NamedTuple):
    """A program's key for a write, and what it asked for; both as digests."""

    token_id: uuid.UUID
    key: str
    content: str


class WriteAnswer(NamedTuple):
    status: int
    body: str


class IdempotentWrites:
    def __init__(self, store: PrivateStore) -> None:
        self._engine, self._clock = store.engine, store.clock

    def once(self, key: WriteKey, write: Callable[[], WriteAnswer]) -> tuple[WriteAnswer, bool]:
        """
        The answer to a write, and whether it is that of an earlier request.

        Raises Invalid when the key belongs to another write, NotNow while the same write is being
        carried out, and what the write raises.
        """
        with self._engine.begin() as db:
            earlier = self._earlier_answer(key, db)
        if earlier is not None:
            return earlier, True
        try:
            answer = write()
        except BaseException:
            self._change(key, delete(writes))
            raise
        self._change(key, update(writes).values(status=answer.status, answer=answer.body))
        return answer, False

    def _earlier_answer(self, key: WriteKey, db: Connection) -> WriteAnswer | None:
        """None: this request carries out the write, and the others know."""
        at = self._clock()
        remove_old_writes(at, db)
        new = insert_into(writes, db).values(**key._asdict(), started_at=at)
        if db.scalar(new.on_conflict_do_nothing().returning(writes.c.key)) is not None:
            return None
        row = db.execute(select(writes).where(_is(key))).one_or_none()
        if row is None:  # refused at this very moment
            raise NotNow(UNDER_WAY)
        if row.content != key.content:
            raise Invalid("This Idempotency-Key was used for another write. Use a new one.")
        if row.status is not None:
            return WriteAnswer(row.status, row.answer)
        _take_over(key, row.started_at, at, db)
        return None

    def _change(self, key: WriteKey, statement: Any) -> None:
        with self._engine.begin() as db:
            db.execute(statement.where(_is(key)))


def _take_over(key: WriteKey, started_at: datetime, at: datetime, db: Connection) -> None:
    still_the_same = _is(key) & (writes.c.started_at == started_at)
    if at - started_at <= LONGEST_WRITE:
        raise NotNow(UNDER_WAY)
    change = update(writes).where(still_the_same).values(started_at=at)
    if db.scalar(change.returning(writes.c.key)) is None:  # another request was first
        raise NotNow(UNDER_WAY)


def _is(key: WriteKey) -> Any:
    return (writes.c.token_id == key.token_id) & (writes.c.key == key.key)


def remove_old_writes(at: datetime, db: Connection) -> int:
    """Delete the answers that are not given again at an instant (UTC); return how many."""
    return db.execute(delete(writes).where(writes.c.started_at <= at - STORED_FOR)).rowcount
