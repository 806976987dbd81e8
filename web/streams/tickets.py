"""
Stream tickets: a page proves to the streams process who reads, without a session there.

A ticket is signed, says whose streams may be read, and is good for a few minutes. A stream ends
with its ticket; the page gets a new one, for which its session is looked at again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from domain.clock import Clock

GOOD_FOR = timedelta(minutes=5)


class StreamTicket(NamedTuple):
    """Who may read which streams."""

    audience: frozenset[UUID]
    """Conversations and members whose streams it opens."""
    left: timedelta
    """For how long it is still good."""


class StreamTickets:
    def __init__(self, secret_key: str, clock: Clock) -> None:
        """clock: the present time, UTC; the same on pages and streams, to a few seconds."""
        self._serializer = URLSafeSerializer(secret_key, salt="stream-ticket")
        self._clock = clock

    def sign(self, audience: Iterable[UUID]) -> str:
        until = self._clock() + GOOD_FOR
        written = self._serializer.dumps(
            [int(until.timestamp()), sorted(id.hex for id in audience)]
        )
        return written if isinstance(written, str) else written.decode()

    def read(self, written: str) -> StreamTicket | None:
        """None when it was not signed here, or is over."""
        try:
            until_s, ids = self._serializer.loads(written)
        except BadData:
            return None
        left = datetime.fromtimestamp(until_s, UTC) - self._clock()
        return StreamTicket(frozenset(map(UUID, ids)), left) if left > timedelta(0) else None
