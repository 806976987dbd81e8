"""Reading the log for a projection: the events it wants, decoded, and those that cannot be."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from domain.aggregate import Event
from domain.event_registry import EVENT_TYPES
from domain.log.entries import Row, RowTuple
from domain.log.mapper import Unreadable, decoder_of
from projections.engine.projection import Interest, Seen, View

Decoders = dict[str, Callable[[bytes], Any] | None]
"""By topic, what reads its states; None for the topics a projection does not want."""


def read(
    rows: Iterable[RowTuple], interests: tuple[Interest, ...], behind: set[bytes]
) -> tuple[list[Seen], list[tuple[Row, str]]]:
    """
    Decode the events a projection wants; and say which cannot be, and why.

    behind: the things whose events must wait; grows with those found unreadable here.
    """
    seen: list[Seen] = []
    wrong: list[tuple[Row, str]] = []
    decoders = decoders_for(interests)
    for position, stream, version, topic, state, recorded_us in rows:
        decode = decoders.get(topic, unknown)
        if decode is None:
            continue
        try:
            event = decode(state) if not behind or stream not in behind else out_of_turn(state)
        except Exception as error:  # noqa: BLE001 - an upcast may raise anything
            behind.add(stream)
            row = Row(position, stream, version, topic, state, recorded_us)
            wrong.append((row, f"{topic}: {error}"))
        else:
            seen.append(Seen(position, stream, version, recorded_us, event))
    return seen, wrong


def concerns(wanted: tuple[Interest, ...], rows: Iterable[RowTuple]) -> bool:
    """Whether a projection has to do something about any of these events, be it to park it."""
    decoders = decoders_for(wanted)
    return any(decoders.get(topic, unknown) is not None for _, _, _, topic, _, _ in rows)


@cache
def decoders_for(wanted: tuple[Interest, ...]) -> Decoders:
    """How to read the events a projection wants, under every name they were ever stored."""
    views = dict(map(_view, wanted))
    return {
        topic: decoder_of(topic, views[event_type]) if event_type in views else None
        for topic, event_type in EVENT_TYPES.items()
    }


def _view(wanted: Interest) -> tuple[type[Event], type[View] | None]:
    return (wanted.OF, wanted) if issubclass(wanted, View) else (wanted, None)


def unknown(_state: bytes) -> Any:
    raise Unreadable("no event is called so")


def out_of_turn(_state: bytes) -> Any:
    raise Unreadable("an earlier event of the same thing is parked")
