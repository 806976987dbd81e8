import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.comparison.figures import BreakEven, WhatIf
from tests.projections.comparison.comparison_example import comparison, figures
from web.comparison.break_even import break_even_shown, exact_money

PRICED = WhatIf("paid", 70, 200, 20, 14_000, 2800, 46_500)


@pytest.fixture(autouse=True)
def _reader(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def shown(crossing, volunteers=72, experts=405, months=1.0, fixed=46_500, each=15.94, paid=200.0):
    found = BreakEven(fixed, each, paid, crossing)
    models = figures("voluntary", answered=volunteers), figures("paid", answered=experts)
    return break_even_shown(comparison(*models, break_even=found), months)


def test_the_crossing_is_said_in_words_with_its_parts():
    first, parts, today = shown(252.6).sentences

    assert "252.6 answered requests a month" in first
    assert "€465.00 a month" in parts
    assert "€0.1594 for each answer" in parts
    assert "€2.00 for each answer" in parts
    assert "volunteers answered 72 requests a month and experts 405" in today


def test_over_several_months_it_speaks_of_one():
    assert (
        "answered 36 requests a month and experts 203"
        in shown(252.6, experts=406, months=2).sentences[2]
    )


@given(
    st.integers(1, 10**6).map(lambda tenths: tenths / 10),
    st.integers(0, 10**5),
    st.floats(0.03, 36),
)
def test_the_chart_holds_the_crossing_and_marks_it_once(crossing, answered, months):
    paid = 46_500 / crossing
    chart = shown(crossing, answered, 0, months, each=0.0, paid=paid).chart
    volunteers, experts, marks = (series.values for series in chart.series)

    assert len(chart.labels) == len(volunteers) == len(experts) <= 17
    [place] = [place for place, mark in enumerate(marks) if mark is not None]
    assert experts[place] == pytest.approx(volunteers[place])
    assert marks[place] == experts[place]
    assert place < len(chart.labels) - 1  # something is seen beyond it


@pytest.mark.parametrize(
    ("volunteers", "experts", "what_if", "why"),
    [
        ({"answered": 9, "costs": [("licence", 100)]}, {}, None, "No expert answered"),
        (
            {"answered": 9, "costs": [("points_expected", 50)]},
            {"answered": 9, "costs": [("conversations", 1800)]},
            None,
            "No cost of the volunteers' programme",
        ),
        (
            {"answered": 1, "costs": [("licence", 100), ("points_expected", 250)]},
            {},
            PRICED,
            "costs as much as one by an expert",
        ),
    ],
)
def test_without_a_crossing_it_says_why(volunteers, experts, what_if, why):
    models = figures("voluntary", **volunteers), figures("paid", **experts)
    found = break_even_shown(comparison(*models, what_if=what_if), 1)

    assert found.chart is None
    assert why in found.sentences[0]


def test_parts_of_a_cent_are_not_rounded_away():
    assert exact_money(1.75, "EUR") == "€0.0175"
    assert exact_money(200.0, "EUR") == "€2.00"
    assert exact_money(3.5, "JPY") == "JP¥3.5"
