"""A projection with few events: each is written at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, MetaData

from domain.aggregate import Event
from domain.log.envelope import EventEnvelope

P = TypeVar("P", bound="SimpleProjection")
E = TypeVar("E", bound=Event)

Handler = Callable[[P, EventEnvelope[E], Connection], None]
HANDLED = "handled_event_type"
"""The attribute of a handler that says which events it is for."""


def handles(event_type: type[E]) -> Callable[[Handler[P, E]], Handler[P, E]]:
    """
    A decorator: makes a method of a SimpleProjection the handler of an event type.

    The method gets the event in its envelope and a connection to the projection's tables.
    """

    def mark(handler: Handler[P, E]) -> Handler[P, E]:
        setattr(handler, HANDLED, event_type)
        return handler

    return mark


class SimpleProjection:
    """
    Tables, and a handler for each event type that changes them.

    A handler writes at once: one statement or two for each event. A projection with hundreds of
    thousands of events has a fold of its own instead, which holds changes in memory.
    """

    name: str
    version: int
    """Raised whenever tables or handlers change: the tables are then rebuilt."""
    tables: MetaData
    event_types: tuple[type[Event], ...]
    """Collected from the handlers."""

    _handlers: dict[type[Event], Callable[..., None]]

    def __init_subclass__(cls) -> None:
        members: list[Any] = [getattr(cls, name, None) for name in dir(cls)]
        handlers = [member for member in members if hasattr(member, HANDLED)]
        cls._handlers = {getattr(handler, HANDLED): handler for handler in handlers}
        cls.event_types = tuple(cls._handlers)

    def begin(self, db: Connection) -> "SimpleFold":
        return SimpleFold(self, self._handlers, db)


class SimpleFold:
    """Gives each event to its handler."""

    def __init__(
        self,
        projection: SimpleProjection,
        handlers: Mapping[type[Event], Callable[..., None]],
        db: Connection,
    ) -> None:
        self._projection = projection
        self._handlers = handlers
        self._db = db

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        for event in batch:
            self._handlers[type(event.data)](self._projection, event, self._db)

    def flush(self) -> None:
        """Nothing is held in memory: each handler has written."""
