"""The base of aggregates and events: how events are shaped, named, recorded and applied."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from domain.errors import Invalid
from domain.text import record_errors

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

EVENT_TYPES: dict[str, type["Event"]] = {}
"""Every event the code knows, by the name it is stored under: `Conversation.Claimed.1`."""


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Something that happened, as it is stored forever.

    A change of fields is a new VERSION; UPCASTS then maps each older version to a function that
    turns its fields into those of the next version.
    """

    VERSION: ClassVar[int] = 1
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {}
    TOPIC: ClassVar[str] = ""
    """The event type name: `eventsourcing` calls it topic."""

    at: datetime
    """When it happened (UTC): the caller's clock, or what an import says."""

    def apply(self, aggregate: Any) -> None:
        """Change the aggregate's state; by default nothing, as no rule needs it."""


class Aggregate:
    """An object with rules whose state is the result of its events."""

    ABSENT: ClassVar[str]
    """What people read when there is none with an id."""

    def __init__(self, id: UUID) -> None:
        self.id = id
        self.version = 0
        self.pending_events: list[Event] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register each event under its own name, so that modules can move without renaming it."""
        super().__init_subclass__(**kwargs)
        for member in vars(cls).values():
            if isinstance(member, type) and issubclass(member, Event):
                register(member)

    def record(self, event: Event) -> None:
        """
        Apply a new event and add it to the pending ones, which the log appends.

        Raises Invalid when the event's time is not in UTC, or a text in it has a character that
        no text may contain: the log keeps it for ever, and not every database takes it.
        """
        if event.at.utcoffset() != timedelta(0):
            raise Invalid("The event time must be in UTC.")
        for error in record_errors(event):
            raise error
        self.replay(event)
        self.pending_events.append(event)

    def replay(self, event: Event) -> None:
        """Apply an event that has happened. There are no rules here: history is never refused."""
        event.apply(self)
        self.version += 1


def register(event_type: type[Event]) -> None:
    """Give an event type its name, and make all its versions known to readers of the log."""
    name = event_type.__qualname__
    event_type.TOPIC = f"{name}.{event_type.VERSION}"
    for version in range(1, event_type.VERSION + 1):
        registered = EVENT_TYPES.setdefault(f"{name}.{version}", event_type)
        assert registered is event_type, f"two events are called {name}"
