"""
What we asked the payment service to open for us: committed before each call, and never forgotten.

Idempotency keys live for a day; these rows say for ever which object an intent of ours became.
"""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime


class IntentKind(StrEnum):
    """What an intent opens; ids of one kind may occur in another."""

    CUSTOMER = "customer"
    """For a brand: the intent's id is the brand's."""
    COLLECTION = "collection"
    """For an amount that a brand pays in: the intent's id is the funding's."""


class GatewayIntent(Private):
    __tablename__ = "gateway_intent"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    intent_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    attempt: Mapped[int]
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcTime())
    due_at: Mapped[datetime] = mapped_column(UtcTime())
    object_id: Mapped[str | None] = mapped_column(Text)


intents: Any = GatewayIntent.__table__


class IntentState(NamedTuple):
    """An intent as it was before the next try."""

    attempt: int
    first_tried_at: datetime | None
    due_at: datetime
    """When it may be tried next, UTC."""
    object_id: str | None
    """What it became, once that is known."""


class GatewayIntents:
    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine

    def state_of(self, kind: IntentKind, intent_id: UUID, at: datetime) -> IntentState:
        """The state of an intent, which is stored if it is new."""
        new = {"kind": kind, "intent_id": intent_id, "attempt": 1, "due_at": at}
        with self._engine.begin() as db:
            db.execute(insert_into(intents, db).values(new).on_conflict_do_nothing())
            query = select(
                intents.c.attempt, intents.c.first_tried_at, intents.c.due_at, intents.c.object_id
            )
            row = db.execute(query.where(_is(kind, intent_id))).one()
        return IntentState(*row)

    def begin(self, kind: IntentKind, intent_id: UUID, at: datetime, due_at: datetime) -> None:
        """Commit that it is being tried, and when it may be tried next if no answer comes."""
        untried = _is(kind, intent_id) & intents.c.first_tried_at.is_(None)
        with self._engine.begin() as db:
            db.execute(update(intents).where(untried).values(first_tried_at=at))
            db.execute(update(intents).where(_is(kind, intent_id)).values(due_at=due_at))

    def refuse(self, kind: IntentKind, intent_id: UUID, due_at: datetime) -> None:
        """The service did not do it: the next try is another attempt, not before then."""
        change = {"attempt": intents.c.attempt + 1, "due_at": due_at}
        with self._engine.begin() as db:
            db.execute(update(intents).where(_is(kind, intent_id)).values(change))

    def complete(self, kind: IntentKind, intent_id: UUID, object_id: str) -> None:
        """It became this object, and stays it."""
        with self._engine.begin() as db:
            db.execute(update(intents).where(_is(kind, intent_id)).values(object_id=object_id))


def _is(kind: IntentKind, intent_id: UUID) -> Any:
    return (intents.c.kind == kind) & (intents.c.intent_id == intent_id)
