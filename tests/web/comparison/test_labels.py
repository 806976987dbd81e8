from dataclasses import replace

import pytest

from projections.comparison.figures import BreakEven, WhatIf
from projections.read_models import Lag
from tests.projections.comparison.comparison_example import comparison, figures
from web.comparison.labels import break_even_sentences, exact_money, lag_sentences

PRICED = WhatIf("paid", 70, 200, 20, 14_000, 2800, 46_500)


@pytest.fixture(autouse=True)
def _reader(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def sentences(volunteers=72, experts=405, months=1.0):
    models = figures("voluntary", answered=volunteers), figures("paid", answered=experts)
    break_even = BreakEven(46_500, 15.94, 200.0, 252.6)
    return break_even_sentences(comparison(*models, break_even=break_even), months)


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        (Lag(0, 0), []),
        (Lag(1, 0), ["These figures are behind: 1 new event is not counted yet."]),
        (
            Lag(1200, 2),
            [
                "These figures are behind: 1,200 new events are not counted yet.",
                "2 events could not be processed, so these figures may be incomplete.",
            ],
        ),
    ],
)
def test_figures_say_which_events_they_lack(lag, expected):
    assert lag_sentences(replace(comparison(), lag=lag)) == expected


def test_the_break_even_sentence_states_its_parts():
    first, parts, today = sentences()

    assert "252.6 answered requests per month" in first
    assert "€465.00 per month" in parts
    assert "€0.1594 per answer" in parts
    assert "€2.00 per answer" in parts
    assert "volunteers answered 72 requests per month and experts 405" in today


def test_the_break_even_of_experts_with_fixed_costs_is_about_the_difference():
    costs = [("conversations", 81_000), ("licence", 9_900)]
    models = figures("voluntary", answered=72), figures("paid", answered=405, costs=costs)
    break_even = BreakEven(46_500, 15.94, 200.0, 252.6)

    _, parts, _ = break_even_sentences(comparison(*models, break_even=break_even), 1)

    assert "€465.00 per month more than experts" in parts
    assert "no fixed cost" not in parts


def test_break_even_over_several_months_is_stated_per_month():
    assert "answered 36 requests per month and experts 203" in sentences(experts=406, months=2)[2]


@pytest.mark.parametrize(
    ("volunteers", "experts", "what_if", "reason"),
    [
        ({"answered": 9, "costs": [("licence", 100)]}, {}, None, "No expert answered"),
        (
            {"answered": 9, "costs": [("points_expected", 50)]},
            {"answered": 9, "costs": [("conversations", 1800)]},
            None,
            (
                "No programme costs are recorded in this period, so nothing is fixed and there is"
                " no break-even"
            ),
        ),
        (
            {"answered": 1, "costs": [("licence", 100), ("points_expected", 250)]},
            {},
            PRICED,
            (
                "Before any fixed costs, a volunteer's answer already costs as much as an"
                " expert's:"
                " they never cost the same"
            ),
        ),
    ],
)
def test_a_missing_break_even_is_explained(volunteers, experts, what_if, reason):
    models = figures("voluntary", **volunteers), figures("paid", **experts)
    [sentence] = break_even_sentences(comparison(*models, what_if=what_if), 1)

    assert reason in sentence


def test_parts_of_a_cent_are_not_rounded_away():
    assert exact_money(1.75, "EUR") == "€0.0175"
    assert exact_money(200.0, "EUR") == "€2.00"
    assert exact_money(3.5, "JPY") == "JP¥3.5"
