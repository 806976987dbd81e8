"""The figures of a comparison as a table: rows in groups, each number a link to what it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from domain.brands.programme_cost import CostCategory
from domain.terms import MODELS, Voluntary
from projections.comparison.figures import Comparison
from projections.comparison.report import Line
from projections.conversations.queries import PAID_OR_VOLUNTARY
from web.brands.model_names import model_name
from web.comparison.labels import figure_name, interval_text, n_text, value_text
from web.i18n import formats
from web.i18n.language import gettext

COLUMNS = ("", *MODELS)
PREFIXES = ("lost:", "cost:", "what_if:", "employees:")
GROUP_OF = {
    "unread_events": "demand",
    "parked_events": "demand",
    "requests": "demand",
    "answered": "demand",
    "lost:": "demand",
    "demand_coverage": "coverage",
    "staffed_share": "coverage",
    "booked_minutes": "coverage",
    "delivered_minutes": "coverage",
    "credited_minutes": "coverage",
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
"""Groups that are estimated on request; they stand beside the form for it."""
TOTALS = ("cost_total", "cost_per_answered")
"""Sums, which stand below what they add up whatever the order of the lines."""
HOURS = 24


class TableCell(NamedTuple):
    """One figure as people read it; a dash where it is unknown."""

    text: str
    url: str | None
    n: str = ""
    interval: str = ""


@dataclass(frozen=True)
class FigureRow:
    figure: str
    name: str
    cells: Sequence[TableCell | None]
    """Of the brand and of each model; None where the figure does not apply."""


@dataclass(frozen=True)
class FigureGroup:
    key: str
    name: str
    rows: Sequence[FigureRow]


class HourOfWeek(NamedTuple):
    """The requests of one hour of the week, and the lost ones among them."""

    requests: TableCell
    lost: TableCell


def figure_groups(lines: Sequence[Line], comparison: Comparison) -> list[FigureGroup]:
    """All the lines as rows, each row in its group; groups without rows are left out."""
    rows = list(_rows(lines, comparison))
    groups = [
        FigureGroup(key, name, [row for row in rows if _group_of(row.figure) == key])
        for key, name in _group_names().items()
    ]
    return [group for group in groups if group.rows]


def column_names() -> list[str]:
    return [model_name(model) for model in COLUMNS]


def cell_of(line: Line, comparison: Comparison) -> TableCell:
    url = url_behind(line, comparison)
    return TableCell(value_text(line), url, n_text(line), interval_text(line))


def count_cell(n: int, comparison: Comparison, **filters: str | int) -> TableCell:
    """A count of conversations, which opens their list when there are any."""
    return TableCell(formats.number(n), conversations_url(comparison, **filters) if n else None)


def hours_of_week(comparison: Comparison) -> list[tuple[int, list[HourOfWeek]]]:
    """Every hour of the day with requests, each with its seven days, Monday first."""
    return [
        (hour, [_hour_of_week(comparison, day * HOURS + hour) for day in range(7)])
        for hour in range(HOURS)
        if any(comparison.requests_by_hour.get(day * HOURS + hour) for day in range(7))
    ]


def _hour_of_week(comparison: Comparison, hour: int) -> HourOfWeek:
    requests = comparison.requests_by_hour.get(hour, 0)
    lost = comparison.lost_by_hour.get(hour, 0)
    return HourOfWeek(
        count_cell(requests, comparison, hour=hour),
        count_cell(lost, comparison, outcome="lost", hour=hour),
    )


def _rows(lines: Sequence[Line], comparison: Comparison) -> Iterator[FigureRow]:
    figures = dict.fromkeys(line.figure for line in lines)
    for figure in sorted(figures, key=TOTALS.__contains__):
        cells = {line.model: cell_of(line, comparison) for line in lines if line.figure == figure}
        yield FigureRow(figure, figure_name(figure), [cells.get(model) for model in COLUMNS])


def _group_of(figure: str) -> str:
    key = next((prefix for prefix in PREFIXES if figure.startswith(prefix)), figure)
    return GROUP_OF[key]


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
        "what_if": gettext("At that price"),
        "employees": gettext("Employees at the cost you set"),
    }


OUTCOMES = {
    "answered": "answered",
    "demand_coverage": "answered",
    "wait_median": "answered",
    "wait_p90": "answered",
    "within_promise": "answered",
    "handled_hours": "answered",
    "work_hours": "answered",
    "full_time_equivalents": "answered",
    "cost_per_answered": "answered",
    "response_rate": "rated",
    "satisfaction_mean": "rated",
    "satisfied": "rated",
    "sales": "sold",
    "sales_amount": "sold",
    "what_if:total": "answered",
    "what_if:commission": "answered",
    "what_if:difference": "answered",
    "employees:cost": "answered",
    "employees:full_time": "answered",
}
"""The outcome of the conversations that a figure counts, where it counts any."""
PRICED = ("what_if:total", "what_if:commission", "what_if:difference")
"""Figures that price the answers of experts and ambassadors."""


def conversations_url(comparison: Comparison, **chosen: str | int) -> str:
    """The list of the conversations of this period that match."""
    days = {"from": comparison.first.isoformat(), "to": comparison.end.isoformat()}
    endpoint = "conversations.show_conversations"
    return url_for(endpoint, brand_slug=comparison.brand, **(days | chosen))  # type: ignore[arg-type]


def costs_url(comparison: Comparison, model: str, kind: str | None = None) -> str:
    """The list of a model's recorded costs in this period."""
    query = {"from": comparison.first.isoformat(), "to": comparison.end.isoformat(), "model": model}
    endpoint = "comparison.show_costs"
    return url_for(endpoint, brand_slug=comparison.brand, kind=kind, **query)  # type: ignore[arg-type]


def url_behind(line: Line, comparison: Comparison) -> str | None:
    """Where the conversations or costs behind a figure are listed; None when there are none."""
    if not line.value:
        return None
    if line.figure == "requests":
        return conversations_url(comparison)
    if line.figure in OUTCOMES:
        return conversations_url(comparison, outcome=OUTCOMES[line.figure], **_model_of(line))
    if line.figure.startswith("lost:"):
        reason = line.figure.removeprefix("lost:")
        return conversations_url(comparison, outcome="lost", reason=reason)
    return _url_of_cost(line, comparison) if line.figure.startswith("cost") else None


def _url_of_cost(line: Line, comparison: Comparison) -> str:
    """Costs are recorded for a model; all others come from conversations."""
    kind = line.figure.removeprefix("cost:")
    if kind in list(CostCategory):
        return costs_url(comparison, line.model, kind)
    if (kind, line.model) == ("cost_total", Voluntary.model):
        return costs_url(comparison, line.model)
    return conversations_url(comparison, outcome="answered", **_model_of(line))


def _model_of(line: Line) -> dict[str, str]:
    if line.figure in PRICED:
        return {"model": PAID_OR_VOLUNTARY}
    return {"model": line.model} if line.model else {}
