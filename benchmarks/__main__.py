"""`make bench`: run all benchmarks, or those named; prints, and writes var/benchmarks.json."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    attempts,
    commands_postgresql,
    commands_sqlite,
    comparison,
    finance_pages,
    flatness,
    forecast,
    ledger,
    open_shifts,
    pay_run,
    quote,
    rebuild,
)

RESULTS = Path("var/benchmarks.json")
BENCHMARKS: dict[str, Callable[[Path], dict[str, float]]] = {
    "commands_sqlite": commands_sqlite.run,
    "commands_postgresql": commands_postgresql.run,
    "rebuild": rebuild.run,
    "comparison": comparison.run,
    "flatness": flatness.run,
    "attempts": attempts.run,
    "forecast": forecast.run,
    "quote": quote.run,
    "open_shifts": open_shifts.run,
    "ledger": ledger.run,
    "pay_run": pay_run.run,
    "finance_pages": finance_pages.run,
}


def main() -> None:
    """Run; results of benchmarks that are not run stay in the file as they were."""
    chosen = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in chosen if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}.")
    RESULTS.parent.mkdir(exist_ok=True)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in chosen:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
            results.update(BENCHMARKS[name](Path(folder)))
        print(f"   ({time.monotonic() - began:.0f} s)", flush=True)
        RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")
    print(f"\nWritten to {RESULTS}.")


if __name__ == "__main__":
    main()
