import math
import re
from itertools import pairwise

import pytest
from flask import render_template_string
from hypothesis import example, given
from hypothesis import strategies as st

from web.charts.layout import SIZES, layout_chart, layout_heat_map
from web.charts.model import LEVELS, Chart, HeatMap, Series
from web.charts.scales import Scale, nice_ticks

KINDS = ["bars", "stack", "line", "rows"]
AWKWARD = {
    "zero": [0, 0, 0],
    "one": [5, None, None],
    "negative": [-5, 3, -1],
    "all negative": [-5, -3, -1],
    "huge": [1e300, 5, 1.7e308],
    "huge both ways": [1.7e308, -1.7e308, 0],
    "tiny": [5e-324, 1e-300, 0],
    "not numbers": [math.nan, math.inf, 2],
}


def short(value):
    return "-" if value is None else f"{value:.3g}"


def chart(kind, *values, say=short):
    labels = [f"L{number}" for number in range(len(values[0]))]
    series = [Series(f"S{number}", value) for number, value in enumerate(values)]
    return Chart("key", kind, "Title", "Label", labels, series, say)


def week(cells):
    return HeatMap(
        "week", "Week", "Day", list("MTWTFSS"), [str(h) for h in range(24)], cells, short
    )


def numbers_in(layout):
    numbers = re.findall(r"=(-?\d[\d.e+-]*|-?inf|nan)\b", repr(layout))
    return [float(number) for number in numbers]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", AWKWARD.values(), ids=AWKWARD)
def test_layouts_stay_inside_their_area(kind, values, size):
    layout = layout_chart(chart(kind, values, values), size)

    for bar in layout.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= size.width + 1
        assert bar.height >= 0
        assert -1 <= bar.y <= bar.y + bar.height <= layout.height + 1
    for line in layout.lines:
        assert "nan" not in line.path
        assert all(0 <= point.y <= layout.height for point in line.points)
    assert all(math.isfinite(tick.y) for tick in layout.ticks)


@given(st.lists(st.floats() | st.none(), min_size=1, max_size=20), st.sampled_from(KINDS))
@example([-1.5000000000000002e308], "bars")
def test_no_value_breaks_a_layout(values, kind):
    it = chart(kind, values)
    if not it.values:
        return
    for size in SIZES:
        assert all(map(math.isfinite, numbers_in(layout_chart(it, size))))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2))
@example([0.0, 5e-324])
def test_ticks_reach_around_the_values_in_few_steps(values):
    low, high = sorted(values)
    ticks = nice_ticks(low, high)

    assert ticks == sorted(ticks)
    hair = 1e-9 * max(abs(low), abs(high))
    assert ticks[0] <= low + hair
    assert ticks[-1] >= high - hair
    assert ticks[0] <= 0 <= ticks[-1]
    assert 2 <= len(ticks) <= 9


def test_ticks_a_person_would_choose():
    assert nice_ticks(0, 1453) == [0, 500, 1000, 1500]
    assert nice_ticks(0, 7) == [0, 2, 4, 6, 8]
    assert nice_ticks(-4, 9) == [-5, 0, 5, 10]
    assert nice_ticks(0, 0) == [0, 1]
    assert nice_ticks(0, 2, whole=True) == [0, 1, 2]


def test_a_scale_of_nothing_is_a_point():
    assert Scale(0, 0, 10, 20).at(0) == 10


def test_bars_are_as_high_as_their_values():
    layout = layout_chart(chart("bars", [10, 20]), SIZES[0])

    assert layout.bars[1].height == pytest.approx(2 * layout.bars[0].height, abs=0.2)
    assert layout.bars[0].y + layout.bars[0].height == pytest.approx(layout.zero, abs=0.1)


def test_stacked_bars_do_not_overlap():
    layout = layout_chart(chart("stack", [10], [20], [5]), SIZES[0])

    lower, middle, upper = layout.bars
    assert lower.y == pytest.approx(middle.y + middle.height, abs=0.2)
    assert middle.y == pytest.approx(upper.y + upper.height, abs=0.2)


def test_a_line_is_broken_where_a_value_is_missing():
    layout = layout_chart(chart("line", [1, 2, None, 3]), SIZES[0])

    assert layout.lines[0].path.count("M") == 2
    assert len(layout.lines[0].points) == 3


def test_labels_do_not_overlap():
    layout = layout_chart(chart("bars", list(range(100))), SIZES[2])

    positions = [label.x for label in layout.labels]
    assert min(b - a for a, b in pairwise(positions)) > 20


def test_heat_has_a_level_for_every_hour():
    cells = [[hour * day for hour in range(24)] for day in range(7)]
    it = week(cells)
    layout = layout_heat_map(it, SIZES[0])

    assert len(layout.bars) == 168
    assert {bar.series for bar in layout.bars} == set(range(LEVELS + 1))
    assert it.level(0) == it.level(None) == it.level(math.nan) == it.level(-1) == 0
    assert it.level(23 * 6) == LEVELS
    assert it.highest == ("S", "23", "138")


@pytest.mark.parametrize("value", [0, None, 1e308, 5e-324, math.nan])
def test_heat_of_awkward_weeks(value):
    it = week([[value] * 24] * 7)
    if it.values:
        assert all(map(math.isfinite, numbers_in(layout_heat_map(it, SIZES[2]))))


def test_a_chart_has_caption_and_table(app):
    with app.test_request_context("/"):
        page = render_template_string(
            '{% from "charts.html" import chart with context %}{{ chart(it) }}',
            it=chart("bars", [1, 2], [3, None]),
        )

    assert page.count('role="img"') == len(SIZES)
    assert page.count("<figcaption") == page.count("<table") == 1
    assert "<desc" in page
    assert "Highest: 3 (S1, L0)." in page
    assert "style=" not in page
    assert "url(#key-1)" in page


def test_a_chart_without_values_says_so(app):
    with app.test_request_context("/"):
        page = render_template_string(
            '{% from "charts.html" import chart with context %}{{ chart(it) }}',
            it=chart("bars", [None, math.nan]),
        )

    assert "Nothing to show for this period." in page
    assert 'role="img"' not in page
