"""Series: each day and month alone, and nothing lost between them."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.terms import MODELS
from projections.comparison.period import Period
from projections.comparison.totals import by_day, by_month, in_years, last_month, totals_of
from projections.conversations.projection import Facts
from tests.projections.comparison.brand_demand import SPRING, demand, record_demand
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import BRAND, OTHER_BRAND, VISITOR

ZONE = "Europe/Paris"
FIRST = SPRING.date() - timedelta(days=1)
spans = st.tuples(st.integers(0, 400), st.integers(1, 400))
often = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module")
def facts():
    recorded = (
        RecordedEvents()
        .add(BRAND, registered("camp", ZONE))
        .add(OTHER_BRAND, registered("road", ZONE))
    )
    with empty_tables() as db:
        project(record_demand(demand(Random(8), 300, days=330), [], recorded).events, db, Facts())
        yield db


def period(first, length):
    start = FIRST + timedelta(days=first)
    return Period(start, start + timedelta(days=length), ZONE)


def outcomes_between(start, end, facts):
    """One stretch of days, as the totals know it."""
    totals = totals_of(BRAND, Period(start, end, ZONE), facts)
    answered = Counter({model: totals.of("answered", model) for model in MODELS})
    lost = sum(sum(hours.values()) for hours in totals.named("lost:").values())
    return totals.of("requests"), +answered, lost


def outcomes_of(step):
    return step.requests, +step.answered, step.lost


@often
@given(spans)
def test_the_step_of_a_day_has_the_totals_of_that_day(facts, span):
    chosen = period(span[0], span[1] % 20 + 1)
    steps = by_day(BRAND, chosen, facts)

    assert [outcomes_of(step) for step in steps] == [
        outcomes_between(step.start, step.start + timedelta(days=1), facts) for step in steps
    ]
    assert len(steps) == (chosen.end - chosen.first).days


@often
@given(spans)
def test_the_step_of_a_month_has_its_days_of_the_period_and_no_others(facts, span):
    chosen = period(*span)
    steps = by_month(BRAND, chosen, facts)

    starts = [max(step.start, chosen.first) for step in steps]
    ends = [*starts[1:], chosen.end]
    assert [outcomes_of(step) for step in steps] == [
        outcomes_between(start, end, facts) for start, end in zip(starts, ends, strict=True)
    ]
    assert all(step.start.day == 1 for step in steps)


def test_years_hold_what_their_months_held(facts):
    chosen = period(0, 400)
    months = by_month(BRAND, chosen, facts)
    years = in_years(months)

    assert [year.start.year for year in years] == [2026, 2027]
    assert sum(year.requests for year in years) == sum(month.requests for month in months)
    assert sum((year.answered for year in years), Counter()) == sum(
        (month.answered for month in months), Counter()
    )
    assert sum(year.waiting for year in years) == sum(month.waiting for month in months) > 0


def test_the_last_month_with_requests(facts):
    assert last_month(BRAND, date(2030, 1, 1), facts) == date(2027, 2, 1)
    assert last_month(BRAND, date(2026, 6, 17), facts) == date(2026, 5, 1)
    assert last_month(BRAND, date(2026, 3, 1), facts) is None
    assert last_month(VISITOR, date(2030, 1, 1), facts) is None
