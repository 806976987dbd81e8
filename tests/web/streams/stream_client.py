"""A browser's side of streams: many at once, that come back when they are cut off."""

import asyncio
import json
from contextlib import suppress
from typing import NamedTuple


class Received(NamedTuple):
    position: int | None
    name: str
    data: dict


class StreamClient:
    """Reads one stream for as long as it runs; what it got is in `received`."""

    def __init__(self, port, sign, last_position):
        """sign: gives a ticket. last_position: what the page has read already."""
        self._port, self._sign = port, sign
        self.last_position = last_position
        self.received = []
        self.connections = 0

    async def run(self):
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._read_stream()
            await asyncio.sleep(0.1)

    async def _read_stream(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(self._request())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                return
            self.connections += 1
            text = b""
            while chunk := await _chunk(reader):
                text += chunk
                *whole, text = text.split(b"\n\n")
                for event in whole:
                    self._take(event.decode())
        finally:
            writer.close()

    def _request(self):
        lines = [
            "GET /streams/v1/events HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {self._sign()}",
            f"Last-Event-ID: {self.last_position}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def _take(self, text):
        fields = dict(line.split(": ", 1) for line in text.splitlines() if line[0] != ":")
        if "data" not in fields:
            return
        position = int(fields["id"]) if "id" in fields else None
        self.received.append(Received(position, fields["event"], json.loads(fields["data"])))
        if position is not None:
            self.last_position = position


async def _chunk(reader):
    size = int(await reader.readline() or b"0", 16)
    chunk = await reader.readexactly(size + 2)
    return chunk[:-2]
