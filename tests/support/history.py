"""Given events and new events: the beginning and the end of a test of an aggregate."""

from typing import TypeVar
from uuid import UUID

from domain.aggregate import Aggregate, Event

A = TypeVar("A", bound=Aggregate)
SOMETHING = UUID(int=1)


def given(aggregate_type: type[A], *events: Event, id: UUID = SOMETHING) -> A:
    """An aggregate with a history of these events, in this order."""
    aggregate = aggregate_type(id)
    for event in events:
        aggregate.replay(event)
    return aggregate


def happened(aggregate: Aggregate) -> list[Event]:
    """The events that the aggregate has recorded since."""
    return list(aggregate.pending_events)
