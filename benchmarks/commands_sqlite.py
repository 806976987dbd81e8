"""Full commands on SQLite, one writer, the projector keeping up; against the bare rows."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.ground import (
    CapturingLog,
    Commit,
    converse,
    quantiles,
    settle,
    worker,
)
from benchmarks.read_your_writes import latencies
from domain.log.queries import metadata_values
from domain.log.sqlite import CREDIT, DEBIT, INSERT, TABLES

ROUNDS = 5
CONVERSATIONS = 400


def run(folder: Path) -> dict[str, float]:
    """
    Ratio of full commands a second to bare commits a second of the very same rows.

    Full: load, decide, append durably, through idempotency keys and rule rows, until the
    projector, in its own process, has applied everything. Bare: the same rows of the same commits
    with sqlite3, write-ahead log, synchronous=FULL, nothing else running.
    """
    full, bare = [], []
    for number in range(ROUNDS):
        rate, commits = _full(folder / f"full-{number}.db")
        full.append(rate)
        bare.append(_bare(folder / f"bare-{number}.db", commits))
    ratios = [a / b for a, b in zip(full, bare, strict=True)]
    print(f"   full commands {median(full):8.0f}/s   bare commits {median(bare):8.0f}/s", end="")
    print(f"   ratio {median(ratios):.2f} (rounds {', '.join(f'{r:.2f}' for r in ratios)})")
    p50, p99 = quantiles(latencies(f"sqlite:///{folder / 'own.db'}"))
    print(f"   own write on the next page: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")
    return {
        "command_ratio_sqlite": round(median(ratios), 3),
        "own_write_p50_ms_sqlite": round(p50 * 1000, 2),
        "own_write_p99_ms_sqlite": round(p99 * 1000, 2),
    }


def _full(path: Path) -> tuple[float, list[Commit]]:
    url = f"sqlite:///{path}"
    brand_id, members = settle(url)
    log = CapturingLog(url)
    with worker(url) as catch_up:
        converse(log, brand_id, members, 20)
        catch_up()
        log.commits.clear()
        began = time.perf_counter()
        commands = converse(log, brand_id, members, CONVERSATIONS)
        catch_up()
        took = time.perf_counter() - began
    return commands / took, log.commits


def _bare(path: Path, commits: Sequence[Commit]) -> float:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    for table in TABLES:
        db.execute(table)
    prepared = [_rows(commit) for commit in commits]
    began = time.perf_counter()
    for statements in prepared:
        db.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            db.execute(statement, values)
        db.execute("COMMIT")
    took = time.perf_counter() - began
    db.close()
    return len(commits) / took


def _rows(commit: Commit) -> list[tuple[str, tuple[object, ...]]]:
    stored, append_request = commit
    metadata = tuple(metadata_values(append_request.metadata).values())
    statements: list[tuple[str, tuple[object, ...]]] = [
        (INSERT, (e.originator_id.bytes, e.originator_version, e.topic, e.state, 0, *metadata))  # type: ignore[union-attr]
        for e in stored
    ]
    statements += [
        ("INSERT INTO reservations VALUES (?, ?, ?)", tuple(p)) for p in append_request.reserve
    ]
    free = "DELETE FROM reservations WHERE kind = ? AND key = ?"
    statements += [(free, tuple(reservation[:2])) for reservation in append_request.release]
    statements += [
        (CREDIT, (change.kind, change.key, change.credited))
        for change in append_request.balance_changes
    ]
    statements += [
        (DEBIT, (change.debited, change.kind, change.key))
        for change in append_request.balance_changes
    ]
    if append_request.idempotency_key:
        statements.append(
            ("INSERT INTO idempotency_keys VALUES (?, ?, ?)", (*append_request.idempotency_key, 0))
        )
    return statements
