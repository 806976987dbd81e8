"""
Where everything of a chart goes. Pure: the same chart and size give the same places.

Each chart is drawn in three sizes, and CSS shows the one for the room there is: a drawing scaled
down to a phone would have letters nobody can read.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from web.charts.model import Chart, HeatMap, Series
from web.charts.scales import Scale, all_whole, known, nice_ticks

LETTER = 7.2  # about as wide as a letter of the drawings
FOOT, HEAD, EDGE = 30.0, 20.0, 10.0
HUGE = sys.float_info.max  # beyond it a sum is no number any more
ROW_BAR, ROW_LABEL, ROW_GAP = 16.0, 20.0, 12.0
CELL = 28.0


@dataclass(frozen=True)
class Size:
    name: str
    width: float
    height: float


SIZES = (Size("wide", 1000, 310), Size("middle", 600, 300), Size("narrow", 320, 270))


@dataclass(frozen=True)
class Mark:
    """A word at a place: a tick, a label, a value."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Bar:
    series: int
    x: float
    y: float
    width: float
    height: float
    text: str  # for a pointer resting on it
    word: str = ""  # written inside, where there is room


@dataclass(frozen=True)
class Line:
    series: int
    path: str
    points: Sequence[Mark]


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    left: float = 0
    zero: float = 0
    ticks: Sequence[Mark] = ()
    labels: Sequence[Mark] = ()
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()
    values: Sequence[Mark] = ()


@dataclass(frozen=True)
class Plot:
    """The area inside the axes: `up` places values, `middle` the labels."""

    chart: Chart
    size: Size
    up: Scale
    left: float
    ticks: Sequence[Mark]

    @property
    def slot(self) -> float:
        return (self.size.width - EDGE - self.left) / len(self.chart.labels)

    def middle(self, index: int) -> float:
        return round(self.left + self.slot * (index + 0.5), 1)

    def drawing(self, bars: Sequence[Bar] = (), lines: Sequence[Line] = ()) -> Drawing:
        return Drawing(
            width=self.size.width,
            height=self.size.height,
            left=self.left,
            zero=self.up.at(0),
            ticks=self.ticks,
            labels=_labels(self),
            bars=bars,
            lines=lines,
        )


def draw(chart: Chart, size: Size) -> Drawing:
    return {"bars": bars, "stack": stack, "line": line, "rows": rows}[chart.kind](chart, size)


def bars(chart: Chart, size: Size) -> Drawing:
    """Side by side, each series in its own colour, negative ones hanging down."""
    area = _plot(chart, size, chart.values)
    width = area.slot * 0.72 / len(chart.series)
    drawn = []
    for index, place, label, value in _given(chart):
        x = area.left + area.slot * (place + 0.14) + width * index
        bar = _bar(area.up, 0, value, index, f"{label}: {chart.say(value)}")
        drawn.append(replace(bar, x=round(x, 1), width=round(width, 1)))
    return area.drawing(bars=drawn)


def stack(chart: Chart, size: Size) -> Drawing:
    """Parts of a whole, one upon the other; a part below zero has no place in one."""
    wholes = [0.0] * len(chart.labels)
    parts = []
    for index, place, label, value in _given(chart):
        foot = wholes[place]
        wholes[place] = min(foot + max(value, 0.0), HUGE)
        parts.append((index, place, foot, wholes[place], f"{label}: {chart.say(value)}"))
    area = _plot(chart, size, wholes)
    width = round(area.slot * 0.68, 1)
    drawn = [
        replace(
            _bar(area.up, low, high, index, text),
            x=round(area.left + area.slot * (place + 0.16), 1),
            width=width,
        )
        for index, place, low, high, text in parts
    ]
    return area.drawing(bars=drawn)


def line(chart: Chart, size: Size) -> Drawing:
    """One path a series; where a value is missing the path is broken, not bridged."""
    area = _plot(chart, size, chart.values)
    return area.drawing(lines=[_line(area, n, series) for n, series in enumerate(chart.series)])


