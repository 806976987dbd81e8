"""
The streams process: one ASGI application, one path, one hub.

    GET /streams/v1/events    Authorization: Bearer <stream ticket>    Last-Event-ID: <position>

The answer is `text/event-stream`: items under the names that their capability gives them, `reset`
when everything must be read anew, a comment every 15 seconds. Pages of other origins may not read
it, except those of the public address, from which it may stand on a port of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from projections.engine.interruptions import DATABASE_INTERRUPTION
from web.streams.hub import Hub, Subscription, next_item
from web.streams.stream_item import KEEP_ALIVE, event_text
from web.streams.tickets import StreamTicket, StreamTickets

PATH = "/streams/v1/events"
KEEP_ALIVE_S = 15.0
BEAT_S = 5.0
"""Between two notes of whose streams are open."""
MOST_STREAMS = 5_000
"""Of one process; beyond, a browser is asked to come back."""
RETRY_AFTER_S = 10
MOST_DIGITS = 18
"""Of a position: it must fit into 64 bits."""

AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
NoteOpen = Callable[[frozenset[UUID]], None]


def note_nothing(_ids: frozenset[UUID]) -> None:
    """Where heartbeats are of no use."""


class StreamsApplication:
    def __init__(
        self,
        open_hub: Callable[[], Hub],
        tickets: StreamTickets,
        origin: str,
        clock: Callable[[], float],
        most_streams: int = MOST_STREAMS,
        note_open: NoteOpen = note_nothing,
    ) -> None:
        """
        Serve streams.

        open_hub: called once, in the process that serves. note_open: told every few seconds whose
        streams are open; it may write to a database. origin: of the pages that may read, as
        browsers write it. clock: seconds that only grow.
        """
        self._open_hub = open_hub
        self._tickets = tickets
        self._origin = origin
        self._clock = clock
        self._most_streams = most_streams
        self._note_open = note_open
        self._streams = 0

    async def __call__(self, scope: AsgiMessage, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """The hub follows the log while the process serves."""
        await receive()
        self.hub = await asyncio.to_thread(self._open_hub)
        tasks = [asyncio.create_task(task) for task in (self.hub.follow(), self._beat())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _beat(self) -> None:
        """A database that is away comes back; until then browsers count as gone."""
        while True:
            with suppress(*DATABASE_INTERRUPTION):
                await asyncio.to_thread(self._note_open, self.hub.audience)
            await asyncio.sleep(BEAT_S)

    async def _answer(self, scope: AsgiMessage, receive: Receive, send: Send) -> None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        if scope["path"] != PATH:
            await _refuse(send, 404, self._shared(headers))
        elif scope["method"] == "OPTIONS":
            await _refuse(send, 204, self._preflight(headers))
        elif scope["method"] != "GET":
            await _refuse(send, 405, [(b"allow", b"GET, OPTIONS")])
        elif (ticket := self._ticket(headers)) is None:
            await _refuse(send, 401, self._shared(headers))
        elif self._streams >= self._most_streams:
            retry = (b"retry-after", str(RETRY_AFTER_S).encode())
            await _refuse(send, 503, [*self._shared(headers), retry])
        else:
            await self._stream(ticket, _last_position(headers), headers, receive, send)

    def _ticket(self, headers: dict[bytes, bytes]) -> StreamTicket | None:
        kind, _, written = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        return self._tickets.read(written) if kind.lower() == "bearer" else None

    def _shared(self, headers: dict[bytes, bytes]) -> Headers:
        """Our own pages may stand on another port; no page of others may read."""
        if headers.get(b"origin", b"").decode("latin-1") != self._origin:
            return []
        return [(b"access-control-allow-origin", self._origin.encode()), (b"vary", b"origin")]

    def _preflight(self, headers: dict[bytes, bytes]) -> Headers:
        shared = self._shared(headers)
        if not shared:
            return []
        return [
            *shared,
            (b"access-control-allow-headers", b"authorization, last-event-id"),
            (b"access-control-max-age", b"7200"),
        ]

    async def _stream(
        self,
        ticket: StreamTicket,
        last_position: int,
        headers: dict[bytes, bytes],
        receive: Receive,
        send: Send,
    ) -> None:
        subscription = Subscription(ticket.audience)
        self._streams += 1
        leaving = asyncio.create_task(_until_gone(receive))
        until = self._clock() + ticket.left.total_seconds()
        writing = asyncio.create_task(
            self._write(subscription, last_position, until, self._shared(headers), send)
        )
        try:
            await asyncio.wait((leaving, writing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams -= 1
            self.hub.close(subscription)
            for task in (leaving, writing):
                task.cancel()
            await asyncio.gather(leaving, writing, return_exceptions=True)

    async def _write(
        self,
        subscription: Subscription,
        last_position: int,
        until: float,
        shared: Headers,
        send: Send,
    ) -> None:
        await send(_start(200, [*shared, *STREAM_HEADERS]))
        missed, is_reset = self.hub.open(subscription, last_position)
        opening = event_text("reset", {}) if is_reset else KEEP_ALIVE
        await _send_part(send, opening + b"".join(item.encoded() for item in missed))
        sent_up_to = max([last_position, *(item.position for item in missed)])
        with suppress(EOFError):
            while (left_s := until - self._clock()) > 0:
                item = await next_item(subscription, min(KEEP_ALIVE_S, left_s))
                if item is None:
                    await _send_part(send, KEEP_ALIVE)
                elif item.position > sent_up_to or is_reset:
                    await _send_part(send, item.encoded())
        await send({"type": "http.response.body", "body": b"", "more_body": False})


STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def _last_position(headers: dict[bytes, bytes]) -> int:
    written = headers.get(b"last-event-id", b"0")
    return int(written) if written.isdigit() and len(written) <= MOST_DIGITS else 0


def _start(status: int, headers: Headers) -> AsgiMessage:
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _refuse(send: Send, status: int, headers: Headers) -> None:
    await send(_start(status, [*headers, (b"content-length", b"0")]))
    await send({"type": "http.response.body", "body": b""})


async def _send_part(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
