"""
Charts as data. layout.py lays them out, templates/charts.html makes the SVG.

SVG is made on the server: no script, no style attributes (the Content-Security-Policy forbids
them), dark mode by CSS. A chart is never alone: caption, description and a table of the same
numbers come with it, and a pattern beside each colour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from web.charts.scales import known

ChartKind = Literal["bars", "stack", "line", "rows"]
LEVELS = 5
STYLES = 5
Say = Callable[[float | None], str]


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[float | None]
    style: int | None = None  # its colour, pattern and marker, below STYLES; None: by position


@dataclass(frozen=True)
class Chart:
    """Bars side by side, stacked, lines, or rows for labels too long to stand under a bar."""

    key: str  # unique on the page
    kind: ChartKind
    title: str
    heading: str  # what the labels are, as "Month"
    labels: Sequence[str]
    series: Sequence[Series]
    say: Say  # writes a value, on the axis as in the table
    note: str = ""

    @property
    def styles(self) -> list[int]:
        """Of each series: its own, else that of its position."""
        return [
            position % STYLES if series.style is None else series.style
            for position, series in enumerate(self.series)
        ]

    @property
    def values(self) -> list[float]:
        """Every value there is."""
        numbers = (known(value) for series in self.series for value in series.values)
        return [number for number in numbers if number is not None]

    @property
    def highest(self) -> tuple[str, str, str]:
        """Series, label and value of the highest: what a reader who cannot see it needs first."""
        points = (
            (number, series.name, label)
            for series in self.series
            for label, value in zip(self.labels, series.values, strict=True)
            if (number := known(value)) is not None
        )
        top, name, label = max(points)
        return name, label, self.say(top)


@dataclass(frozen=True)
class HeatMap:
    """One value for each row and column, as the hours of the week."""

    key: str
    title: str
    heading: str
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[float | None]]  # by row, then column
    say: Say
    note: str = ""

    @cached_property
    def values(self) -> list[float]:
        numbers = (known(value) for row in self.cells for value in row)
        return [number for number in numbers if number is not None]

    @property
    def highest(self) -> tuple[str, str, str]:
        points = (
            (number, row, column)
            for row, cells in zip(self.rows, self.cells, strict=True)
            for column, value in zip(self.columns, cells, strict=True)
            if (number := known(value)) is not None
        )
        top, row, column = max(points)
        return row, column, self.say(top)

    @cached_property
    def _top(self) -> float:
        return max(self.values, default=0.0)

    def level(self, value: float | None) -> int:
        """0 is nothing at all; above it, fifths of the highest."""
        number = known(value)
        if number is None or number <= 0:
            return 0
        return min(LEVELS, int(number / self._top * LEVELS * 0.999999) + 1)

    @property
    def level_ranges(self) -> list[tuple[int, str]]:
        """The legend: each level and the highest value it takes in."""
        return [(level, self.say(self._top * level / LEVELS)) for level in range(1, LEVELS + 1)]
