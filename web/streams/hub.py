"""
The hub: follows the log once for all open streams of a process.

Each stream has a queue. What is new goes into the queues of those whom it concerns, and into a ring
of recent items, from which a browser that comes back gets what it missed. A browser that was away
for longer is told to read everything anew (`reset`), so nothing is lost and nothing comes twice.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from domain.log.entries import StoredRow
from projections.engine.interruptions import DATABASE_INTERRUPTION
from web.streams.stream_item import StreamItem

BATCH = 500
PAUSE_S = 0.02
"""Between two looks at the log."""
PAUSE_AFTER_FAILURE_S = 0.5
RING = 5_000
"""So many recent items are kept for browsers that come back."""
LOOK_BACK = 2_000
"""So many positions before the head are read when a process starts: browsers come back to it."""
MOST_QUEUED = 500
"""A browser that is so far behind is disconnected; it comes back for the rest."""

ReadLog = Callable[[int, int], Sequence[StoredRow]]
"""The log from after a position, at most so many rows."""
MakeItems = Callable[[Sequence[StoredRow]], list[StreamItem]]
"""What rows of the log mean to streams, in their order. It may read databases."""


class Opened(NamedTuple):
    """A stream as it begins."""

    missed: list[StreamItem]
    is_reset: bool
    """Whether the browser must read everything anew: what it missed is not known any more."""


class Subscription:
    """One open stream."""

    def __init__(self, audience: frozenset[UUID]) -> None:
        self.audience = audience
        self.queue: asyncio.Queue[StreamItem | None] = asyncio.Queue()
        """None: the stream ends, and the browser comes back."""

    def put(self, item: StreamItem) -> None:
        if self.queue.qsize() < MOST_QUEUED:
            self.queue.put_nowait(item)
        elif self.queue.qsize() == MOST_QUEUED:
            self.queue.put_nowait(None)


class Hub:
    """Lives in one event loop; the log is read in a thread, so that no stream waits for it."""

    def __init__(
        self, read_log: ReadLog, make_items: MakeItems, head: int, ring_size: int = RING
    ) -> None:
        """head: the newest position of the log when the process starts."""
        self._read_log = read_log
        self._make_items = make_items
        self._position = self._ring_after = max(0, head - LOOK_BACK)
        self._ring: deque[StreamItem] = deque()
        self._ring_size = ring_size
        self._subscriptions: dict[UUID, set[Subscription]] = defaultdict(set)

    @property
    def position(self) -> int:
        """Up to which the streams show the log."""
        return self._position

    def open(self, subscription: Subscription, last_position: int) -> Opened:
        """
        Let a stream begin after the position that its browser has seen.

        A position beyond the hub's is of a page that read the log just now: what the hub reads
        next comes before it, and is left out when it is sent.
        """
        for id in subscription.audience:
            self._subscriptions[id].add(subscription)
        if last_position < self._ring_after:
            return Opened([], is_reset=True)
        missed = [
            item
            for item in self._ring
            if item.position > last_position and item.audience & subscription.audience
        ]
        return Opened(missed, is_reset=False)

    def close(self, subscription: Subscription) -> None:
        for id in subscription.audience:
            self._subscriptions[id].discard(subscription)
            if not self._subscriptions[id]:
                del self._subscriptions[id]

    @property
    def audience(self) -> frozenset[UUID]:
        """The conversations and members whose streams are open."""
        return frozenset(self._subscriptions)

    async def follow(self) -> None:
        """Read the log until cancelled; a database that is away comes back."""
        while True:
            try:
                read = await self._read_on()
            except DATABASE_INTERRUPTION:
                await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
                continue
            if not read:
                await asyncio.sleep(PAUSE_S)

    async def _read_on(self) -> int:
        rows = await asyncio.to_thread(self._read_log, self._position, BATCH)
        if rows:
            for item in await asyncio.to_thread(self._make_items, rows):
                self.publish(item)
            self._position = rows[-1].position
        return len(rows)

    def publish(self, item: StreamItem) -> None:
        """Give an item to those whom it concerns."""
        self._ring.append(item)
        if len(self._ring) > self._ring_size:
            self._ring_after = self._ring.popleft().position
        concerned = {
            subscription for id in item.audience for subscription in self._subscriptions.get(id, ())
        }
        for subscription in concerned:
            subscription.put(item)


async def next_item(subscription: Subscription, patience_s: float) -> StreamItem | None:
    """The next item; None when there is none in time. Raises EOFError when the stream ends."""
    item: StreamItem | None = None
    with suppress(TimeoutError):
        item = await asyncio.wait_for(subscription.queue.get(), patience_s)
        if item is None:
            raise EOFError
    return item
