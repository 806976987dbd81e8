"""Flatness: the same command on a log of ten thousand events and on one of a million."""

import os
import time
from pathlib import Path
from statistics import median

from benchmarks.big_log import fill
from benchmarks.ground import converse, settle
from domain.log.event_log import EventLog

SMALL, BIG = 10_000, int(os.environ.get("BENCH_EVENTS", "1000000"))
ROUNDS = 60
CONVERSATIONS = 5


def run(folder: Path) -> dict[str, float]:
    """
    Ratio of the median command time on the big log to that on the small one.

    The same full commands on both, in turns of a few conversations, so that both see the same
    weather; SQLite.
    """
    grounds = []
    for size in (SMALL, BIG):
        url = f"sqlite:///{folder / f'log-{size}.db'}"
        log = EventLog(url)
        fill(log, size)
        grounds.append((log, *settle(url)))
    took: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for times, (log, brand_id, members) in zip(took, grounds, strict=True):
            began = time.perf_counter()
            commands = converse(log, brand_id, members, CONVERSATIONS)
            times.append((time.perf_counter() - began) / commands)
    small, big = map(median, took)
    print(f"   {SMALL} events: {small * 1000:.3f} ms a command; {BIG}: {big * 1000:.3f} ms", end="")
    print(f"; ratio {big / small:.2f} (n = {ROUNDS} turns of {5 * CONVERSATIONS} commands)")
    return {"flatness_ratio": round(big / small, 3)}
