"""The state that each object of the payment service had when it was last fetched."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.money import Money
from payments.gateway_objects import GatewayObject, ObjectType
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime


class ObjectState(Private):
    """An object at the payment service. It can be fetched anew, and holds nothing of persons."""

    __tablename__ = "gateway_object"

    object_id: Mapped[str] = mapped_column(Text, primary_key=True)
    object_type: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    intent_id: Mapped[uuid.UUID | None]
    fetched_at: Mapped[datetime] = mapped_column(UtcTime())


states: Any = ObjectState.__table__


class KnownObject(NamedTuple):
    """An object, and when its state was asked for (UTC)."""

    object: GatewayObject
    fetched_at: datetime


class ReversedTransfer(NamedTuple):
    """A transfer of which money came back."""

    intent_id: uuid.UUID
    reference: str
    left: Money
    """Zero when all of it came back."""


def store_state(found: GatewayObject, fetched_at: datetime, db: Connection) -> None:
    """
    Store a state, unless a later one is there.

    fetched_at: before it was asked for. The answer to the latest question has the latest state, so
    whichever of two workers writes last, what stays is the latest.
    """
    amount = found.amount
    row = {
        "object_id": found.object_id,
        "object_type": found.object_type,
        "status": found.status,
        "amount": amount.amount if amount else None,
        "currency": amount.currency if amount else None,
        "intent_id": found.intent_id,
        "fetched_at": fetched_at,
    }
    statement = insert_into(states, db).values(row)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["object_id"],
            set_=row,
            where=states.c.fetched_at <= statement.excluded.fetched_at,
        )
    )


def reversed_transfers(store: PrivateStore, since: datetime) -> list[ReversedTransfer]:
    """What was reversed as a whole or in part, as fetched since an instant (UTC)."""
    query = select(states.c.intent_id, states.c.object_id, states.c.amount, states.c.currency)
    query = query.where(
        states.c.object_type == ObjectType.TRANSFER,
        states.c.status.in_(("reversed", "partly_reversed")),
        states.c.intent_id.is_not(None),
        states.c.fetched_at >= since,
    )
    with store.engine.connect() as db:
        return [
            ReversedTransfer(intent_id, reference, Money(amount, currency))
            for intent_id, reference, amount, currency in db.execute(query)
        ]


def known_object(object_id: str, db: Connection) -> KnownObject | None:
    """What is known of an object; None before it was fetched."""
    row = db.execute(select(states).where(states.c.object_id == object_id)).first()
    if row is None:
        return None
    amount = None if row.amount is None else Money(row.amount, row.currency)
    found = GatewayObject(
        row.object_id, ObjectType(row.object_type), row.status, amount, row.intent_id
    )
    return KnownObject(found, row.fetched_at)
