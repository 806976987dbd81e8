"""Programme costs, by category and date."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brands.brand import Brand
from domain.brands.programme_cost import CostCategory
from projections.brands.programme_costs import CostSum, ProgrammeCosts, cost_sums, recorded_costs
from tests.projections.in_memory_projections import (
    RecordedEvents,
    content,
    empty_tables,
    in_batches,
    project,
    rebuild,
)
from tests.support.people import BRAND, MANAGER, MORNING, OTHER_BRAND, after, euros

JUNE = (date(2026, 6, 1), date(2026, 7, 1))
EVER = (date(1970, 1, 1), date(2100, 1, 1))


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def project_singly(db, *events, id=BRAND):
    for event in RecordedEvents().add(id, *events).events:
        project([event], db, ProgrammeCosts())


def recorded(
    number,
    category=CostCategory.GIFT,
    cents=1000,
    on="2026-06-15",
    at=MORNING,
    until=None,
    model="voluntary",
):
    return Brand.ProgrammeCostRecorded(
        at=at,
        cost_id=UUID(int=number),
        category=category,
        amount=euros(cents),
        served_from=date.fromisoformat(on),
        served_to=date.fromisoformat(until or on),
        model=model,
        by=MANAGER,
    )


def reversed_cost(cost, at=MORNING):
    return Brand.ProgrammeCostReversed(
        at=at,
        cost_id=cost.cost_id,
        reason="duplicate",
        by=MANAGER,
    )


def test_a_brand_that_recorded_nothing_spent_nothing(db):
    assert cost_sums(BRAND, *EVER, db) == []
    assert recorded_costs(BRAND, *EVER, db) == []


def test_costs_are_added_up_by_category(db):
    # An evening of the sources: 300 of drinks, 300 of train tickets and 400 of staff time.
    project_singly(
        db,
        recorded(1, CostCategory.EVENT, 30_000),
        recorded(2, CostCategory.EVENT, 30_000),
        recorded(3, CostCategory.MANAGER_HOURS, 40_000),
        recorded(4, CostCategory.LICENCE, 9_900),
    )

    assert cost_sums(BRAND, *JUNE, db) == [
        CostSum("voluntary", "event", 2, 60_000),
        CostSum("voluntary", "licence", 1, 9_900),
        CostSum("voluntary", "manager_hours", 1, 40_000),
    ]


def test_a_cost_counts_on_its_own_day_whenever_it_is_recorded(db):
    project_singly(db, recorded(1, on="2026-06-30", at=MORNING + timedelta(days=90)))

    assert cost_sums(BRAND, *JUNE, db) == [CostSum("voluntary", "gift", 1, 1000)]
    assert cost_sums(BRAND, date(2026, 7, 1), date(2027, 1, 1), db) == []


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        ("2026-05-31", False),
        ("2026-06-01", True),
        ("2026-06-30", True),
        ("2026-07-01", False),
        ("0999-06-15", False),
    ],
)
def test_the_first_day_counts_and_the_end_does_not(on, counts, db):
    project_singly(db, recorded(1, on=on))

    assert bool(cost_sums(BRAND, *JUNE, db)) == counts
    assert bool(recorded_costs(BRAND, *JUNE, db)) == counts


def test_a_reversed_cost_does_not_count_and_is_still_listed(db):
    wrong, right = recorded(1, cents=10_000), recorded(2, cents=1000)
    project_singly(db, wrong, right, reversed_cost(wrong))

    assert cost_sums(BRAND, *JUNE, db) == [CostSum("voluntary", "gift", 1, 1000)]
    costs = recorded_costs(BRAND, *JUNE, db)
    assert [(cost.amount, cost.is_reversed) for cost in costs] == [(10_000, True), (1000, False)]


def test_costs_are_shown_in_the_order_of_their_days(db):
    project_singly(db, recorded(1, on="2026-06-20"), recorded(2, on="2026-06-03"))

    assert [cost.served_from for cost in recorded_costs(BRAND, *JUNE, db)] == [
        date(2026, 6, 3),
        date(2026, 6, 20),
    ]


def test_costs_are_those_of_the_brand(db):
    project_singly(db, recorded(1, cents=100))
    project_singly(db, recorded(2, cents=700), id=OTHER_BRAND)

    assert cost_sums(BRAND, *JUNE, db) == [CostSum("voluntary", "gift", 1, 100)]
    assert cost_sums(OTHER_BRAND, *JUNE, db) == [CostSum("voluntary", "gift", 1, 700)]


def test_a_brand_that_uses_anothers_key_for_a_cost_does_not_touch_that_cost(db):
    project_singly(db, recorded(1, cents=100))
    project_singly(
        db, recorded(1, cents=700), reversed_cost(recorded(1, cents=700)), id=OTHER_BRAND
    )

    assert cost_sums(BRAND, *JUNE, db) == [CostSum("voluntary", "gift", 1, 100)]
    assert cost_sums(OTHER_BRAND, *JUNE, db) == []


# Costs that serve more than a day.


def test_a_cost_counts_by_the_days_of_the_period_that_it_serves(db):
    # A licence of 100.01 from 16 May to 14 June: 30 days, 14 of them in June.
    project_singly(db, recorded(1, CostCategory.LICENCE, 10_001, "2026-05-16", until="2026-06-14"))

    assert cost_sums(BRAND, date(2026, 5, 1), JUNE[0], db) == [
        CostSum("voluntary", "licence", 1, 5_339)
    ]
    assert cost_sums(BRAND, *JUNE, db) == [CostSum("voluntary", "licence", 1, 4_662)]
    assert cost_sums(BRAND, JUNE[1], date(2026, 8, 1), db) == []


def test_a_cost_belongs_to_a_model(db):
    project_singly(db, recorded(1, cents=100), recorded(2, cents=900, model="paid"))

    assert cost_sums(BRAND, *JUNE, db) == [
        CostSum("paid", "gift", 1, 900),
        CostSum("voluntary", "gift", 1, 100),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 90_000),
    st.integers(0, 400),
    st.lists(st.integers(-40, 450), min_size=2, max_size=8).map(sorted),
)
def test_the_parts_of_adjoining_periods_add_up(cents, days, cuts):
    first = date(2026, 3, 5)
    until = (first + timedelta(days=days)).isoformat()
    bounds = [first + timedelta(days=cut) for cut in cuts]

    with empty_tables() as db:
        project_singly(db, recorded(1, cents=cents, on=first.isoformat(), until=until))
        parts = [amount_in(*period, db) for period in pairwise(bounds)]
        assert sum(parts) == amount_in(bounds[0], bounds[-1], db)
        assert amount_in(*EVER, db) == cents


def amount_in(first, end, db):
    return sum(cost.amount for cost in cost_sums(BRAND, first, end, db))


@st.composite
def programmes(draw):
    """Costs of two brands, some withdrawn, in the order recorded."""
    history, live = RecordedEvents(), []
    for number in range(draw(st.integers(1, 12))):
        brand = draw(st.sampled_from([BRAND, OTHER_BRAND]))
        on = date(2026, 5, 25) + timedelta(days=draw(st.integers(0, 45)))
        category, cents = draw(st.sampled_from(CostCategory)), draw(st.integers(1, 90_000))
        cost = recorded(number, category, cents, on.isoformat(), after(number))
        history.add(brand, cost)
        live.append((brand, cost))
        if draw(st.integers(0, 3)) == 0:
            gone = live.pop(draw(st.integers(0, len(live) - 1)))
            history.add(gone[0], reversed_cost(gone[1], after(number)))
    return history, live


@settings(max_examples=40, deadline=None)
@given(programmes(), st.lists(st.integers(0, 20), max_size=5))
def test_sums_are_those_of_the_costs_that_stand_in_whatever_batches(programme, where):
    history, live = programme
    wanted = {}
    for brand, cost in live:
        if brand == BRAND and date(2026, 6, 1) <= cost.served_from < date(2026, 7, 1):
            wanted.setdefault(cost.category.value, []).append(cost.amount.amount)

    with empty_tables() as db, empty_tables() as rebuilt:
        for batch in in_batches(history.events, [min(cut, len(history.events)) for cut in where]):
            project(batch, db, ProgrammeCosts())
        rebuild([history.events], rebuilt, ProgrammeCosts())

        sums = {cost.category: (cost.n, cost.amount) for cost in cost_sums(BRAND, *JUNE, db)}
        assert sums == {category: (len(cents), sum(cents)) for category, cents in wanted.items()}
        assert content(ProgrammeCosts(), rebuilt) == content(ProgrammeCosts(), db)


def test_both_databases_answer_alike(market):
    manage, gift = (
        market.brands,
        (CostCategory.GIFT, euros(1000), *[date(2026, 6, 15)] * 2, "voluntary", MANAGER, MORNING),
    )
    manage.register(BRAND, "camp", "Camp", "Europe/Paris", "EUR", MANAGER, MORNING)
    manage.record_programme_cost(BRAND, UUID(int=1), *gift)
    manage.record_programme_cost(BRAND, UUID(int=2), *gift)
    market.projector.catch_up()
    manage.reverse_programme_cost(BRAND, UUID(int=1), "duplicate", MANAGER, after(60))
    market.projector.catch_up()

    with market.read_models.read(market.read_models.programme_costs) as db:
        assert cost_sums(BRAND, *JUNE, db) == [CostSum("voluntary", "gift", 1, 1000)]
        assert [cost.is_reversed for cost in recorded_costs(BRAND, *JUNE, db)] == [True, False]
