"""The rows of a comparison as a table: grouped, in words, each number open to what it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.terms import MODELS
from projections.comparison.figures import Comparison
from projections.comparison.report import Line
from web.comparison.labels import figure_name, interval_text, n_text, value_text
from web.conversations.drilldown import url_behind
from web.conversations.labels import model_name
from web.i18n.language import gettext

COLUMNS = ("", *MODELS)
PREFIXES = ("lost:", "cost:", "what_if:", "employees:")
GROUP_OF = {
    "requests": "demand",
    "answered": "demand",
    "lost:": "demand",
    "demand_coverage": "coverage",
    "staffed_share": "coverage",
    "wait_median": "wait",
    "wait_p90": "wait",
    "within_promise": "wait",
    "handled_hours": "work",
    "work_hours": "work",
    "full_time_equivalents": "work",
    "cost:": "cost",
    "cost_total": "cost",
    "cost_per_answered": "cost",
    "response_rate": "quality",
    "satisfaction_mean": "quality",
    "satisfied": "quality",
    "sales": "sales",
    "sales_amount": "sales",
    "break_even": "break_even",
    "what_if:": "what_if",
    "employees:": "employees",
}
ESTIMATES = ("what_if", "employees")
"""What the reader asked to be estimated; it stands beside the form that asks."""
FOOTING = ("cost_total", "cost_per_answered")
"""Sums, which stand below what they add up whatever the order of the lines."""


@dataclass(frozen=True)
class Cell:
    text: str
    url: str | None
    n: str
    interval: str


@dataclass(frozen=True)
class Row:
    figure: str
    name: str
    cells: Sequence[Cell | None]
    """Of the brand and of each model; None where the figure is not asked of it."""


@dataclass(frozen=True)
class Group:
    key: str
    name: str
    rows: Sequence[Row]


def sheet_of(lines: Sequence[Line], comparison: Comparison) -> list[Group]:
    """All the rows, each in its group."""
    rows = list(_rows(lines, comparison))
    groups = [
        Group(key, name, [row for row in rows if _group_of(row.figure) == key])
        for key, name in _group_names().items()
    ]
    return [group for group in groups if group.rows]


def column_names() -> list[str]:
    return [model_name(model) for model in COLUMNS]


def cell_of(line: Line, comparison: Comparison) -> Cell:
    """One figure as people read it; a dash where it is unknown."""
    return Cell(value_text(line), url_behind(line, comparison), n_text(line), interval_text(line))


def _rows(lines: Sequence[Line], comparison: Comparison) -> Iterator[Row]:
    figures = dict.fromkeys(line.figure for line in lines)
    for figure in sorted(figures, key=FOOTING.__contains__):
        cells = {line.model: cell_of(line, comparison) for line in lines if line.figure == figure}
        yield Row(figure, figure_name(figure), [cells.get(model) for model in COLUMNS])


def _group_of(figure: str) -> str:
    prefix = next((each for each in PREFIXES if figure.startswith(each)), figure)
    return GROUP_OF[prefix]


def _group_names() -> dict[str, str]:
    return {
        "demand": gettext("Demand"),
        "coverage": gettext("Coverage"),
        "wait": gettext("Wait"),
        "work": gettext("Work"),
        "cost": gettext("Cost"),
        "quality": gettext("Quality"),
        "sales": gettext("Sales"),
        "break_even": gettext("Break-even"),
        "what_if": gettext("At the price card"),
        "employees": gettext("Employees at the wage given"),
    }
