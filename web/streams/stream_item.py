"""What a stream sends, and its form on the wire (HTML, section 9.2: server-sent events)."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec


class StreamItem(NamedTuple):
    """One thing that happened, for those whom it concerns."""

    position: int
    """In the log: the id of the event on the stream, which only grows."""
    audience: frozenset[UUID]
    """Conversations and members whose streams get it."""
    name: str
    data: dict[str, Any]

    def encoded(self) -> bytes:
        return event_text(self.name, self.data, self.position)


KEEP_ALIVE = b": keep-alive\n\n"
"""A comment, so that nothing between takes a quiet stream for a dead one."""


def event_text(name: str, data: dict[str, Any], position: int | None = None) -> bytes:
    """A server-sent event; JSON has no line breaks, so its data is one line."""
    id_line = b"" if position is None else b"id: %d\n" % position
    return b"%sevent: %s\ndata: %s\n\n" % (id_line, name.encode(), msgspec.json.encode(data))
