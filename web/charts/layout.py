"""
The layout of a chart: where everything goes. Pure: the same chart and size give the same layout.

Each chart is laid out in three sizes, and CSS shows the one that fits: a wide one scaled down to a
phone would have characters too small to read.
"""

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from web.charts.model import Chart, HeatMap, Series
from web.charts.scales import Scale, all_whole, known, nice_ticks

CHARACTER = 7.2  # the width of a character, about
FOOT, HEAD, EDGE = 30.0, 20.0, 10.0
HUGE = sys.float_info.max  # beyond it a sum is no finite number
ROW_BAR, ROW_LABEL, ROW_GAP = 16.0, 20.0, 12.0
CELL = 28.0


@dataclass(frozen=True)
class Size:
    name: str
    width: float
    height: float


SIZES = (Size("wide", 1000, 310), Size("middle", 600, 300), Size("narrow", 320, 270))


@dataclass(frozen=True)
class ChartText:
    """A text at a point: a tick, a label, a value."""

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
    inner_text: str = ""  # where there is room


@dataclass(frozen=True)
class PlottedLine:
    series: int
    path: str
    points: Sequence[ChartText]


@dataclass(frozen=True)
class ChartLayout:
    width: float
    height: float
    left: float = 0
    zero: float = 0
    ticks: Sequence[ChartText] = ()
    labels: Sequence[ChartText] = ()
    bars: Sequence[Bar] = ()
    lines: Sequence[PlottedLine] = ()
    values: Sequence[ChartText] = ()


@dataclass(frozen=True)
class Plot:
    """The area inside the axes: `up` positions values, `middle` labels."""

    chart: Chart
    size: Size
    up: Scale
    left: float
    ticks: Sequence[ChartText]

    @property
    def slot(self) -> float:
        return (self.size.width - EDGE - self.left) / len(self.chart.labels)

    def middle(self, index: int) -> float:
        return round(self.left + self.slot * (index + 0.5), 1)

    def layout(self, bars: Sequence[Bar] = (), lines: Sequence[PlottedLine] = ()) -> ChartLayout:
        return ChartLayout(
            width=self.size.width,
            height=self.size.height,
            left=self.left,
            zero=self.up.at(0),
            ticks=self.ticks,
            labels=_labels(self),
            bars=bars,
            lines=lines,
        )


def layout_chart(chart: Chart, size: Size) -> ChartLayout:
    return {"bars": bars, "stack": stack, "line": line, "rows": rows}[chart.kind](chart, size)


def bars(chart: Chart, size: Size) -> ChartLayout:
    """Side by side, each series in its own colour, negative ones hanging down."""
    area = _plot(chart, size, chart.values)
    width = area.slot * 0.72 / len(chart.series)
    laid_out = []
    for index, position, label, value in _values(chart):
        x = area.left + area.slot * (position + 0.14) + width * index
        bar = _bar(area.up, 0, value, index, f"{label}: {chart.say(value)}")
        laid_out.append(replace(bar, x=round(x, 1), width=round(width, 1)))
    return area.layout(bars=laid_out)


def stack(chart: Chart, size: Size) -> ChartLayout:
    """Parts of a whole, one upon the other; a part below zero is left out."""
    wholes = [0.0] * len(chart.labels)
    parts = []
    for index, position, label, value in _values(chart):
        foot = wholes[position]
        wholes[position] = min(foot + max(value, 0.0), HUGE)
        parts.append((index, position, foot, wholes[position], f"{label}: {chart.say(value)}"))
    area = _plot(chart, size, wholes)
    width = round(area.slot * 0.68, 1)
    laid_out = [
        replace(
            _bar(area.up, low, high, index, text),
            x=round(area.left + area.slot * (position + 0.16), 1),
            width=width,
        )
        for index, position, low, high, text in parts
    ]
    return area.layout(bars=laid_out)


def line(chart: Chart, size: Size) -> ChartLayout:
    """One path a series; where a value is missing the path is broken, not bridged."""
    area = _plot(chart, size, chart.values)
    return area.layout(lines=[_line(area, n, series) for n, series in enumerate(chart.series)])


