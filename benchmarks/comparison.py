"""The comparison of a month, and of any days, out of a million conversations; against DuckDB."""

import os
import random
import time
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.big_log import START, facts_only, fold_into
from domain.clock import system_clock
from domain.terms import MODELS
from projections.brands.brands import brand_called
from projections.comparison.compare import compare
from projections.comparison.sources import ComparisonQuery
from projections.engine.bulk_insert import insert_rows
from projections.engine.timestamps import day_number
from projections.presence.tables import minutes
from projections.presence.timeline import DAY_MINUTES
from web.composition import compose
from web.marketplace import Marketplace

CONVERSATIONS = int(os.environ.get("BENCH_CONVERSATIONS", "1000000"))
BRANDS = 4
ROUNDS = 30
MONTH = (date(2026, 6, 1), date(2026, 7, 1))
DAYS = (date(2026, 2, 11), date(2026, 11, 23))
SLUG = "big-1"

FIGURES = """
SELECT model, count(*), count(wait_s), count(*) FILTER (lost_reason IS NOT NULL),
    quantile_disc(wait_s, 0.5), quantile_disc(wait_s, 0.9), sum(handled_s), sum(work_s),
    sum(price), sum(commission), sum(points), count(speed), sum(speed + service + quality),
    sum(sales), sum(sales_amount)
FROM facts WHERE brand_id = $brand AND day >= $first AND day < $end GROUP BY model
"""
LOST = """
SELECT lost_reason, hour_of_week, count(*) FROM facts
WHERE brand_id = $brand AND day >= $first AND day < $end GROUP BY 1, 2
"""


def run(folder: Path) -> dict[str, float]:
    """
    Milliseconds of a whole comparison, as a page asks for it, and its ratio to DuckDB.

    One brand of four, a year of a million conversations among them. DuckDB: the sums, quantiles
    and lost demand by hour over the same facts in Parquet, two queries, connection open and warm.
    """
    market = compose(f"sqlite:///{folder / 'facts.db'}")
    _fill(market)
    _staff(market)
    parquet = _parquet(market, folder)
    month = _milliseconds(market, *MONTH)
    ours, theirs = _milliseconds(market, *DAYS), _duckdb(market, parquet)
    print(f"   month: median {month:.1f} ms; {DAYS[0]} to {DAYS[1]}: {ours:.1f} ms", end="")
    print(f", DuckDB {theirs:.1f} ms, ratio {ours / theirs:.2f} (n = {ROUNDS})")
    return {
        "compare_month_ms": round(month, 2),
        "compare_adhoc_ms": round(ours, 2),
        "compare_adhoc_vs_duckdb": round(ours / theirs, 3),
    }


def _fill(market: Marketplace) -> None:
    """The log is not what is measured here."""
    for projection in (market.read_models.brands, market.read_models.facts):
        count = CONVERSATIONS if projection.name == "facts" else 0
        fold_into(projection, facts_only(count, BRANDS), market)


def _milliseconds(market: Marketplace, first: date, end: date) -> float:
    query, took = ComparisonQuery(SLUG, first, end), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        compare(query, market.read_models, system_clock())
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def _staff(market: Marketplace) -> None:
    """A year of staffing for the brand that is compared."""
    brand_id = _brand_id(market)
    rng, first = random.Random(3), day_number(START)
    rows = [
        (brand_id, model, first + day, rng.randbytes(DAY_MINUTES))
        for model in ("", *MODELS)
        for day in range(365)
    ]
    with market.read_model_store.live(market.read_models.presence).write() as db:
        insert_rows(minutes, rows, db)


def _brand_id(market: Marketplace) -> bytes:
    with market.read_models.read(market.read_models.brands) as db:
        return brand_called(SLUG, db).brand_id.bytes


def _parquet(market: Marketplace, folder: Path) -> Path:
    csv, path = folder / "facts.csv", folder / "facts.parquet"
    with market.read_models.read(market.read_models.facts) as db, csv.open("w") as out:
        rows = db.exec_driver_sql("SELECT * FROM conversations")
        names = list(rows.keys())
        for row in rows:
            out.write(",".join(map(_cell, row)) + "\n")
    source = f"read_csv('{csv}', header=false, names={names!r}, sample_size=-1)"
    with duckdb.connect() as duck:
        duck.execute(f"COPY (SELECT * FROM {source}) TO '{path}' (FORMAT parquet)")  # noqa: S608 - our own names
    csv.unlink()
    return path


def _cell(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)


def _duckdb(market: Marketplace, parquet: Path) -> float:
    first, end = (day_number(day) for day in DAYS)
    values = {"brand": _brand_id(market).hex(), "first": first, "end": end}
    took = []
    with duckdb.connect() as duck:
        duck.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{parquet}')")  # noqa: S608 - our own path
        for _ in range(ROUNDS):
            began = time.perf_counter()
            duck.execute(FIGURES, values).fetchall()
            duck.execute(LOST, values).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return median(took)
