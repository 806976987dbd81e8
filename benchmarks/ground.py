"""The ground benchmarks stand on: a brand with ambassadors at their desks, and a worker."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from statistics import median
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from domain.clock import system_clock
from domain.conversations.conversation_commands import ConversationCommands
from domain.log.entries import AppendRequest, IdempotencyKey
from domain.log.event_log import EventLog
from domain.terms import Voluntary
from web.composition import compose
from web.private_store.key_check import check_private_store
from web.private_store.store import open_private_store
from web.settings import Settings

RESPONDENTS = 40
Commit = tuple[Sequence[StoredEvent], AppendRequest]


class CapturingLog(EventLog):
    """A log that remembers what each commit wrote, so that the bare minimum can write it too."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url)
        self.commits: list[Commit] = []

    def _insert(self, stored: Sequence[StoredEvent], append_request: AppendRequest) -> int:
        self.commits.append((stored, append_request))
        return super()._insert(stored, append_request)


def settle(database_url: str) -> tuple[UUID, list[UUID]]:
    """Register a brand and seat its ambassadors; return their ids."""
    market = compose(database_url)
    brand_id, by, at = uuid4(), uuid4(), system_clock()
    market.brands.register(
        brand_id, f"b-{brand_id.hex[:8]}", "Bench", "Europe/Paris", "EUR", by, at
    )
    members = [uuid4() for _ in range(RESPONDENTS)]
    for member_id in members:
        market.members.join(member_id, ("fr",), "FR", at)
        market.members.start_engagement(member_id, brand_id, Voluntary(1), by, at)
        market.presence.come_online(uuid4(), member_id, 4, at)
    return brand_id, members


def converse(log: EventLog, brand_id: UUID, members: Sequence[UUID], count: int) -> int:
    """Hold so many conversations by full commands, each with its key; return the commands given."""
    conversations = ConversationCommands(log)
    for number in range(count):
        conversation_id, visitor_id = uuid4(), uuid4()
        member_id, at, key = members[number % len(members)], system_clock(), conversation_id.hex
        conversations.request(
            conversation_id,
            brand_id,
            visitor_id,
            "fr",
            at,
            idempotency_key=IdempotencyKey.of(f"r{key}", visitor_id),
        )
        conversations.offer(conversation_id, (member_id,), at)
        conversations.claim(conversation_id, member_id, at, IdempotencyKey.of(f"c{key}", member_id))
        conversations.send_first_reply(
            conversation_id, member_id, at, IdempotencyKey.of(f"a{key}", member_id)
        )
        conversations.close(
            conversation_id,
            member_id,
            "answered",
            (3, 4),
            at,
            at,
            idempotency_key=IdempotencyKey.of(f"x{key}", at),
        )
    return 5 * count


@contextmanager
def worker(database_url: str) -> Iterator[Callable[[], None]]:
    """
    A projector in a process of its own, as `comptoir serve` starts it.

    What is yielded waits until every read model shows all of the log.
    """
    environment = {**os.environ, "DATABASE_URL": database_url}
    # The log has events already: a worker would take a missing private store for a lost one.
    store = open_private_store(Settings.from_environment(environment))
    check_private_store(store, 0)
    store.close()
    program = [sys.executable, "-c", "from web.cli import main; main()", "work"]
    process = subprocess.Popen(program, env=environment)
    try:
        catch_up = partial(_wait_until_projected, database_url, process)
        catch_up()  # it has started
        yield catch_up
    finally:
        process.terminate()
        process.wait()


def _wait_until_projected(database_url: str, process: "subprocess.Popen[bytes]") -> None:
    """Exits when the worker ends before."""
    market = compose(database_url)
    while not market.read_models.is_caught_up_to(market.log.rows.head(), patience_s=5):
        if process.poll() is not None:
            sys.exit("The worker has stopped: see its message above.")


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile."""
    ordered = sorted(values)
    return median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
