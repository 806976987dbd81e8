"""The whole comparison against an oracle that counts one by one."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.comparison.compare import compare
from projections.comparison.report import as_json
from projections.comparison.sources import ComparisonQuery, PriceCard
from tests.projections.comparison.brand_demand import (
    SPRING,
    InMemoryReadModels,
    demand,
    record_demand,
    rule_published,
    spending,
)
from tests.projections.comparison.comparison_values import assert_same, values_of
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import RecordedEvents, empty_tables
from tests.support.comparison_oracle import QueryExample, figures
from tests.support.people import BRAND, OTHER_BRAND

NOW = SPRING + timedelta(days=400)
PROGRAMME = UUID(int=1 << 64)
often = settings(max_examples=30, deadline=None)
chances = st.integers(0, 2**32).map(Random)
zones = st.sampled_from(["Europe/Paris", "America/New_York", "Pacific/Auckland", "UTC"])
periods = st.tuples(st.integers(-3, 60), st.integers(1, 62)).map(
    lambda span: (
        SPRING.date() + timedelta(days=span[0]),
        SPRING.date() + timedelta(days=span[0] + span[1]),
    )
)
cards = st.none() | st.builds(PriceCard, st.integers(0, 900), st.integers(0, 100))


def both_registered(zone):
    recorded = RecordedEvents().add(BRAND, registered("camp", zone))
    return recorded.add(OTHER_BRAND, registered("road", "Asia/Kolkata"))


def compared(recorded, query):
    with empty_tables() as db:
        read_models = InMemoryReadModels(db)
        read_models.project(recorded)
        return compare(query, read_models, NOW)


@settings(max_examples=70, deadline=None)
@given(chances, st.integers(0, 90), st.integers(0, 8), zones, periods, cards, st.integers(0, 300))
def test_every_figure_is_what_counting_one_by_one_gives(
    chance, n, n_costs, zone, period, card, cents_for_100_points
):
    conversations, costs = demand(chance, n), spending(chance, n_costs)
    recorded = record_demand(conversations, costs, both_registered(zone))
    recorded.add(PROGRAMME, rule_published(SPRING - timedelta(days=9), cents_for_100_points))

    comparison = compared(recorded, ComparisonQuery("camp", *period, card))

    card = card or PriceCard(None, 0)
    oracle_query = QueryExample(
        BRAND,
        zone,
        *period,
        cents_for_100_points=cents_for_100_points,
        price=card.price_minor,
        commission_percent=card.commission_percent,
    )
    assert_same(values_of(comparison), figures(conversations, costs, oracle_query))


@often
@given(chances, st.integers(1, 60), zones, periods)
def test_what_happens_at_another_brand_changes_no_figure(chance, n, zone, period):
    conversations, costs = demand(chance, n), spending(chance, 6)
    ours = [example for example in conversations if example.brand_id == BRAND]
    our_costs = [example for example in costs if example.brand_id == BRAND]
    query = ComparisonQuery("camp", *period, PriceCard(200, 20))

    together = as_json(compared(record_demand(conversations, costs, both_registered(zone)), query))
    alone = as_json(compared(record_demand(ours, our_costs, both_registered(zone)), query))

    assert {**together, "log_position": 0} == {**alone, "log_position": 0}


@often
@given(chances, st.integers(0, 90), zones)
def test_what_is_over_was_answered_or_lost_and_nothing_else(chance, n, zone):
    conversations = [
        example for example in demand(chance, n) if example.lost_reason or example.talked
    ]
    recorded = record_demand(conversations, [], both_registered(zone))

    comparison = compared(recorded, ComparisonQuery("camp", date(2026, 1, 1), date(2027, 1, 1)))

    assert sum(comparison.lost.values()) == comparison.requests - comparison.answered
    assert comparison.answered == sum(example.answered for example in comparison.models.values())


@often
@given(chances, st.integers(0, 90), zones)
def test_there_are_never_more_sales_than_there_were(chance, n, zone):
    conversations = demand(chance, n)
    recorded = record_demand(conversations, [], both_registered(zone))

    comparison = compared(recorded, ComparisonQuery("camp", date(2026, 1, 1), date(2027, 1, 1)))

    sold = [
        cents for example in conversations if example.brand_id == BRAND for cents in example.sold
    ]
    sales = [example.sales for example in comparison.models.values()]
    assert sum(example.n for example in sales) == len(sold)
    assert sum(example.amount_minor or 0 for example in sales) == sum(sold)
