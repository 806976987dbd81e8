"""The comparison of a real log on both databases: real demand, and demand of every kind."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select

from domain.clock import system_clock
from domain.conversations.imported_history import PastConversation, identify
from projections.comparison.compare import compare
from projections.comparison.report import as_json
from projections.comparison.sources import ComparisonQuery, PriceCard
from projections.conversations.tables import conversations
from projections.engine.timestamps import at_ms
from tests.projections.comparison.brand_demand import (
    SPRING,
    demand,
    record_demand,
    rule_published,
    spending,
)
from tests.projections.comparison.comparison_values import assert_same, values_of
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import RecordedEvents, record
from tests.support.comparison_oracle import ConversationExample, QueryExample, figures
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, PAID

ROWS = Path(__file__).parents[2] / "data" / "ubuntu-irc-conversations.csv"
EVER = (date(2004, 1, 1), date(2019, 1, 1))
# 63 requests came on that day in UTC, and 8 on the evening before, after midnight in Paris.
SUNDAY_IN_PARIS = (date(2012, 3, 25), date(2012, 3, 26))


def rows():
    with ROWS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def time(text):
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def past(row):
    return PastConversation(
        time(row["opened_at"]),
        row["visitor"],
        row["respondent"] or None,
        time(row["answered_at"]),
        time(row["ended_at"]),
        int(row["visitor_messages"]),
        int(row["respondent_messages"]),
    )


def example_of(row):
    """The same in the oracle's words."""
    requested_at, answered_at, ended_at = (
        time(row[f"{n}_at"]) for n in ("opened", "answered", "ended")
    )
    if answered_at is None:
        return ConversationExample(BRAND, requested_at, lost_reason="not_recorded")
    waited = answered_at - requested_at
    times = {"claimed_after": waited, "waited": waited, "talked": ended_at - answered_at}
    return ConversationExample(
        BRAND, requested_at, **times, model="paid", price=200, commission_percent=20
    )


def bring(market, brought):
    at = datetime(2026, 6, 1, tzinfo=UTC)
    market.brands.register(BRAND, "ubuntu", "Ubuntu", "Europe/Paris", "EUR", MANAGER, at)
    bring_again(market, brought)


def bring_again(market, brought):
    market.history.import_conversations(BRAND, identify(BRAND, map(past, brought)), PAID)
    market.projector.catch_up()


def test_real_demand_is_compared_as_counting_it_one_by_one_says(market):
    bring(market, rows())
    examples = [example_of(row) for row in rows()]

    for period, requests in ((EVER, 194), (SUNDAY_IN_PARIS, 63 + 8)):
        comparison = compare(ComparisonQuery("ubuntu", *period), market.read_models, system_clock())

        query = QueryExample(BRAND, "Europe/Paris", *period)
        assert_same(values_of(comparison), figures(examples, [], query))
        assert comparison.requests == requests
        assert sum(comparison.lost.values()) == comparison.requests - comparison.answered


def test_the_same_history_again_changes_no_figure(market):
    bring(market, rows()[:50])
    first = as_json(compare(ComparisonQuery("ubuntu", *EVER), market.read_models, system_clock()))

    bring_again(market, rows()[:50])

    assert (
        as_json(compare(ComparisonQuery("ubuntu", *EVER), market.read_models, system_clock()))
        == first
    )
    assert first["requests"] == 50


def test_history_keeps_its_own_times(market):
    bring(market, rows()[:50])

    with market.read_models.read(market.read_models.facts) as db:
        rows_found = db.execute(select(conversations)).all()

    opened = [time(row["opened_at"]) for row in rows()[:50]]
    assert sorted(at_ms(row.requested_ms) for row in rows_found) == sorted(opened)


def test_demand_of_every_kind_is_compared_as_counting_it_one_by_one_says(market):
    period = (date(2026, 3, 28), date(2026, 5, 3))
    examples, costs = demand(Random(3), 150), spending(Random(3), 12)
    recorded = RecordedEvents().add(BRAND, registered("camp", "Europe/Paris"))
    recorded.add(OTHER_BRAND, registered("road", "Asia/Kolkata"))
    recorded.add(UUID(int=1 << 64), rule_published(SPRING - timedelta(days=9), 150))
    record(record_demand(examples, costs, recorded), market.log)
    market.projector.catch_up()

    comparison_query = ComparisonQuery("camp", *period, PriceCard(645, 30))
    comparison = compare(comparison_query, market.read_models, system_clock())

    prices = {"cents_for_100_points": 150, "price": 645, "commission_percent": 30}
    query = QueryExample(BRAND, "Europe/Paris", *period, **prices)
    assert_same(values_of(comparison), figures(examples, costs, query))
    assert comparison.log_position == len(recorded.events)
