"""Totals: over any days, the sum over each of them."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.terms import MODELS
from projections.comparison.period import Period
from projections.comparison.totals import Totals, totals_of
from projections.conversations.projection import Facts
from tests.projections.comparison.brand_demand import SPRING, demand, record_demand
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import BRAND, OTHER_BRAND, VISITOR

ZONE = "Europe/Paris"
DAYS = 120
FIRST = SPRING.date() - timedelta(days=1)
COLUMNS = ("", *MODELS)
spans = st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)).filter(
    lambda span: span[0] != span[1]
)
often = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module")
def facts():
    recorded = (
        RecordedEvents()
        .add(BRAND, registered("camp", ZONE))
        .add(OTHER_BRAND, registered("road", ZONE))
    )
    with empty_tables() as db:
        project(
            record_demand(demand(Random(6), 300, days=DAYS - 2), [], recorded).events, db, Facts()
        )
        yield db


@pytest.fixture(scope="module")
def totals_by_day(facts):
    """What was counted on each day."""
    return [by_model(totals_of(BRAND, days(day, day + 1), facts)) for day in range(DAYS)]


def days(first, end):
    return Period(FIRST + timedelta(days=first), FIRST + timedelta(days=end), ZONE)


def by_model(totals):
    """All that was counted, without what never was."""
    return {
        (model, measure): {bucket: n for bucket, n in buckets.items() if n}
        for model in COLUMNS
        for measure, buckets in totals.named("", model).items()
    }


def added(counts):
    sums = {}
    for totals in counts:
        for key, buckets in totals.items():
            sums.setdefault(key, Counter()).update(buckets)
    return {key: dict(buckets) for key, buckets in sums.items()}


@often
@given(span=spans)
def test_totals_over_any_days_are_the_sum_over_the_days(facts, totals_by_day, span):
    first, end = sorted(span)

    together = by_model(totals_of(BRAND, days(first, end), facts))

    assert together == added(totals_by_day[first:end])


@often
@given(span=spans, cut=st.floats(0, 1))
def test_two_parts_of_a_period_add_up_to_it(facts, span, cut):
    first, end = sorted(span)
    middle = round(first + cut * (end - first))
    parts = [edges for edges in ((first, middle), (middle, end)) if edges[0] < edges[1]]

    together = by_model(totals_of(BRAND, days(first, end), facts))

    assert together == added(by_model(totals_of(BRAND, days(*part), facts)) for part in parts)


def test_brands_are_counted_apart(facts):
    everything = days(0, DAYS)

    ours, theirs = (totals_of(brand, everything, facts) for brand in (BRAND, OTHER_BRAND))

    assert ours.of("requests") + theirs.of("requests") == 300
    assert 0 < theirs.of("requests") < ours.of("requests")
    assert by_model(totals_of(VISITOR, everything, facts)) == {}


def test_days_without_requests_have_no_totals(facts):
    assert by_model(totals_of(BRAND, days(DAYS + 40, DAYS + 300), facts)) == {}


def test_what_was_never_counted_is_nothing():
    totals = Totals({("paid", "price:EUR"): {0: 200}, ("paid", "price:CHF"): {0: 50}})

    assert (totals.of("price:EUR", "paid"), totals.of("price:EUR"), totals.of("x")) == (200, 0, 0)
    assert totals.by_bucket("wait", "paid") == {}
    assert totals.named("price:", "paid") == {"CHF": {0: 50}, "EUR": {0: 200}}
    assert totals.named("price:") == {}
