"""The figures by example: the cases a person would try by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import Invalid, NotFound
from projections.comparison.compare import compare
from projections.comparison.figures import BreakEven
from projections.comparison.sources import ComparisonQuery, PriceCard
from projections.comparison.wage_benchmark import wage_benchmarks
from tests.projections.comparison.brand_demand import (
    InMemoryReadModels,
    record_demand,
    rule_published,
)
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import RecordedEvents, empty_tables
from tests.support.comparison_oracle import ConversationExample, CostExample
from tests.support.people import BRAND, OTHER_BRAND, VISITOR

JUNE_2017 = datetime(2017, 6, 1, tzinfo=UTC)
NOW = JUNE_2017 + timedelta(days=4000)
JUNE = (date(2017, 6, 1), date(2017, 7, 1))
SECOND = timedelta(seconds=1)


@pytest.fixture
def read_models():
    with empty_tables() as db:
        yield InMemoryReadModels(db)


def volunteers(n, **more):
    return [spread(n, number, model="voluntary", points=10, **more) for number in range(n)]


def experts(n, **more):
    terms = {"price": 200, "commission_percent": 20, **more}
    return [spread(n, number, model="paid", **terms) for number in range(n)]


def employees(n, **more):
    return [spread(n, number, model="employed", hourly_wage=2150, **more) for number in range(n)]


def spread(n, number, **more):
    """One of n conversations of ten minutes that are spread over the month."""
    recorded = {"waited": 30 * SECOND, "talked": 600 * SECOND, **more}
    return ConversationExample(BRAND, JUNE_2017 + number * timedelta(days=29) / n, **recorded)


def compared(read_models, conversations, costs=(), card=None, *more, period=JUNE):
    recorded = RecordedEvents().add(BRAND, registered("nest", "Europe/Paris"))
    record_demand(conversations, costs, recorded).add(VISITOR, *more)
    read_models.project(recorded)
    return compare(ComparisonQuery("nest", *period, card), read_models, NOW)


# The home-exchange brand of the sources.


def test_1453_conversations_of_ten_minutes_are_242_hours_and_1_60_full_time_jobs(read_models):
    comparison = compared(read_models, volunteers(1453))

    ambassadors = comparison.models["voluntary"]
    assert ambassadors.answered == 1453
    assert round(ambassadors.handled_hours, 1) == 242.2
    assert round(ambassadors.full_time_equivalents, 2) == 1.60


def test_a_full_time_job_is_reckoned_over_as_many_months_as_the_period_has(read_models):
    comparison = compared(
        read_models, volunteers(1453), period=(date(2017, 5, 1), date(2017, 8, 1))
    )

    assert round(comparison.models["voluntary"].full_time_equivalents, 2) == 0.53


def test_an_evening_costs_what_its_lines_say(read_models):
    on = date(2017, 6, 15)
    evening = [
        CostExample(BRAND, "event", on, 30_000),
        CostExample(BRAND, "event", on, 30_000),
        CostExample(BRAND, "manager_hours", on, 40_000),
        CostExample(BRAND, "gift", date(2017, 7, 1), 700),
        CostExample(BRAND, "gift", date(2017, 5, 31), 700),
        CostExample(BRAND, "gift", on, 700, is_reversed=True),
        CostExample(OTHER_BRAND, "gift", on, 700),
    ]

    cost = compared(read_models, volunteers(1453), evening).models["voluntary"].cost

    assert {line.line: (line.amount_minor, line.n) for line in cost.lines} == {
        "event": (60_000, 2),
        "manager_hours": (40_000, 1),
        "points_expected": (None, 14_530),
    }
    assert (cost.total_minor, cost.per_answered_minor) == (100_000, 69)


def test_points_cost_what_the_brand_expects_less_what_is_never_redeemed(read_models):
    # At 1,000 points a Lonely Planet guide: 20 euros, one in four never fetched.
    rule = rule_published(JUNE_2017 - timedelta(days=9), 200, breakage=25)

    comparison = compared(read_models, volunteers(1453), (), None, rule)

    cost = comparison.models["voluntary"].cost
    [points] = [line for line in cost.lines if line.line == "points_expected"]
    assert (points.n, points.amount_minor, points.estimated) == (14_530, 21_795, True)


def test_experts_cost_their_price_commission_included(read_models):
    cost = compared(read_models, experts(1453)).models["paid"].cost

    [line] = cost.lines
    assert (line.line, line.amount_minor, line.n) == ("conversations", 290_600, 1453)
    assert (cost.total_minor, cost.per_answered_minor, cost.currency) == (290_600, 200, "EUR")


def test_prices_in_another_currency_are_named_and_not_added(read_models):
    comparison = compared(read_models, experts(3) + experts(2, currency="CHF"))

    assert comparison.models["paid"].cost.total_minor == 600
    [others] = [
        assumption for assumption in comparison.assumptions if assumption.key == "other_currencies"
    ]
    assert others.values == {"CHF": 400}


def test_employees_cost_their_handling_time_at_their_wage(read_models):
    cost = compared(read_models, employees(1453)).models["employed"].cost

    [line] = cost.lines
    # 242 hours and 10 minutes at EUR 21.50.
    assert (line.line, line.amount_minor, line.n, line.estimated) == ("wages", 520_658, 1453, True)
    assert (cost.total_minor, cost.per_answered_minor) == (520_658, 358)


@pytest.mark.parametrize(("seconds", "cents"), [(0, 0), (1, 1), (2, 1), (3, 2)])
def test_wages_are_rounded_half_up_once_for_the_period(seconds, cents, read_models):
    # EUR 18.00 an hour: half a cent for a second. Four conversations of 1 second come to 2 cents.
    conversations = employees(1, talked=seconds * SECOND, waited=0 * SECOND)
    comparison = compared(
        read_models, [replace(example, hourly_wage=1800) for example in conversations]
    )

    assert comparison.models["employed"].cost.total_minor == cents


def test_wages_equal_the_benchmark_at_the_same_wage(read_models):
    comparison = compared(read_models, employees(7, talked=601 * SECOND))

    [_, *benchmarks] = wage_benchmarks(comparison, 2150)
    [benchmark] = [one for one in benchmarks if one.model == "employed"]
    assert comparison.models["employed"].cost.total_minor == benchmark.cost_minor


def test_wages_in_another_currency_are_named_and_not_added(read_models):
    comparison = compared(read_models, employees(3) + employees(2, currency="CHF"))

    assert comparison.models["employed"].cost.total_minor == 1075
    [others] = [
        assumption for assumption in comparison.assumptions if assumption.key == "other_currencies"
    ]
    assert others.values == {"CHF": 717}


def test_what_wages_leave_out_is_said_where_employees_answered(read_models):
    with_employees = compared(read_models, employees(1))

    assert "wages" in {assumption.key for assumption in with_employees.assumptions}


def test_wages_are_not_mentioned_without_employees(read_models):
    without = compared(read_models, experts(1))

    assert "wages" not in {assumption.key for assumption in without.assumptions}


# Nothing to say.


def test_a_brand_without_requests_has_figures_of_nothing_and_none_that_divide_by_it(read_models):
    comparison = compared(read_models, [])

    assert (comparison.requests, comparison.answered, comparison.lost) == (0, 0, {})
    assert comparison.demand_coverage is None
    assert (comparison.staffed_share, comparison.opening_minutes) == (None, None)
    assert (comparison.break_even, comparison.what_if) == (None, None)
    for figures in comparison.models.values():
        assert (figures.wait.median, figures.wait.p90, figures.wait.within_promise) == (None,) * 3
        assert figures.cost.per_answered_minor is None
        assert (figures.satisfaction.n, figures.satisfaction.response_rate) == (0, None)


def test_an_unknown_brand_is_not_found(read_models):
    with pytest.raises(NotFound, match="no brand called"):
        compare(ComparisonQuery("nest", *JUNE), read_models, NOW)


def test_a_period_without_days_is_refused(read_models):
    with pytest.raises(Invalid, match="at least one day"):
        compared(read_models, [], period=(JUNE[0], JUNE[0]))


def test_what_is_neither_answered_nor_lost_yet_is_a_request_all_the_same(read_models):
    waiting, claimed = (spread(3, n, waited=None, talked=None) for n in range(2))
    talking = spread(3, 2, talked=None, model="paid", price=200)

    comparison = compared(read_models, [waiting, claimed, talking])

    assert (comparison.requests, comparison.answered, comparison.lost) == (3, 1, {})
    paid = comparison.models["paid"]
    assert (paid.handled_hours, paid.cost.total_minor, paid.wait.n) == (0, None, 1)


def test_a_comparison_says_how_far_the_log_was_read(read_models):
    comparison = compared(read_models, volunteers(3))

    assert comparison.log_position == 1 + 3 * 4


# Marks.


def test_satisfaction_needs_ten_ratings(read_models):
    conversations = volunteers(9, ratings=(5, 5, 4)) + experts(10, ratings=(5, 5, 4)) + experts(10)

    comparison = compared(read_models, conversations)

    nine, ten = comparison.models["voluntary"].satisfaction, comparison.models["paid"].satisfaction
    assert (nine.n, nine.response_rate, nine.mean, nine.satisfied) == (9, 1.0, None, None)
    assert (ten.n, ten.response_rate) == (10, 0.5)
    assert ten.mean == pytest.approx(14 / 3)
    assert (ten.satisfied.value, ten.satisfied.n) == (1.0, 10)


@pytest.mark.parametrize(
    ("ratings", "share"), [((4, 4, 4), 1.0), ((5, 5, 2), 1.0), ((5, 5, 1), 0.0), ((3, 4, 4), 0.0)]
)
def test_who_gives_four_on_average_is_satisfied(ratings, share, read_models):
    comparison = compared(read_models, volunteers(10, ratings=ratings))

    assert comparison.models["voluntary"].satisfaction.satisfied.value == share


# Waiting.


def test_a_wait_of_just_the_promised_time_is_within_the_promise(read_models):
    conversations = [
        spread(3, n, model="paid", waited=s * SECOND) for n, s in enumerate((119, 120, 121))
    ]

    wait = compared(read_models, conversations).models["paid"].wait

    assert (wait.promised_s, wait.median, wait.p90) == (120, 120, 121)
    assert (wait.within_promise.value, wait.within_promise.n) == (2 / 3, 3)


# Break-even.


def fixed(cents):
    return [CostExample(BRAND, "licence", date(2017, 6, 15), cents)]


def test_the_break_even_is_fixed_costs_divided_by_the_price(read_models):
    comparison = compared(read_models, experts(3) + volunteers(7), fixed(50_000))

    assert comparison.break_even == BreakEven(50_000, 0.0, 2.0e2, 250.0)


def test_employees_do_not_move_the_break_even(read_models):
    comparison = compared(read_models, experts(3) + volunteers(7) + employees(9), fixed(50_000))

    assert comparison.break_even == BreakEven(50_000, 0.0, 2.0e2, 250.0)


def test_a_what_if_leaves_out_the_answers_and_wages_of_employees(read_models):
    comparison = compared(read_models, experts(3) + employees(6), (), PriceCard(400, 20))

    what_if = comparison.what_if
    assert (what_if.conversations, what_if.total_minor) == (3, 1200)
    assert (what_if.actual_minor, what_if.difference_minor) == (600, 600)


def test_points_are_the_cost_of_an_ambassadors_answer(read_models):
    rule = rule_published(JUNE_2017 - timedelta(days=9), 500)

    comparison = compared(read_models, experts(3) + volunteers(7), fixed(45_000), None, rule)

    assert comparison.break_even == BreakEven(45_000, 50.0, 200.0, 300.0)


def test_fixed_costs_are_by_the_month(read_models):
    period = (date(2017, 4, 1), date(2017, 7, 1))

    comparison = compared(read_models, experts(3), fixed(60_000), period=period)

    assert comparison.break_even == BreakEven(20_000, 0.0, 200.0, 100.0)


def test_without_experts_the_price_card_is_the_price(read_models):
    comparison = compared(read_models, volunteers(7), fixed(50_000), PriceCard(400, 20))

    assert comparison.break_even == BreakEven(50_000, 0.0, 400.0, 125.0)


def test_what_experts_really_cost_counts_before_the_price_card(read_models):
    comparison = compared(read_models, experts(3), fixed(50_000), PriceCard(400, 20))

    assert comparison.break_even == BreakEven(50_000, 0.0, 200.0, 250.0)


@pytest.mark.parametrize(
    ("conversations", "costs", "cents_for_100_points"),
    [
        (experts(3), [], 0),
        (volunteers(7), fixed(50_000), 0),
        (experts(3, price=0), fixed(50_000), 0),
        (experts(3) + volunteers(7), fixed(50_000), 2000),
        (experts(3) + volunteers(7), fixed(50_000), 2500),
    ],
    ids=["nothing fixed", "no price", "experts for nothing", "points as dear", "points dearer"],
)
def test_where_the_models_never_cost_the_same_no_break_even_is_made_up(
    conversations, costs, cents_for_100_points, read_models
):
    rule = rule_published(JUNE_2017 - timedelta(days=9), cents_for_100_points)

    assert compared(read_models, conversations, costs, None, rule).break_even is None


# Nothing recorded is not zero.


def test_what_volunteers_without_any_recorded_cost_cost_is_unknown(read_models):
    comparison = compared(read_models, volunteers(7), (), PriceCard(645, 30))

    cost, what_if = comparison.models["voluntary"].cost, comparison.what_if
    assert [line.amount_minor for line in cost.lines] == [None]
    assert (cost.total_minor, cost.per_answered_minor) == (None, None)
    assert (what_if.total_minor, what_if.actual_minor, what_if.difference_minor) == (
        4515,
        None,
        None,
    )
    assert "no_programme_costs" in {assumption.key for assumption in comparison.assumptions}


def test_one_model_whose_cost_is_unknown_leaves_no_difference(read_models):
    comparison = compared(read_models, volunteers(7) + experts(3), (), PriceCard(645, 30))

    assert comparison.models["paid"].cost.total_minor == 600
    assert comparison.what_if.difference_minor is None


def test_a_model_that_did_not_answer_leaves_a_difference(read_models):
    comparison = compared(read_models, experts(3), (), PriceCard(645, 30))

    assert comparison.models["voluntary"].cost.total_minor is None
    assert comparison.what_if.difference_minor == 3 * 645 - 600
    assert "no_programme_costs" not in {assumption.key for assumption in comparison.assumptions}


def test_conversations_that_are_free_cost_nothing(read_models):
    assert compared(read_models, experts(3, price=0)).models["paid"].cost.total_minor == 0


def test_only_prices_in_another_currency_leave_the_cost_unknown(read_models):
    comparison = compared(read_models, experts(2, currency="CHF"))

    assert comparison.models["paid"].cost.total_minor is None


# What if.


def test_the_same_answers_at_another_price(read_models):
    conversations = (
        volunteers(7)
        + experts(3)
        + [spread(1, 0, waited=None, talked=None, lost_reason="all_full")]
    )

    what_if = compared(read_models, conversations, fixed(1000), PriceCard(645, 30)).what_if

    assert (what_if.conversations, what_if.total_minor) == (10, 6450)
    # 1.935 each is 1.94 each: ten roundings, not one.
    assert what_if.commission_minor == 1940
    assert (what_if.actual_minor, what_if.difference_minor) == (1600, 4850)


@pytest.mark.parametrize(
    ("price", "percent", "commission"), [(200, 20, 40), (5, 10, 1), (4, 10, 0)]
)
def test_the_commission_of_every_conversation_is_rounded_half_up(
    price, percent, commission, read_models
):
    what_if = compared(read_models, volunteers(3), (), PriceCard(price, percent)).what_if

    assert what_if.commission_minor == 3 * commission


def test_without_a_price_card_there_is_no_what_if(read_models):
    comparison = compared(read_models, volunteers(3))

    assert comparison.what_if is None
    assert {"price_card", "same_demand"}.isdisjoint(
        assumption.key for assumption in comparison.assumptions
    )
