"""Between an event and the bytes that are stored: its own name, its version, and JSON."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

import msgspec

from domain.aggregate import EVENT_TYPES, Event

encode_json = msgspec.json.Encoder().encode


class Unreadable(Exception):
    """A stored event that this code cannot read: an unknown name, or broken content."""


def decode(topic: str, state: bytes) -> Event:
    """
    Read an event of any version ever stored, as its newest version.

    topic: its event type name, such as `Conversation.Claimed.1`; state: its fields as JSON.
    Raises Unreadable with the event type name and the reason, never an exception of the decoder's.
    """
    decoder = decoder_of(topic)
    try:
        return cast(Event, decoder(state))
    except Exception as error:  # an upcast that meets what it does not expect may raise anything
        raise Unreadable(f"{topic}: {error}") from error


@cache
def decoder_of(topic: str, partial_event: type[msgspec.Struct] | None = None) -> Any:
    """
    The function that reads the states stored under an event type name: from JSON to the event.

    partial_event: what to read them as, when it is less than the whole event.
    Raises Unreadable when there is no such event type. The function raises what msgspec or an
    upcast raises.
    """
    if topic not in EVENT_TYPES:
        raise Unreadable(f"no event is called {topic}")
    event_type = EVENT_TYPES[topic]
    decode_newest = msgspec.json.Decoder(partial_event or event_type).decode
    if topic == event_type.TOPIC:
        return decode_newest
    return upcasting_decoder(event_type, int(topic.rpartition(".")[2]), decode_newest)


def upcasting_decoder(
    event_type: type[Event], stored_version: int, decode_newest: Callable[[bytes], Any]
) -> Any:
    """The function that reads states of an older version: upcast step by step, then decoded."""

    def decode_older(state: bytes) -> Any:
        fields = msgspec.json.decode(state)
        for version in range(stored_version, event_type.VERSION):
            fields = event_type.UPCASTS[version](fields)
        # Encoded again, because a partial event can keep a part as it is stored.
        return decode_newest(encode_json(fields))

    return decode_older
