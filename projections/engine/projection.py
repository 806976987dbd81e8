"""What every projection is: tables, and how a batch of events changes them."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, MetaData

from domain.log.envelope import EventEnvelope
from domain.log.event_reader import EventType


class Fold(Protocol):
    """
    Applies events to a projection's tables, and holds changes in memory until it is flushed.

    The same fold serves a single event (apply, flush) and a rebuild (apply, apply, apply, flush).
    """

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        """
        Apply a batch of events, in the order of the log; changes may stay in memory.

        It may raise anything: in the projector, the event that caused it is then parked.
        """

    def flush(self) -> None:
        """Write all changes since the last flush."""


class Projection(Protocol):
    """Tables folded from events. It decides nothing and reads no other projection."""

    @property
    def name(self) -> str:
        """A unique name in lower case, with underscores: part of file and schema names."""

    @property
    def version(self) -> int:
        """Raised whenever tables or fold change: tables of an older version are then rebuilt."""

    @property
    def tables(self) -> MetaData:
        """Each with a primary key; secondary indexes are added after a rebuild."""

    @property
    def event_types(self) -> tuple[EventType, ...]:
        """The events it subscribes to: those that change it."""

    def begin(self, db: Connection) -> Fold:
        """Begin to apply events to the tables, in one transaction: a batch, or a whole rebuild."""
