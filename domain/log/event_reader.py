"""Reading the log for a consumer: the events it subscribes to, and those that are unreadable."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, ClassVar

import msgspec

from domain.aggregate import EVENT_TYPES, Event
from domain.log.entries import StoredRow
from domain.log.envelope import EventEnvelope
from domain.log.mapper import Unreadable, decoder_of


class PartialEvent(msgspec.Struct, gc=False):
    """
    Some fields of an event, by the same names: those that a consumer reads.

    To decode a whole event takes three times as long. Values that are only passed on, or are mostly
    the same, may stay as they are stored: an id as text, a part of the event as JSON.
    """

    OF: ClassVar[type[Event]]
    """The event type it is a part of."""


EventType = type[Event] | type[PartialEvent]
"""What a consumer subscribes to: whole events, or parts of them."""

Decoders = dict[str, Callable[[bytes], Any] | None]
"""By event type name, the decoder; None for types a consumer does not subscribe to."""


def read_events(
    rows: Iterable[StoredRow], event_types: tuple[EventType, ...], parked_streams: set[bytes]
) -> tuple[list[EventEnvelope[Any]], list[tuple[StoredRow, str]]]:
    """
    Decode the events a consumer subscribes to; return them, and the unreadable rows with reasons.

    Both lists are in the order of the log. parked_streams: the streams whose events must be parked,
    because an earlier one is; those of rows that are unreadable here are added. Raises nothing.
    """
    events: list[EventEnvelope[Any]] = []
    unreadable: list[tuple[StoredRow, str]] = []
    decoders = decoders_for(event_types)
    for row in rows:
        position, stream, version, topic, state, recorded_us = row
        decode = decoders.get(topic, _unknown)
        if decode is None:
            continue
        try:
            if parked_streams and stream in parked_streams:
                _refuse_later_event()
            data = decode(state)
        except Exception as error:  # noqa: BLE001 - an upcast may raise anything
            parked_streams.add(stream)
            unreadable.append((row, f"{topic}: {error}"))
        else:
            events.append(EventEnvelope(position, stream, version, recorded_us, topic, data))
    return events, unreadable


def concerns(event_types: tuple[EventType, ...], rows: Iterable[StoredRow]) -> bool:
    """Whether a consumer subscribes to any of these events, or has to park one of them."""
    decoders = decoders_for(event_types)
    return any(decoders.get(row.topic, _unknown) is not None for row in rows)


@cache
def decoders_for(event_types: tuple[EventType, ...]) -> Decoders:
    """The decoders of the events a consumer subscribes to, for every version of their types."""
    parts = dict(map(_whole_and_part, event_types))
    return {
        topic: decoder_of(topic, parts[event_type]) if event_type in parts else None
        for topic, event_type in EVENT_TYPES.items()
    }


def _whole_and_part(event_type: EventType) -> tuple[type[Event], type[PartialEvent] | None]:
    if issubclass(event_type, PartialEvent):
        return event_type.OF, event_type
    return event_type, None


def _unknown(_state: bytes) -> Any:
    raise Unreadable("unknown event type")


def _refuse_later_event() -> None:
    raise Unreadable("an earlier event of the same aggregate is parked")
