"""Rebuilding read models from a million events, against reading and decoding the same rows."""

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
from projections.engine.rebuild_run import READ_AT_ONCE
from web.composition import compose

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
ROUNDS = 3


def run(folder: Path) -> dict[str, float]:
    """
    Ratio of events a second when the facts are rebuilt to bare reading and decoding; all together.

    Bare: the log's event type names and states in batches as small as a rebuild's, each decoded to
    its typed record and dropped; before and after each rebuild, as the processor's speed changes.
    Rebuild: projected, written, indexed and cut over, as `comptoir rebuild facts` does it, in a
    process of its own, whose peak memory is read. All: the same for `comptoir rebuild`, which reads
    the log once for all projections.
    """
    url = f"sqlite:///{folder / 'big.db'}"
    log = EventLog(url)
    fill(log, EVENTS)
    head = log.rows.head()
    bare, facts, everything = [_bare(log)], [], []
    for _ in range(ROUNDS):
        facts.append(_rebuilt(url, "facts"))
        bare.append(_bare(log))
        everything.append(_rebuilt(url))
    around = [(before + after) / 2 for before, after in pairwise(bare)]
    ratios = [alone / took for alone, (took, _) in zip(around, facts, strict=True)]
    rate = head / median(took for took, _ in facts)
    print(f"   {head} events: facts {rate:.0f}/s, bare {head / median(bare):.0f}/s", end="")
    print(f", ratio {median(ratios):.2f} (rounds {', '.join(f'{r:.2f}' for r in ratios)})", end="")
    print(f", peak memory {max(peak for _, peak in facts):.0f} MB")
    print(f"   all read models: {', '.join(f'{took:.1f}' for took, _ in everything)} s", end="")
    print(f", peak memory {max(peak for _, peak in everything):.0f} MB")
    return {
        "rebuild_ratio": round(median(ratios), 3),
        "rebuild_events_per_s": round(rate),
        "rebuild_peak_mb": round(max(peak for _, peak in facts)),
        "rebuild_all_s": round(median(took for took, _ in everything), 1),
        "rebuild_all_peak_mb": round(max(peak for _, peak in everything)),
    }


def _bare(log: EventLog) -> float:
    began, position = time.perf_counter(), 0
    while rows := log.rows.rows_after(position, READ_AT_ONCE):
        for row in rows:
            decoder_of(row.topic)(row.state)
        position = rows[-1].position
    return time.perf_counter() - began


def _rebuilt(url: str, *names: str) -> tuple[float, float]:
    """Seconds and peak megabytes of a process that rebuilds these projections, or all of them."""
    program = [sys.executable, "-m", "benchmarks.rebuild", url, *names]
    out = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    took, peak = out.split()
    return float(took), float(peak)


def _rebuild_here(url: str, *names: str) -> None:
    market = compose(url)
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    chosen = [
        projection for projection in market.read_models.all if not names or projection.name in names
    ]
    began = time.perf_counter()
    rebuilder.rebuild(*chosen)
    took = time.perf_counter() - began
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    _rebuild_here(*sys.argv[1:])
