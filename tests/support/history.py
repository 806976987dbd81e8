"""What has happened, and what happened just now: the two halves of a test of the domain."""

from typing import TypeVar
from uuid import UUID

from domain.aggregate import Aggregate, Event

A = TypeVar("A", bound=Aggregate)
SOMETHING = UUID(int=1)


def given(kind: type[A], *events: Event, id: UUID = SOMETHING) -> A:
    """A thing to which these events have happened, in this order."""
    thing = kind(id)
    for event in events:
        thing.replay(event)
    return thing


def happened(thing: Aggregate) -> list[Event]:
    """What happened to it since."""
    return list(thing.pending_events)
