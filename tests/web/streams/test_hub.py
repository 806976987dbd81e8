"""The hub: what streams get, in order, once each, also after a pause."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from domain.log.entries import StoredRow
from web.streams.hub import LOOK_BACK, MOST_QUEUED, Hub, Subscription, next_item
from web.streams.stream_item import StreamItem

ROOM, OTHER_ROOM = UUID(int=1), UUID(int=2)


class Log:
    """A log whose rows say, by their stream, whom they concern."""

    def __init__(self):
        self.rows = []

    def add(self, room, number=1):
        for _ in range(number):
            position = len(self.rows) + 1
            self.rows.append(StoredRow(position, room.bytes, 1, "x", b"", 0))

    def read(self, after, limit):
        return self.rows[after : after + limit]


def items_of(rows):
    return [StreamItem(row.position, frozenset({UUID(bytes=row.stream)}), "x", {}) for row in rows]


def following(steps, **options):
    """Run steps beside a hub that follows a log."""
    log = Log()

    async def run():
        hub = Hub(log.read, items_of, 0, **options)
        task = asyncio.create_task(hub.follow())
        try:
            return await steps(log, hub)
        finally:
            task.cancel()

    return asyncio.run(run())


async def positions(subscription, number):
    items = [await next_item(subscription, 2) for _ in range(number)]
    return [item and item.position for item in items]


async def caught_up(log, hub):
    while hub.position < len(log.rows):  # noqa: ASYNC110 - the hub says nothing when it has read
        await asyncio.sleep(0.005)


def test_a_stream_gets_what_concerns_it_in_the_order_of_the_log():
    async def steps(log, hub):
        subscription = Subscription(frozenset({ROOM}))
        hub.open(subscription, 0)
        log.add(ROOM, 2)
        log.add(OTHER_ROOM)
        log.add(ROOM)
        return await positions(subscription, 3)

    assert following(steps) == [1, 2, 4]


def test_a_stream_of_two_rooms_gets_an_item_of_both_once():
    async def steps(log, hub):
        subscription = Subscription(frozenset({ROOM, OTHER_ROOM}))
        hub.open(subscription, 0)
        log.add(ROOM)
        log.add(OTHER_ROOM)
        return await positions(subscription, 2)

    assert following(steps) == [1, 2]


def test_a_browser_that_comes_back_gets_what_it_missed_once():
    async def steps(log, hub):
        log.add(ROOM, 5)
        await caught_up(log, hub)
        subscription = Subscription(frozenset({ROOM}))
        opened = hub.open(subscription, 3)
        log.add(ROOM)
        return [item.position for item in opened.missed] + await positions(subscription, 1)

    assert following(steps) == [4, 5, 6]


def test_a_browser_that_was_away_too_long_reads_everything_anew():
    async def steps(log, hub):
        log.add(ROOM, 10)
        await caught_up(log, hub)
        return [hub.open(Subscription(frozenset({ROOM})), last) for last in (3, 6)]

    too_long, in_time = following(steps, ring_size=4)
    assert (too_long.missed, too_long.is_reset) == ([], True)
    assert ([item.position for item in in_time.missed], in_time.is_reset) == ([7, 8, 9, 10], False)


def test_a_process_that_starts_knows_the_recent_past():
    log = Log()
    log.add(ROOM, LOOK_BACK + 10)

    hub = Hub(log.read, items_of, len(log.rows))

    subscription = Subscription(frozenset({ROOM}))
    assert hub.open(subscription, 5).is_reset
    assert not hub.open(subscription, 11).is_reset


def test_a_browser_that_reads_too_slowly_is_disconnected():
    subscription = Subscription(frozenset({ROOM}))
    item = StreamItem(1, frozenset({ROOM}), "x", {})
    for _ in range(MOST_QUEUED + 5):
        subscription.put(item)

    async def read_all():
        for _ in range(MOST_QUEUED):
            assert await next_item(subscription, 1) == item
        with pytest.raises(EOFError):
            await next_item(subscription, 1)

    asyncio.run(read_all())


def test_a_stream_that_is_closed_gets_nothing_more():
    async def steps(log, hub):
        subscription = Subscription(frozenset({ROOM}))
        hub.open(subscription, 0)
        hub.close(subscription)
        log.add(ROOM)
        await caught_up(log, hub)
        return subscription.queue.qsize()

    assert following(steps) == 0


def test_a_log_that_is_away_for_a_while_is_followed_again():
    log = Log()
    failures = [OperationalError("SELECT", {}, Exception("away"))]

    def read(after, limit):
        if failures:
            raise failures.pop()
        return log.read(after, limit)

    async def run():
        hub = Hub(read, items_of, 0)
        task = asyncio.create_task(hub.follow())
        subscription = Subscription(frozenset({ROOM}))
        hub.open(subscription, 0)
        log.add(ROOM)
        try:
            return await positions(subscription, 1)
        finally:
            task.cancel()

    assert asyncio.run(run()) == [1]
