"""The quote of eight weeks on a year of history, as the page asks for it while a plan is drawn."""

import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks.big_log import START, facts_only, fold_into
from domain.bookings.booking_plan import BookingMode, BookingPlan, intervals
from domain.bookings.demand_forecast import NoHistory
from domain.bookings.quote import Quote
from domain.bookings.staffing import staffing_of
from domain.bookings.weekly_windows import parse_windows
from domain.money import Money
from projections.brands.brands import BrandSummary, brand_called
from web.bookings.quotes import quote
from web.composition import compose
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore, open_private_store
from web.settings import Settings

REQUESTS = 500_000
ROUNDS = 15
SLUG = "big-0"
NOW = START + timedelta(days=365, hours=9)
WINDOWS = "mon-fri 18:00-23:00; sat,sun 10:00-18:00"


def run(folder: Path) -> dict[str, float]:
    """Milliseconds of a whole quote with that of one more seat, on a year of 500,000 requests."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'quote.db'}",
        secret_key="for benchmarks only",  # noqa: S106 - it guards nothing
        private_key=bytes(range(64)),
    )
    market, store = compose(settings.database_url), open_private_store(settings)
    read_models = market.read_models
    for projection in (read_models.brands, read_models.facts, read_models.demand_by_half_hour):
        fold_into(projection, facts_only(REQUESTS, brands=1), market)
    with read_models.read(read_models.brands) as db:
        brand = brand_called(SLUG, db)
    took, quoted = _timed(market, store, brand)
    print(f"   {quoted.expected_requests.mean:.0f} requests expected", end="")
    print(f", {quoted.booked_minutes / 60:.0f} hours booked")
    print(f"   quote: median {took:.1f} ms (n = {ROUNDS})")
    return {"quote_ms": round(took, 2)}


def _timed(market: Marketplace, store: PrivateStore, brand: BrandSummary) -> tuple[float, Quote]:
    took = []
    for number in range(ROUNDS):
        # What is remembered between rounds would hide the work.
        staffing_of.cache_clear()
        intervals.cache_clear()
        plan = _plan(brand, seats=2 + number % 3)
        began = time.perf_counter()
        quotes = quote(market.read_models, store, brand, plan, NOW)
        took.append((time.perf_counter() - began) * 1000)
        if isinstance(quotes, NoHistory):
            raise TypeError(quotes)
    return median(took), quotes[0]


def _plan(brand: BrandSummary, seats: int) -> BookingPlan:
    first_day = NOW.date() + timedelta(days=1)
    return BookingPlan(
        subject_id=None,
        languages=("fr",),
        first_day=first_day,
        until=first_day + timedelta(weeks=8),
        zone=brand.zone,
        week=parse_windows(WINDOWS, brand.zone),
        seats=seats,
        mode=BookingMode.REINFORCEMENT,
        price=Money(200, brand.currency),
        budget=Money(300_000, brand.currency),
    )
