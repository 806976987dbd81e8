"""The forecast of four weeks, and reading the year of history that it is made from."""

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar
from uuid import UUID

from domain.bookings.demand_forecast import DemandForecast, NoHistory, forecast_demand
from domain.bookings.demand_history import DemandHistory
from domain.bookings.staffing import RequestLoad, people_needed, staffing_of
from domain.log.mapper import encode_json
from projections.bookings.demand.projection import DAY_HALF_HOURS, DayCounts
from projections.bookings.demand.queries import observed_demand
from projections.bookings.demand.tables import demand
from projections.engine.bulk_insert import insert_rows
from projections.engine.timestamps import day_number
from web.composition import compose
from web.marketplace import Marketplace

REQUESTS = 500_000
ROUNDS = 15
ZONE = "Europe/Paris"
BRAND = UUID(int=1)
FIRST, END = date(2025, 11, 24), date(2026, 11, 23)
SUBJECTS, LANGUAGES = 3, ("en", "fr")
OUTCOMES = {
    "answered:paid": 3,
    "answered:voluntary": 4,
    "lost:nobody_present": 2,
    "lost:visitor_left": 1,
}
T = TypeVar("T")


def run(folder: Path) -> dict[str, float]:
    """Milliseconds of reading a year of 500,000 requests, forecasting four weeks, and staffing."""
    market = compose(f"sqlite:///{folder / 'demand.db'}")
    _fill(market)
    read_ms, history = _timed(lambda: _history(market))
    forecast_ms, forecast = _timed(lambda: _forecast(history))
    staffing_ms, people = _timed(lambda: _staffed(forecast))
    total = forecast.total()
    print(f"   {sum(map(sum, history.days)):.0f} requests known", end="")
    print(f", {total.low:.0f} to {total.high:.0f} expected, at most {people} people")
    print(
        f"   history: median {read_ms:.1f} ms; forecast of four weeks: {forecast_ms:.1f} ms", end=""
    )
    print(f"; people needed in each half-hour: {staffing_ms:.1f} ms (n = {ROUNDS})")
    return {
        "forecast_history_ms": round(read_ms, 2),
        "forecast_four_weeks_ms": round(forecast_ms, 2),
        "forecast_staffing_ms": round(staffing_ms, 2),
    }


def _timed(what: Callable[[], T]) -> tuple[float, T]:
    took = []
    for _ in range(ROUNDS):
        # What is remembered between rounds would hide the work.
        staffing_of.cache_clear()
        began = time.perf_counter()
        result = what()
        took.append((time.perf_counter() - began) * 1000)
    return median(took), result


def _fill(market: Marketplace) -> None:
    """A year of requests, mostly in the evening, straight into the live tables."""
    rng, days, half_hours = random.Random(1), (END - FIRST).days, range(DAY_HALF_HOURS)
    weights = [1 + 4 * math.sin(number / DAY_HALF_HOURS * math.pi) ** 4 for number in half_hours]
    counts: defaultdict[tuple[int, int, str, str], DayCounts] = defaultdict(
        lambda: [0] * DAY_HALF_HOURS
    )
    for half_hour in rng.choices(half_hours, weights, k=REQUESTS):
        kind = rng.randrange(days), rng.randrange(SUBJECTS), rng.choice(LANGUAGES)
        [outcome] = rng.choices(list(OUTCOMES), list(OUTCOMES.values()))
        for measure, n in (("requests", 1), (outcome, 1), ("waited_s", 60)):
            counts[*kind, measure][half_hour] += n
    first = day_number(FIRST)
    stored = [
        (BRAND.bytes, first + day, bytes([subject]), *rest, encode_json(by_half_hour).decode())
        for (day, subject, *rest), by_half_hour in sorted(counts.items())
    ]
    with market.read_model_store.live(market.read_models.demand_by_half_hour).write() as db:
        insert_rows(demand, stored, db)


def _history(market: Marketplace) -> DemandHistory:
    first, end = (datetime.combine(day, datetime.min.time(), UTC) for day in (FIRST, END))
    with market.read_models.read(market.read_models.demand_by_half_hour) as db:
        observed = observed_demand(BRAND, first, end, db)
    return DemandHistory.of(observed.requests, ZONE, FIRST, END)


def _forecast(history: DemandHistory) -> DemandForecast:
    forecast = forecast_demand(history, END, END + timedelta(weeks=4))
    if isinstance(forecast, NoHistory):
        raise TypeError(forecast)
    forecast.total()
    return forecast


def _staffed(forecast: DemandForecast) -> int:
    loads = (
        RequestLoad(half_hour.requests.mean, 1800, 600, 300, 3) for half_hour in forecast.half_hours
    )
    return max(people_needed(load, 120, 0.8) for load in loads)
