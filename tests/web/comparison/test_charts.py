from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.terms import MODELS
from projections.comparison.figures import BreakEven
from projections.comparison.totals import Step, Totals
from tests.projections.comparison.comparison_example import comparison, figures
from web.comparison import charts


@pytest.fixture(autouse=True)
def _reader(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def step(start, *answered, lost=0, waiting=0):
    """answered: by model, in the order of MODELS."""
    by_model = Counter(dict(zip(MODELS, answered, strict=False)))
    return Step(start, sum(answered) + lost + waiting, by_model, lost)


@pytest.mark.parametrize(
    ("starts", "grain", "labels"),
    [
        ([date(2026, 6, 1), date(2026, 6, 2)], "day", ["1", "2"]),
        ([date(2026, 6, 30), date(2026, 7, 1)], "day", ["30 Jun", "1 Jul"]),
        ([date(2026, 6, 1), date(2026, 7, 1)], "month", ["Jun", "Jul"]),
        ([date(2026, 12, 1), date(2027, 1, 1)], "month", ["Dec 26", "Jan 27"]),
        ([date(2026, 1, 1), date(2027, 1, 1)], "year", ["2026", "2027"]),
    ],
)
def test_labels_of_days_months_and_years_are_short(starts, grain, labels):
    assert charts.over_time([step(start, 1) for start in starts], grain).labels == labels


def test_parts_of_the_demand_add_up():
    others = range(5, 4 + len(MODELS))
    steps = [
        step(date(2026, 6, 1), 3, *others, lost=1),
        step(date(2026, 6, 2), 1, lost=4, waiting=2),
    ]
    chart = charts.over_time(steps, "day")

    expected = [[3, 1], *([n, 0] for n in others), [1, 4], [0, 2]]
    assert [list(series.values) for series in chart.series] == expected
    assert len(charts.over_time(steps[:1], "day").series) == len(MODELS) + 1


def test_a_model_and_lost_requests_have_the_same_style_in_every_chart():
    steps = [step(date(2026, 6, 1), 3, 2, 1, lost=1, waiting=1)]
    only_experts = charts.waits(Totals({("paid", "wait"): {9: 1}}), comparison(waiting("paid", 1)))

    models = [charts.MODEL_STYLES[model] for model in MODELS]
    assert charts.over_time(steps, "day").styles == [*models, 2, 3]
    assert only_experts.styles == [1]
    assert charts.lost_by_reason(comparison()).styles == [2]


def test_waits_are_shares_of_each_model_up_to_the_longest():
    waits = {
        ("voluntary", "wait"): {0: 1, 15: 1, 16: 1, 61: 1},
        ("paid", "wait"): {31: 2},
    }
    example = comparison(waiting("voluntary", 4), waiting("paid", 2))
    chart = charts.waits(Totals(waits), example)

    assert [label.replace("\N{NO-BREAK SPACE}", " ") for label in chart.labels] == [
        "15 s",
        "30 s",
        "1 min",
        "2 min",
    ]
    assert [list(series.values) for series in chart.series] == [[0.5, 0.25, 0, 0.25], [0, 0, 1, 0]]


def test_the_longest_waits_have_no_end():
    chart = charts.waits(Totals({("paid", "wait"): {99_999: 1}}), comparison(waiting("paid", 1)))

    assert chart.labels[-1].startswith("> 30")
    assert chart.series[0].values[-1] == 1


def waiting(model, n):
    one = figures(model, answered=n)
    return one.__class__(**{**one.__dict__, "wait": one.wait.__class__(n, 1, None, 1, 60, None)})


def test_cost_lines_are_sorted_by_amount_without_zeros():
    volunteers = figures("voluntary", costs=[("gift", 50), ("licence", 100), ("goodies", 0)])
    experts = figures("paid", costs=[("conversations", 70)])
    chart = charts.costs_by_line(comparison(volunteers, experts))

    assert chart.labels == ["Licence", "Conversations", "Gifts"]
    assert [list(series.values) for series in chart.series] == [[100, None, 50], [None, 70, None]]
    assert chart.say(7000.0) == "€70.00"


def test_hours_of_the_week_start_on_monday_at_midnight():
    week = charts.week_heat_map("week", "Requests", {0: 3, 167: 2}, "Europe/Paris")

    assert (week.cells[0][0], week.cells[6][23]) == (3, 2)
    assert sum(map(sum, week.cells)) == 5
    assert "Paris (Europe/Paris)" in week.note


def test_a_week_without_requests_has_nothing_to_show():
    assert charts.week_heat_map("week", "Requests", {}, "UTC").values == []


@given(
    st.integers(1, 10**6).map(lambda tenths: tenths / 10),
    st.integers(0, 10**5),
    st.floats(0.03, 36),
)
def test_the_break_even_chart_holds_the_crossing_and_marks_it_once(crossing, answered, months):
    paid_minor = 46_500 / crossing
    models = figures("voluntary", answered=answered), figures("paid", answered=0)
    break_even = BreakEven(46_500, 0.0, paid_minor, crossing)
    chart = charts.break_even_chart(comparison(*models, break_even=break_even), months)
    volunteers, experts, marks = (series.values for series in chart.series)

    assert len(chart.labels) == len(volunteers) == len(experts) <= 17
    [place] = [place for place, mark in enumerate(marks) if mark is not None]
    assert experts[place] == pytest.approx(volunteers[place])
    assert marks[place] == experts[place]
    assert place < len(chart.labels) - 1  # the chart goes on beyond it


def test_without_a_crossing_there_is_no_break_even_chart():
    models = figures("voluntary", answered=9), figures("paid", answered=0)

    assert charts.break_even_chart(comparison(*models), 1) is None
