"""For which calls the worker has invited, and where somebody asks it to do so again."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime


class InvitationRound(Private):
    """A call without a row was published just now: the worker invites to it by itself."""

    __tablename__ = "invitation_round"

    call_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcTime())
    done_at: Mapped[datetime | None] = mapped_column(UtcTime())


rounds: Any = InvitationRound.__table__


class InvitationRounds:
    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def ask(self, call_id: uuid.UUID, at: datetime) -> None:
        """Have the worker invite those who match by now and were not invited before."""
        self._note(call_id, asked_at=at)

    def finish(self, call_id: uuid.UUID, began: datetime) -> None:
        """What was asked for before it began is done; what was asked since is not."""
        self._note(call_id, done_at=began)

    def is_due(self, call_id: uuid.UUID) -> bool:
        return call_id in self.due_among([call_id])

    def due_among(self, call_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        """Those for which the worker has not done yet what it is asked for."""
        done = rounds.c.done_at.is_not(None)
        settled = done & (rounds.c.asked_at.is_(None) | (rounds.c.asked_at < rounds.c.done_at))
        query = select(rounds.c.call_id).where(rounds.c.call_id.in_(call_ids), settled)
        with self._engine.connect() as db:
            finished = set(db.scalars(query))
        return [call_id for call_id in call_ids if call_id not in finished]

    def _note(self, call_id: uuid.UUID, **values: datetime) -> None:
        with self._engine.begin() as db:
            insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
            noted = insert(rounds).values(call_id=call_id, **values)
            db.execute(noted.on_conflict_do_update(index_elements=["call_id"], set_=values))