def rows(chart: Chart, size: Size) -> ChartLayout:
    """Horizontal bars under their labels: for labels that would not fit side by side."""
    steps = nice_ticks(min(chart.values), max(chart.values))
    across = Scale(min(0.0, *chart.values), steps[-1], EDGE, size.width - EDGE - _room(chart))
    block = ROW_LABEL + ROW_BAR * len(chart.series) + ROW_GAP
    labels = [ChartText(EDGE, block * n + 14, label) for n, label in enumerate(chart.labels)]
    laid_out, values = [], []
    for index, position, label, value in _values(chart):
        y = block * position + ROW_LABEL + ROW_BAR * index
        start, end = sorted((across.at(0), across.at(value)))
        text = f"{label}: {chart.say(value)}"
        laid_out.append(Bar(index, start, y, round(end - start, 1), ROW_BAR - 2, text))
        values.append(ChartText(end + 6, y + ROW_BAR - 5, chart.say(value)))
    height = block * len(chart.labels)
    return ChartLayout(size.width, height, EDGE, across.at(0), (), labels, laid_out, (), values)


def layout_heat_map(chart: HeatMap, size: Size) -> ChartLayout:
    """A cell for each hour of each day; `series` of a cell is its level."""
    left = EDGE + CHARACTER * max(map(len, chart.rows))
    width = (size.width - EDGE - left) / len(chart.columns)
    roomy = CHARACTER * max(len(chart.say(value)) for value in chart.values) < width
    cells = [
        _cell(chart, row, column, left + width * column, width, roomy=roomy)
        for row in range(len(chart.rows))
        for column in range(len(chart.columns))
    ]
    foot = CELL * len(chart.rows)
    days = [ChartText(left - 6, CELL * n + CELL / 2 + 4, day) for n, day in enumerate(chart.rows)]
    middles = [round(left + width * (n + 0.5), 1) for n in range(len(chart.columns))]
    hours = _thinned(middles, chart.columns, width, foot + 16)
    return ChartLayout(size.width, foot + 24, left, foot, days, hours, cells)


def _cell(chart: HeatMap, row: int, column: int, x: float, width: float, *, roomy: bool) -> Bar:
    value = chart.cells[row][column]
    text = chart.say(known(value))
    return Bar(
        series=chart.level(value),
        x=round(x, 1),
        y=CELL * row,
        width=round(width - 1.5, 1),
        height=CELL - 2,
        text=f"{chart.rows[row]} {chart.columns[column]}: {text}",
        inner_text=text if roomy and known(value) else "",
    )


def _plot(chart: Chart, size: Size, tops: Sequence[float]) -> Plot:
    steps = nice_ticks(min(tops), max(tops), whole=all_whole(tops))
    texts = [chart.say(step) for step in steps]
    up = Scale(steps[0], steps[-1], size.height - FOOT, HEAD)
    left = round(EDGE + CHARACTER * max(map(len, texts)), 1)
    ticks = [
        ChartText(left - 6, up.at(step), text) for step, text in zip(steps, texts, strict=True)
    ]
    return Plot(chart, size, up, left, ticks)


def _values(chart: Chart) -> Iterator[tuple[int, int, str, float]]:
    """Every value there is: index of its series, index of its label, its name, value."""
    for index, series in enumerate(chart.series):
        for position, (label, value) in enumerate(zip(chart.labels, series.values, strict=True)):
            if (number := known(value)) is not None:
                yield index, position, f"{label}, {series.name}", number


def _bar(up: Scale, low: float, high: float, series: int, text: str) -> Bar:
    top, foot = sorted((up.at(low), up.at(high)))
    return Bar(series, 0, top, 0, round(foot - top, 1), text)


def _line(area: Plot, index: int, series: Series) -> PlottedLine:
    path, points, pen = [], [], "M"
    for position, value in enumerate(series.values):
        if (number := known(value)) is None:
            pen = "M"
            continue
        x, y = area.middle(position), area.up.at(number)
        path.append(f"{pen}{x} {y}")
        label = f"{area.chart.labels[position]}, {series.name}: {area.chart.say(number)}"
        points.append(ChartText(x, y, label))
        pen = "L"
    return PlottedLine(index, " ".join(path), points)


def _labels(area: Plot) -> Sequence[ChartText]:
    middles = [area.middle(position) for position in range(len(area.chart.labels))]
    return _thinned(middles, area.chart.labels, area.slot, area.size.height - 9)


def _thinned(
    middles: Sequence[float], texts: Sequence[str], slot: float, y: float
) -> Sequence[ChartText]:
    """Every n-th label, so that none runs into the next."""
    widest = CHARACTER * max(map(len, texts)) + 6
    every = max(1, math.ceil(widest / slot))
    return [ChartText(middles[n], y, texts[n]) for n in range(0, len(texts), every)]


def _room(chart: Chart) -> float:
    """For the value written behind the longest bar."""
    return CHARACTER * max(len(chart.say(value)) for value in chart.values) + 8
