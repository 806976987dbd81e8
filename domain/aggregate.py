"""What our aggregates and their events have in common: how a fact is shaped, named and applied."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from domain.errors import Invalid

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

EVENT_TYPES: dict[str, type["Event"]] = {}
"""Every event the code knows, by the name it is stored under: `Conversation.Claimed.1`."""


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Something that happened, as it is stored for ever.

    A change of fields is a new VERSION; UPCASTS then says, for each older version, how its
    fields become those of the next one.
    """

    VERSION: ClassVar[int] = 1
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {}
    TOPIC: ClassVar[str] = ""

    at: datetime
    """When it happened (UTC): the caller's clock, or what an import says."""

    def apply(self, thing: Any) -> None:
        """Change the state; most events change nothing that a rule needs."""


class Aggregate:
    """A thing with a history: its state is what its events made of it."""

    NOUN: ClassVar[str] = ""
    """What people call it in a sentence; by default its class name in small letters."""

    def __init__(self, id: UUID) -> None:
        self.id = id
        self.version = 0
        self.pending_events: list[Event] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register each event under a name of its own, so that modules stay free to move."""
        super().__init_subclass__(**kwargs)
        cls.NOUN = vars(cls).get("NOUN") or cls.__name__.lower()
        for member in vars(cls).values():
            if isinstance(member, type) and issubclass(member, Event):
                register(member)

    def record(self, event: Event) -> None:
        """Let something happen now; it is recorded when the aggregate is saved."""
        if event.at.utcoffset() != timedelta(0):
            raise Invalid("The event time must be in UTC.")
        self.replay(event)
        self.pending_events.append(event)

    def replay(self, event: Event) -> None:
        """Apply what has happened. No rules here: history is never refused."""
        event.apply(self)
        self.version += 1


def register(event_type: type[Event]) -> None:
    name = event_type.__qualname__
    event_type.TOPIC = f"{name}.{event_type.VERSION}"
    for version in range(1, event_type.VERSION + 1):
        taken = EVENT_TYPES.setdefault(f"{name}.{version}", event_type)
        assert taken is event_type, f"two events are called {name}"


def now() -> datetime:
    """The clock of the world, for those who hand a time to a command."""
    return datetime.now(UTC)
