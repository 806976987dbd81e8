"""The streams process is killed while many write: nothing is lost, nothing comes twice."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.clock import system_clock
from domain.conversations.conversation_commands import ConversationCommands
from domain.log.event_log import EventLog
from tests.support.people import BRAND
from tests.support.programs import ROOT, SECRETS
from tests.web.streams.stream_client import StreamClient
from web.streams.tickets import StreamTickets

CLIENTS, WRITERS, MESSAGES = 100, 4, 600
ROOMS = 20


class StreamsServer:
    """The streams process as `comptoir serve` runs it."""

    def __init__(self, database_url, port):
        self.port = port
        own = {"DATABASE_URL": database_url, "PGAPPNAME": "streams"}
        self._environment = {**os.environ, **SECRETS, **own}
        self.start()

    def start(self):
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "web.asgi:make_streams()"),
                *("--worker-class", "asgi", "--bind", f"127.0.0.1:{self.port}"),
                *("--log-level", "critical", "--no-control-socket"),
            ],
            cwd=ROOT,
            env=self._environment,
            start_new_session=True,
        )

    def kill(self):
        """Kill -9 the server and its process that serves."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def server(database_url):
    running = StreamsServer(database_url, free_port())
    yield running
    running.kill()


def cut_connections(database_url):
    """End every connection of the streams to the database; on SQLite there is none."""
    if database_url.startswith("postgresql"):
        with psycopg.connect(database_url, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'streams'"
            )


def write_messages(log, rooms, third):
    """Four writers, of all the messages a third."""
    commands = ConversationCommands(log)

    def write(writer):
        for number in range(MESSAGES // WRITERS // 3):
            room, visitor_id = rooms[(number * WRITERS + writer) % ROOMS]
            text_id = UUID(int=third * 10_000 + writer * 1000 + number + 1)
            commands.send_message(room, visitor_id, text_id, 5, system_clock())
            time.sleep(0.01)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))


async def until(holds):
    """Wait for a condition, with patience."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def meanwhile(clients, disturb):
    tasks = [asyncio.create_task(client.run()) for client in clients]
    try:
        await disturb()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def disturb(server, database_url, log, rooms, clients):
    """Write in three parts: two while the server is killed, one while connections are cut."""
    for third in range(3):
        await until(partial(are_connected, clients, third + 1))
        writing = asyncio.create_task(asyncio.to_thread(write_messages, log, rooms, third))
        await asyncio.sleep(0.2)
        if third < 2:
            server.kill()
            server.start()
        else:
            await asyncio.to_thread(cut_connections, database_url)
        await writing


def are_connected(clients, times):
    return all(client.connections >= times for client in clients)


@pytest.fixture
def rooms(database_url):
    """Conversations that wait, with their visitors."""
    with EventLog(database_url) as log:
        rooms = [(uuid4(), uuid4()) for _ in range(ROOMS)]
        for room, visitor_id in rooms:
            ConversationCommands(log).request(room, BRAND, visitor_id, "fr", system_clock())
    return rooms


@pytest.mark.slow
def test_six_hundred_messages_reach_a_hundred_clients_once_each(server, database_url, rooms):
    tickets = StreamTickets(SECRETS["COMPTOIR_SECRET_KEY"], system_clock)
    with EventLog(database_url) as log:
        clients = {
            StreamClient(server.port, partial(tickets.sign, [room]), log.rows.head()): room
            for room, _ in rooms * (CLIENTS // ROOMS)
        }

        async def write_and_disturb():
            await disturb(server, database_url, log, rooms, clients)
            last = {room: log.history(room)[-1].position for room, _ in rooms}
            await until(
                lambda: all(client.last_position >= last[room] for client, room in clients.items())
            )

        asyncio.run(meanwhile(clients, write_and_disturb))

        for client, room in clients.items():
            expected = [envelope.position for envelope in log.history(room)[1:]]
            assert [item.position for item in client.received] == expected
            assert {item.name for item in client.received} == {"message"}
