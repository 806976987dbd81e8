"""Full commands on PostgreSQL, eight writers, the projector keeping up; against the bare rows."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.ground import (
    CapturingLog,
    Commit,
    converse,
    quantiles,
    settle,
    worker,
)
from benchmarks.read_your_writes import latencies
from domain.log.postgres import TABLES
from domain.log.queries import metadata_values
from tests.support.postgres import PostgresServer

ROUNDS = 3
WRITERS = 8
CONVERSATIONS = 120
"""By each writer."""

EVENT = (
    "INSERT INTO events (position, stream, version, topic, state, recorded_us, commit_id,"
    " correlation_id, causation_id, command)"
    " VALUES (nextval('bare_position'), %s, %s, %s, %s, 0, %s, %s, %s, %s)"
)
RESERVE = "INSERT INTO reservations VALUES (%s, %s, %s)"
RELEASE = "DELETE FROM reservations WHERE kind = %s AND key = %s"
BALANCE = (
    "INSERT INTO balances AS p VALUES (%s, %s, %s, %s) ON CONFLICT (kind, key)"
    " DO UPDATE SET credited = p.credited + excluded.credited,"
    " debited = p.debited + excluded.debited"
)
ANSWER = "INSERT INTO idempotency_keys VALUES (%s, %s, 0)"
Statement = tuple[str, tuple[Any, ...]]


def run(folder: Path) -> dict[str, float]:
    """
    Ratio of full commands a second to bare commits a second of the very same rows.

    Eight processes each; the server is durable (fsync on). Bare: the same rows in the same
    transactions, pipelined, positions from a plain sequence: no order is promised, none waits.
    """
    del folder
    full, bare = [], []
    with PostgresServer(durable=True) as server:
        for _ in range(ROUNDS):
            with server.database() as url:
                rate, commits = _full(url)
                full.append(rate)
            with server.database() as url:
                bare.append(_bare(url, commits))
        with server.database() as url:
            p50, p99 = quantiles(latencies(url))
    ratios = [a / b for a, b in zip(full, bare, strict=True)]
    print(f"   full commands {median(full):8.0f}/s   bare commits {median(bare):8.0f}/s", end="")
    print(f"   ratio {median(ratios):.2f} (rounds {', '.join(f'{r:.2f}' for r in ratios)})")
    print(f"   own write on the next page: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")
    return {
        "command_ratio_postgresql": round(median(ratios), 3),
        "own_write_p50_ms_postgresql": round(p50 * 1000, 2),
        "own_write_p99_ms_postgresql": round(p99 * 1000, 2),
    }


def _full(url: str) -> tuple[float, list[list[Commit]]]:
    brand_id, members = settle(url)
    share = len(members) // WRITERS
    arguments = [
        (url, brand_id, members[number * share : (number + 1) * share]) for number in range(WRITERS)
    ]
    with worker(url) as catch_up:
        took, commits = _together(_converse, arguments, catch_up)
    return sum(map(len, commits)) / took, commits


def _converse(url: str, brand_id: UUID, members: Sequence[UUID], start: Any) -> list[Commit]:
    log = CapturingLog(url)
    converse(log, brand_id, members, 4)
    log.commits.clear()
    start.wait()
    converse(log, brand_id, members, CONVERSATIONS)
    return log.commits


def _bare(url: str, commits: Sequence[Sequence[Commit]]) -> float:
    with psycopg.connect(url, autocommit=True) as db:
        for table in TABLES:
            db.execute(table)  # type: ignore[arg-type]
        db.execute("CREATE SEQUENCE bare_position")
    took, done = _together(
        _write, [(url, writer_commits) for writer_commits in commits], lambda: None
    )
    return sum(done) / took


def _write(url: str, commits: Sequence[Commit], start: Any) -> int:
    prepared = [list(_statements(commit)) for commit in commits]
    with psycopg.connect(url, autocommit=True) as db:
        start.wait()
        for statements in prepared:
            with db.pipeline(), db.transaction():
                for statement, values in statements:
                    db.execute(statement, values, prepare=True)  # type: ignore[arg-type]
    return len(prepared)


def _statements(commit: Commit) -> list[Statement]:
    stored, append_request = commit
    metadata = tuple(metadata_values(append_request.metadata).values())
    statements: list[Statement] = [
        (EVENT, (e.originator_id.bytes, e.originator_version, e.topic, e.state, *metadata))  # type: ignore[union-attr]
        for e in stored
    ]
    statements += [(RESERVE, tuple(reservation)) for reservation in append_request.reserve]
    statements += [(RELEASE, tuple(reservation[:2])) for reservation in append_request.release]
    statements += [(BALANCE, tuple(change)) for change in append_request.balance_changes]
    if append_request.idempotency_key:
        statements.append((ANSWER, tuple(append_request.idempotency_key)))
    return statements


def _together(
    work: Callable[..., Any], arguments: Sequence[tuple[Any, ...]], after: Callable[[], None]
) -> tuple[float, list[Any]]:
    """Run in so many processes at once; the time from the common start until all is done."""
    context = multiprocessing.get_context("fork")
    start, done = (context.Barrier(len(arguments) + 1) for _ in range(2))
    results = context.Queue()

    def call(number: int) -> None:
        result = work(*arguments[number], start)
        done.wait()
        results.put((number, result))

    processes = [context.Process(target=call, args=(number,)) for number in range(len(arguments))]
    for process in processes:
        process.start()
    start.wait()
    began = time.perf_counter()
    done.wait()
    after()
    took = time.perf_counter() - began
    by_number = dict(results.get() for _ in processes)
    for process in processes:
        process.join()
    return took, [by_number[number] for number in sorted(by_number)]
