"""The assumptions behind the figures of a comparison, so that readers can judge them."""

from collections.abc import Iterator

from domain.conversations.conversation import DEFAULT_SALE_WINDOW
from domain.terms import Paid
from projections.comparison.costing import voluntary_cost
from projections.comparison.figures import FULL_TIME_HOURS, MIN_RATED, Assumption
from projections.comparison.sources import ComparisonQuery, Sources
from projections.conversations.fact import CONCURRENCY

SALE_WINDOW_HOURS = int(DEFAULT_SALE_WINDOW.total_seconds() // 3600)


def assumptions_of(query: ComparisonQuery, sources: Sources) -> Iterator[Assumption]:
    """Every assumption behind the figures, by a key; pages and the command line translate it."""
    yield Assumption("zone", {"zone": sources.brand.zone})
    if query.as_of:
        yield Assumption("as_of", {"day": query.as_of.isoformat()})
    yield Assumption("request_day")
    yield Assumption("full_time", {"hours": FULL_TIME_HOURS})
    yield Assumption("concurrency", {str(n): factor for n, factor in CONCURRENCY.items()})
    yield Assumption("ratings", {"fewest": MIN_RATED})
    yield Assumption("sales_rule", {"hours": SALE_WINDOW_HOURS})
    yield Assumption("vat_apart")
    if sources.coverage.opening_minutes is None:
        yield Assumption("no_hours")
    else:
        yield Assumption("staffed", {"least": sources.widget.minimum_present})
    yield from _about_money(query, sources)


def _about_money(query: ComparisonQuery, sources: Sources) -> Iterator[Assumption]:
    points = sources.points
    if points.latest is not None:
        cost, breakage = points.latest.per_hundred.amount, points.latest.breakage_percent
        yield Assumption("points", {"cost_minor": cost, "breakage": breakage})
    elif points.earned:
        yield Assumption("no_point_rule", {"points": points.earned})
    volunteers = voluntary_cost(sources)
    if volunteers.answered and volunteers.total_minor is None:
        yield Assumption("no_programme_costs")
    others = {
        name: sum(buckets.values())
        for name, buckets in sources.totals.named("price:", Paid.model).items()
        if name != sources.brand.currency
    }
    if others:
        yield Assumption("other_currencies", dict(others))
    if query.price_card:
        yield Assumption("price_card", query.price_card._asdict())
        yield Assumption("same_demand")