def rows(chart: Chart, size: Size) -> Drawing:
    """Lying bars under their labels: for words that would not fit side by side."""
    steps = nice_ticks(min(chart.values), max(chart.values))
    across = Scale(min(0.0, *chart.values), steps[-1], EDGE, size.width - EDGE - _room(chart))
    block = ROW_LABEL + ROW_BAR * len(chart.series) + ROW_GAP
    labels = [Mark(EDGE, block * n + 14, label) for n, label in enumerate(chart.labels)]
    drawn, values = [], []
    for index, place, label, value in _given(chart):
        y = block * place + ROW_LABEL + ROW_BAR * index
        start, end = sorted((across.at(0), across.at(value)))
        text = f"{label}: {chart.say(value)}"
        drawn.append(Bar(index, start, y, round(end - start, 1), ROW_BAR - 2, text))
        values.append(Mark(end + 6, y + ROW_BAR - 5, chart.say(value)))
    height = block * len(chart.labels)
    return Drawing(size.width, height, EDGE, across.at(0), (), labels, drawn, (), values)


def draw_heat(chart: HeatMap, size: Size) -> Drawing:
    """A cell for each hour of each day; `series` of a cell is its level."""
    left = EDGE + LETTER * max(map(len, chart.rows))
    width = (size.width - EDGE - left) / len(chart.columns)
    roomy = LETTER * max(len(chart.say(value)) for value in chart.values) < width
    cells = [
        _cell(chart, row, column, left + width * column, width, roomy=roomy)
        for row in range(len(chart.rows))
        for column in range(len(chart.columns))
    ]
    foot = CELL * len(chart.rows)
    days = [Mark(left - 6, CELL * n + CELL / 2 + 4, day) for n, day in enumerate(chart.rows)]
    middles = [round(left + width * (n + 0.5), 1) for n in range(len(chart.columns))]
    hours = _thinned(middles, chart.columns, width, foot + 16)
    return Drawing(size.width, foot + 24, left, foot, days, hours, cells)


def _cell(chart: HeatMap, row: int, column: int, x: float, width: float, *, roomy: bool) -> Bar:
    value = chart.cells[row][column]
    said = chart.say(known(value))
    return Bar(
        series=chart.level(value),
        x=round(x, 1),
        y=CELL * row,
        width=round(width - 1.5, 1),
        height=CELL - 2,
        text=f"{chart.rows[row]} {chart.columns[column]}: {said}",
        word=said if roomy and known(value) else "",
    )


def _plot(chart: Chart, size: Size, tops: Sequence[float]) -> Plot:
    steps = nice_ticks(min(tops), max(tops), whole=all_whole(tops))
    words = [chart.say(step) for step in steps]
    up = Scale(steps[0], steps[-1], size.height - FOOT, HEAD)
    left = round(EDGE + LETTER * max(map(len, words)), 1)
    ticks = [Mark(left - 6, up.at(step), word) for step, word in zip(steps, words, strict=True)]
    return Plot(chart, size, up, left, ticks)


def _given(chart: Chart) -> Iterator[tuple[int, int, str, float]]:
    """Every value there is: number of its series, place of its label, what to call it, value."""
    for index, series in enumerate(chart.series):
        for place, (label, value) in enumerate(zip(chart.labels, series.values, strict=True)):
            if (given := known(value)) is not None:
                yield index, place, f"{label}, {series.name}", given


def _bar(up: Scale, low: float, high: float, series: int, text: str) -> Bar:
    top, foot = sorted((up.at(low), up.at(high)))
    return Bar(series, 0, top, 0, round(foot - top, 1), text)


def _line(area: Plot, index: int, series: Series) -> Line:
    path, points, pen = [], [], "M"
    for place, value in enumerate(series.values):
        if (given := known(value)) is None:
            pen = "M"
            continue
        x, y = area.middle(place), area.up.at(given)
        path.append(f"{pen}{x} {y}")
        label = f"{area.chart.labels[place]}, {series.name}: {area.chart.say(given)}"
        points.append(Mark(x, y, label))
        pen = "L"
    return Line(index, " ".join(path), points)


def _labels(area: Plot) -> Sequence[Mark]:
    middles = [area.middle(place) for place in range(len(area.chart.labels))]
    return _thinned(middles, area.chart.labels, area.slot, area.size.height - 9)


def _thinned(
    middles: Sequence[float], words: Sequence[str], slot: float, y: float
) -> Sequence[Mark]:
    """Every n-th label, so that none runs into the next."""
    widest = LETTER * max(map(len, words)) + 6
    every = max(1, math.ceil(widest / slot))
    return [Mark(middles[n], y, words[n]) for n in range(0, len(words), every)]


def _room(chart: Chart) -> float:
    """For the value written behind the longest bar."""
    return LETTER * max(len(chart.say(value)) for value in chart.values) + 8
