"""The comparison and its assumptions, computed from what was read: arithmetic, no database."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from domain.bookings.concurrency import CONCURRENCY
from domain.conversations.conversation import DEFAULT_SALE_WINDOW
from domain.terms import Employed, Paid, Voluntary
from projections.comparison import costing
from projections.comparison.costing import hourly_minor, voluntary_cost
from projections.comparison.figures import (
    FULL_TIME_HOURS,
    MIN_RATED,
    Assumption,
    BreakEven,
    Comparison,
    Cost,
    ModelFigures,
    Sales,
    Satisfaction,
    Wait,
    WhatIf,
)
from projections.comparison.sources import ComparisonQuery, ExpectedPoints, Sources, sources_for
from projections.comparison.totals import Totals
from projections.read_models import ReadModels
from projections.statistics import median, percentile, rank_interval, wilson

RATINGS_PER_CONVERSATION = 3
"""How many ratings a visitor gives: speed, service and quality."""
SATISFIED = 4 * RATINGS_PER_CONVERSATION
"""The sum of three ratings that are 4 on average."""


def compare(query: ComparisonQuery, read_models: ReadModels, now: datetime) -> Comparison:
    """
    Compare the engagement models for a brand and period.

    now: the present level of staffing counts up to now and no further. Raises NotFound when there
    is no such brand, Invalid when the period has no days or leaves the calendar.
    """
    return comparison_of(query, sources_for(query, read_models, now))


def comparison_of(query: ComparisonQuery, sources: Sources) -> Comparison:
    """The comparison, from sources that were read for the same query."""
    totals, costs = sources.totals, _costs(sources)
    models = {model: _figures(model, cost, sources) for model, cost in costs.items()}
    requests = totals.of("requests")
    answered = sum(figures.answered for figures in models.values())
    lost = totals.named("lost:")
    return Comparison(
        brand=sources.brand.slug,
        name=sources.brand.name,
        first=sources.period.first,
        end=sources.period.end,
        zone=sources.brand.zone,
        currency=sources.brand.currency,
        log_position=sources.position,
        requests=requests,
        answered=answered,
        lost={reason: sum(hours.values()) for reason, hours in lost.items()},
        demand_coverage=wilson(answered, requests),
        opening_minutes=sources.coverage.opening_minutes,
        staffed_share=sources.coverage.share(),
        booked=sources.booked,
        requests_by_hour=dict(totals.by_bucket("requests")),
        lost_by_hour=dict(sum((Counter(hours) for hours in lost.values()), Counter[int]())),
        models=models,
        break_even=_break_even(query, sources, costs),
        what_if=_what_if(query, costs),
        assumptions=tuple(assumptions_of(query, sources)),
        lag=sources.lag,
    )


def _costs(sources: Sources) -> dict[str, Cost]:
    return {
        Voluntary.model: costing.voluntary_cost(sources),
        Paid.model: costing.paid_cost(sources),
        Employed.model: costing.employed_cost(sources),
    }


def _figures(model: str, cost: Cost, sources: Sources) -> ModelFigures:
    totals = sources.totals
    answered = totals.of("answered", model)
    hours = totals.of("handled_s", model) / 3600
    in_service = answered > 0 or sources.coverage.has_in_service(model)
    return ModelFigures(
        model=model,
        answered=answered,
        closed=totals.of("closed", model),
        demand_coverage=wilson(answered, totals.of("requests")) if in_service else None,
        staffed_share=sources.coverage.share(model) if in_service else None,
        wait=_wait(model, totals, sources.promised_wait_s),
        handled_hours=hours,
        work_hours=totals.of("work_s", model) / 3600,
        full_time_equivalents=hours / (FULL_TIME_HOURS * sources.period.months),
        cost=cost,
        satisfaction=_satisfaction(model, totals),
        sales=_sales(model, totals),
    )


def _wait(model: str, totals: Totals, promised_s: int) -> Wait:
    waits = totals.by_bucket("wait", model)
    n = sum(waits.values())
    return Wait(
        n=n,
        median=median(waits),
        median_interval=rank_interval(waits),
        p90=percentile(waits, 90),
        promised_s=promised_s,
        within_promise=wilson(sum(k for s, k in waits.items() if s <= promised_s), n),
    )


def _satisfaction(model: str, totals: Totals) -> Satisfaction:
    sums, closed = totals.by_bucket("marks", model), totals.of("closed", model)
    n = sum(sums.values())
    rate = n / closed if closed else None
    if n < MIN_RATED:
        return Satisfaction(n, rate, None, None)
    mean = sum(ratings * k for ratings, k in sums.items()) / (n * RATINGS_PER_CONVERSATION)
    satisfied = sum(k for ratings, k in sums.items() if ratings >= SATISFIED)
    return Satisfaction(n, rate, mean, wilson(satisfied, n))


def _sales(model: str, totals: Totals) -> Sales:
    n = totals.of("sales", model)
    return Sales(n, totals.of("sales_amount", model) if n else None)


def _break_even(
    query: ComparisonQuery, sources: Sources, costs: dict[str, Cost]
) -> BreakEven | None:
    price_minor = query.price_card.price_minor if query.price_card else 0
    voluntary, paid = costs[Voluntary.model], costs[Paid.model]
    return costing.break_even(voluntary, paid, sources.period.months, price_minor)


def _what_if(query: ComparisonQuery, costs: dict[str, Cost]) -> WhatIf | None:
    """Of experts and ambassadors: a price replaces no wage of an employee."""
    if query.price_card is None:
        return None
    priced = costs[Paid.model], costs[Voluntary.model]
    answered, actual = sum(cost.answered for cost in priced), costing.actual_minor(priced)
    return costing.what_if_paid(answered, *query.price_card, actual)


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
    yield Assumption("vat_included")
    if sources.coverage.opening_minutes is None:
        yield Assumption("no_hours")
    else:
        yield Assumption("staffed", {"least": sources.widget.minimum_present})
    if sources.booked:
        yield Assumption("shift_day")
    yield from _about_money(query, sources)


def _about_money(query: ComparisonQuery, sources: Sources) -> Iterator[Assumption]:
    yield from _about_points(sources.points)
    volunteers = voluntary_cost(sources)
    if volunteers.answered and volunteers.total_minor is None:
        yield Assumption("no_programme_costs")
    if sources.totals.of("answered", Employed.model):
        yield Assumption("wages")
    if others := _in_other_currencies(sources):
        yield Assumption("other_currencies", dict(others))
    if query.price_card:
        yield Assumption("price_card", query.price_card._asdict())
        yield Assumption("same_demand")


def _about_points(points: ExpectedPoints) -> Iterator[Assumption]:
    if points.latest is not None:
        cost, breakage = points.latest.per_hundred.amount, points.latest.breakage_percent
        yield Assumption("points", {"cost_minor": cost, "breakage": breakage})
    elif points.earned:
        yield Assumption("no_point_rule", {"points": points.earned})


def _in_other_currencies(sources: Sources) -> Counter[str]:
    """Prices and wages that no cost includes, in minor units of each currency."""
    totals, others = sources.totals, Counter[str]()
    for currency, buckets in totals.named("price:", Paid.model).items():
        others[currency] += sum(buckets.values())
    for currency, buckets in totals.named("wage_s:", Employed.model).items():
        others[currency] += hourly_minor(sum(buckets.values()))
    del others[sources.brand.currency]
    return others
