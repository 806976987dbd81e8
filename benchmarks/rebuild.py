"""Rebuilding the facts from a million events, against reading and decoding the same rows."""

import os
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.big_log import fill
from domain.log.event_log import EventLog
from domain.log.mapper import decoder_of
from projections.engine.rebuild import Rebuilder
from projections.engine.rebuild_run import PIECE
from web.composition import compose

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
ROUNDS = 5


def run(folder: Path) -> dict[str, float]:
    """
    Ratio of events a second when the facts are drawn again to bare reading and decoding.

    Bare: the log's topics and states in batches as small as a rebuild's, each decoded to its typed
    record and dropped; before and after each rebuild, as the processor's speed changes.
    Rebuild: the same, folded into the facts, written, indexed and switched, as `comptoir rebuild`
    does it, in a process of its own, whose peak memory is read.
    """
    url = f"sqlite:///{folder / 'big.db'}"
    log = EventLog(url)
    fill(log, EVENTS)
    head = log.rows.head()
    compose(url).projector.catch_up()
    bare, full, peak = [_bare(log)], [], 0.0
    for _ in range(ROUNDS):
        took, peak = _rebuilt(url)
        full.append(took)
        bare.append(_bare(log))
    around = [(before + after) / 2 for before, after in pairwise(bare)]
    ratios = [alone / took for alone, took in zip(around, full, strict=True)]
    rate = head / median(full)
    print(f"   {head} events: rebuild {rate:.0f}/s, bare {head / median(bare):.0f}/s", end="")
    print(f", ratio {median(ratios):.2f} (rounds {', '.join(f'{r:.2f}' for r in ratios)})", end="")
    print(f", peak memory {peak:.0f} MB")
    return {
        "rebuild_ratio": round(median(ratios), 3),
        "rebuild_events_per_s": round(rate),
        "rebuild_peak_mb": round(peak),
    }


def _bare(log: EventLog) -> float:
    began, position = time.perf_counter(), 0
    while rows := log.rows.rows_after(position, PIECE):
        for _, _, _, topic, state, _ in rows:
            decoder_of(topic)(state)
        position = rows[-1][0]
    return time.perf_counter() - began


def _rebuilt(url: str) -> tuple[float, float]:
    program = [sys.executable, "-m", "benchmarks.rebuild", url]
    out = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    took, peak = out.split()
    return float(took), float(peak)


def _rebuild_here(url: str) -> None:
    market = compose(url)
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    began = time.perf_counter()
    rebuilder.rebuild(market.read_models.facts)
    took = time.perf_counter() - began
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    _rebuild_here(sys.argv[1])
