"""The workers' side of a table of deliveries: claiming one, and recording what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, update

from web.delivery.outcomes import DeliveryStatus
from web.private_store.encrypted_columns import WrongKey
from web.private_store.store import PrivateStore

BATCH = 50


class DeliveryTable(NamedTuple):
    """A table with the columns of `DeliveryColumns`, and which of its rows are not wanted."""

    table: Any
    is_unwanted: ColumnElement[bool]
    """True of rows that are not to be delivered any more: they become suppressed."""


class UnreadableDelivery(Exception):
    """A row that cannot be read; the message is what an administrator needs to know."""


class DeliveryQueue:
    """What one worker does with deliveries; for the statuses see the diagram in `outcomes.py`."""

    def __init__(self, deliveries: DeliveryTable, store: PrivateStore, channel: str) -> None:
        """channel: the name of the system that this worker delivers to."""
        self._table, self._is_unwanted = deliveries.table, deliveries.is_unwanted
        self._engine, self._clock = store.engine, store.clock
        self._channel = channel

    def due(self, at: datetime) -> Sequence[int]:
        """The numbers of some deliveries due by then, the longest waiting first."""
        if not self._waiting(at):
            return []  # called every second: nothing is written when nothing is due
        self._suppress_unwanted(at)
        return self._waiting(at)

    def _waiting(self, at: datetime) -> Sequence[int]:
        c = self._table.c
        is_due = (c.status == DeliveryStatus.WAITING) & (c.due_at <= at)
        query = select(c.number).where(is_due).limit(BATCH)
        with self._engine.connect() as db:
            return db.scalars(query.order_by(c.due_at, c.number)).all()

    def _suppress_unwanted(self, at: datetime) -> None:
        unwanted = (self._table.c.status == DeliveryStatus.WAITING) & self._is_unwanted
        self._change(unwanted, {"status": DeliveryStatus.SUPPRESSED, "changed_at": at})

    def claim(self, number: int, worker_id: int, at: datetime) -> Any | None:
        """
        Record that this worker delivers it, and return the row; None when another one does.

        None also when it is not wanted any more. Raises UnreadableDelivery when it is this
        worker's, and does not open with the private key.
        """
        c = self._table.c
        is_free = (c.number == number) & (c.status == DeliveryStatus.WAITING)
        change = {
            "status": DeliveryStatus.SENDING,
            "changed_at": at,
            "worker_id": worker_id,
            "backend": self._channel,
            "attempts": c.attempts + 1,
        }
        claim = update(self._table).where(is_free & ~self._is_unwanted).values(change)
        with self._engine.begin() as db:
            # Not yet what is sealed: a row that does not open is claimed, and fails.
            is_claimed = db.execute(claim.returning(c.number)).first() is not None
        return self._row(number) if is_claimed else None

    def _row(self, number: int) -> Any:
        with self._engine.connect() as db:
            try:
                query = select(self._table).where(self._table.c.number == number)
                return db.execute(query).one()
            except (WrongKey, ValueError) as error:
                raise UnreadableDelivery(why_unreadable(error)) from error

    def settle(
        self,
        number: int,
        worker_id: int,
        becomes: DeliveryStatus,
        error: str | None = None,
        **more: Any,
    ) -> None:
        """
        Record what became of a delivery that this worker claimed.

        Also when another worker took this one for dead meanwhile: this one knows what happened.
        """
        c, statuses = self._table.c, (DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)
        ours = (c.number == number) & (c.worker_id == worker_id)
        change = {"status": becomes, "changed_at": self._clock(), "error": error, **more}
        self._change(ours & c.status.in_(statuses), change)

    def in_flight(self) -> dict[int, int]:
        """The deliveries under way, each with its worker."""
        c = self._table.c
        query = select(c.number, c.worker_id).where(c.status == DeliveryStatus.SENDING)
        with self._engine.connect() as db:
            return {row.number: row.worker_id for row in db.execute(query)}

    def abandon(self, number: int, worker_id: int) -> None:
        """Its worker died, and how far it got is unknown."""
        c = self._table.c
        theirs = (c.number == number) & (c.worker_id == worker_id)
        change = {
            "status": DeliveryStatus.UNKNOWN,
            "changed_at": self._clock(),
            "error": "the sending process stopped",
        }
        self._change(theirs & (c.status == DeliveryStatus.SENDING), change)

    def unknown(self) -> Sequence[Any]:
        """Deliveries that this channel may have taken: their numbers and keys."""
        c = self._table.c
        ours = (c.status == DeliveryStatus.UNKNOWN) & (c.backend == self._channel)
        with self._engine.connect() as db:
            return db.execute(select(c.number, c.key).where(ours)).all()

    def resolve(self, number: int, *, arrived: bool) -> None:
        """The other system knows whether it took a delivery whose outcome was unknown."""
        becomes = DeliveryStatus.SENT if arrived else DeliveryStatus.WAITING
        c = self._table.c
        is_unknown = (c.number == number) & (c.status == DeliveryStatus.UNKNOWN)
        self._change(is_unknown, {"status": becomes, "changed_at": self._clock(), "error": None})

    def _change(self, condition: ColumnElement[bool], change: dict[str, Any]) -> None:
        with self._engine.begin() as db:
            db.execute(update(self._table).where(condition).values(change))


def why_unreadable(error: Exception) -> str:
    """What an administrator needs to know of a WrongKey, an Invalid or a ValueError."""
    if isinstance(error, WrongKey):
        return "it was encrypted with another private key"
    return f"it is damaged: {error}"
