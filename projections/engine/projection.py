"""What every projection is: tables, and how a batch of events changes them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

import msgspec
from sqlalchemy import Connection, MetaData

from domain.aggregate import Event


class View(msgspec.Struct, gc=False):
    """
    As much of an event as a projection reads of it: some of its fields, by the same names.

    To read a whole event takes three times as long. What is only passed on, or is mostly the same,
    may stay as it is written: an id as text, a part of the event as JSON.
    """

    OF: ClassVar[type[Event]]


Interest = type[Event] | type[View]
"""What a projection wants to see: whole events, or views of them."""


class Seen(msgspec.Struct, gc=False):
    """An event of the log, as a projection sees it; quicker to make than a named tuple."""

    position: int
    stream: bytes
    version: int
    recorded_us: int
    event: Any
    """The event, or the projection's view of it."""

    @property
    def known_ms(self) -> int:
        """When it was recorded, in milliseconds since 1970 (UTC)."""
        return self.recorded_us // 1000


class Fold(Protocol):
    """
    Applies events to a projection's tables, and holds in between what it will write.

    The same fold serves one click (apply, flush) and a rebuild (apply, apply, apply, flush).
    """

    def apply(self, batch: Sequence[Seen]) -> None:
        """Apply a batch of events, in the order of the log; what they change may stay in memory."""

    def flush(self) -> None:
        """Write what has changed since the last flush."""


class Projection(Protocol):
    """Tables folded from events. It decides nothing and reads no other projection."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int:
        """Raised whenever tables or fold change: an older shelf is then drawn again."""

    @property
    def tables(self) -> MetaData: ...

    @property
    def interests(self) -> tuple[Interest, ...]:
        """The events that change it."""

    def begin(self, db: Connection) -> Fold:
        """Begin to apply events to the tables, in one transaction: a batch, or a whole rebuild."""
