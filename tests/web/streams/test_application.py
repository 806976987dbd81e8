"""What the streams process answers, and to whom."""

import asyncio
from uuid import UUID

import pytest

from tests.support.moving_clock import MovingClock, StoppedClock
from web.streams.application import PATH, StreamsApplication
from web.streams.hub import Hub, Subscription
from web.streams.stream_item import StreamItem
from web.streams.tickets import StreamTickets

ROOM = UUID(int=1)
ORIGIN = "https://counter.example"
CLOCK = MovingClock()
TICKETS = StreamTickets("secret", CLOCK)


class Client:
    """Asks an application once, and leaves after the first part of the body, or stays."""

    def __init__(self, most=10, clock=None, *, stays=False):
        hub = Hub(lambda _after, _limit: [], lambda _rows: [], 0)
        clock = clock or StoppedClock()
        self.application = StreamsApplication(lambda: hub, TICKETS, ORIGIN, clock, most)
        self.hub, self.sent, self.stays = hub, [], stays

    async def ask(self, scope):
        self._lifespan, self._started, self._gone = (
            asyncio.Queue(),
            asyncio.Event(),
            asyncio.Event(),
        )
        living = asyncio.create_task(
            self.application({"type": "lifespan"}, self._lifespan.get, self._note)
        )
        await self._lifespan.put({"type": "lifespan.startup"})
        await self._started.wait()
        await asyncio.wait_for(self.application(scope, self._leave, self._note), 5)
        await self._lifespan.put({"type": "lifespan.shutdown"})
        await living

    async def _note(self, message):
        if message["type"].startswith("lifespan"):
            self._started.set()
        else:
            self.sent.append(message)
        if message["type"] == "http.response.body" and not self.stays:
            self._gone.set()

    async def _leave(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}


def answer(headers=None, *, path=PATH, method="GET", items=(), most=10):
    """Ask once; the status, headers and body of the answer."""
    client = Client(most)
    for item in items:
        client.hub.publish(item)
    encoded = [(name.encode(), text.encode()) for name, text in (headers or {}).items()]
    asyncio.run(client.ask({"type": "http", "path": path, "method": method, "headers": encoded}))
    start, *bodies = client.sent
    body = b"".join(message.get("body", b"") for message in bodies)
    return start["status"], {name.decode(): text.decode() for name, text in start["headers"]}, body


def with_ticket(**more):
    return {"authorization": f"Bearer {TICKETS.sign([ROOM])}", **more}


def test_a_page_with_a_ticket_gets_a_stream_that_nothing_between_may_keep():
    status, headers, body = answer(with_ticket())

    assert status == 200
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert body == b": keep-alive\n\n"


def test_a_stream_begins_with_what_was_missed():
    missed = StreamItem(7, frozenset({ROOM}), "message", {"text": "a\nb"})

    _, _, body = answer(with_ticket(**{"last-event-id": "6"}), items=[missed])

    assert body.endswith(b'id: 7\nevent: message\ndata: {"text":"a\\nb"}\n\n')


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 900]
)
def test_without_a_ticket_there_is_no_stream(authorization):
    headers = {} if authorization is None else {"authorization": authorization}

    assert answer(headers)[0] == 401


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/", "GET", 404), (PATH + "/", "GET", 404), (PATH, "POST", 405), (PATH, "HEAD", 405)],
)
def test_there_is_one_path_and_one_method(path, method, status):
    assert answer(with_ticket(), path=path, method=method)[0] == status


@pytest.mark.parametrize("written", ["", "x", "-1", "1" * 400, "\u0661"])
def test_a_last_position_that_is_none_counts_as_the_beginning(written):
    assert answer(with_ticket(**{"last-event-id": written}))[0] == 200


def test_only_pages_of_the_public_address_may_read_from_another_port():
    own, others = ORIGIN, "https://counter.example.evil"
    shared = "access-control-allow-origin"

    assert answer(with_ticket(origin=own))[1][shared] == own
    assert shared not in answer(with_ticket(origin=others))[1]
    status, headers, _ = answer({"origin": own}, method="OPTIONS")
    assert (status, headers["access-control-allow-headers"]) == (
        204,
        "authorization, last-event-id",
    )
    assert shared not in answer({"origin": others}, method="OPTIONS")[1]


def test_beyond_its_limit_a_process_asks_browsers_to_come_back():
    status, headers, _ = answer(with_ticket(), most=0)

    assert (status, headers["retry-after"]) == (503, "10")


def test_a_stream_goes_on_until_its_ticket_is_over_and_then_ends_in_order():
    clock = StoppedClock()
    client = Client(clock=clock, stays=True)
    headers = [(b"authorization", with_ticket()["authorization"].encode())]

    async def run():
        scope = {"type": "http", "path": PATH, "method": "GET", "headers": headers}
        asking = asyncio.create_task(client.ask(scope))
        while len(client.sent) < 2:  # noqa: ASYNC110 - the client says nothing when it has answered
            await asyncio.sleep(0.005)
        is_open = not asking.done()
        clock.now += 400
        client.hub.publish(StreamItem(1, frozenset({ROOM}), "message", {}))
        await asking
        return is_open

    assert asyncio.run(run())
    assert client.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_whose_streams_are_open_is_noted_while_the_process_serves():
    noted = []
    client = Client(stays=True)
    client.application = StreamsApplication(
        lambda: client.hub, TICKETS, ORIGIN, StoppedClock(), note_open=noted.append
    )

    async def run():
        subscription = Subscription(frozenset({ROOM}))
        client.hub.open(subscription, 0)
        lifespan, started = asyncio.Queue(), asyncio.Event()

        async def note(_message):
            started.set()

        living = asyncio.create_task(client.application({"type": "lifespan"}, lifespan.get, note))
        await lifespan.put({"type": "lifespan.startup"})
        await started.wait()
        while not noted:  # noqa: ASYNC110 - it is noted by a thread
            await asyncio.sleep(0.005)
        await lifespan.put({"type": "lifespan.shutdown"})
        await living

    asyncio.run(run())
    assert noted == [frozenset({ROOM})]
