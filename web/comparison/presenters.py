"""What the pages of the comparison show, read once and put into the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from domain.brands.programme_cost import CostCategory
from domain.terms import MODELS, Voluntary
from projections.brands.brands import BrandSummary
from projections.brands.programme_costs import RecordedCost
from projections.comparison.compare import comparison_of
from projections.comparison.costing import POINTS
from projections.comparison.figures import Comparison
from projections.comparison.report import Line, lines_of
from projections.comparison.sources import ComparisonQuery, Sources, sources_for
from projections.comparison.totals import Step, by_day, by_month, in_years
from projections.comparison.wage_benchmark import lines_of_benchmarks, wage_benchmarks
from projections.read_models import ReadModels
from web.brands.days_served import days_served
from web.brands.model_names import model_name
from web.comparison import charts, forms, labels
from web.comparison.demonstration import demonstration_figures
from web.comparison.forms import ComparisonParams, Days
from web.comparison.table import (
    ESTIMATES,
    TableCell,
    cell_of,
    column_names,
    count_cell,
    figure_groups,
    hours_of_week,
)
from web.i18n import formats

MAX_DAYS, MAX_MONTHS = 62, 48
"""Longer periods are shown by month, still longer ones by year."""
ON_CARDS = (
    "answered",
    "demand_coverage",
    "wait_median",
    "cost_per_answered",
    "cost_total",
    "satisfied",
)
"""The figures a brand looks for first, beside each other."""


@dataclass(frozen=True)
class ComparisonView:
    """A comparison read once: the page, its CSV and the list of costs show the same lines."""

    brand: BrandSummary
    params: ComparisonParams
    days: Days
    at: datetime
    sources: Sources
    comparison: Comparison
    lines: Sequence[Line]

    def cell(self, figure: str, model: str = "") -> TableCell:
        """One figure of the brand, or of a model."""
        key = (figure, model)
        line = next(line for line in self.lines if (line.figure, line.model) == key)
        return cell_of(line, self.comparison)

    def url(self, days: Days, endpoint: str = "comparison.show_comparison") -> str:
        """A page about other days, with the same estimates."""
        return period_url(endpoint, days, **self.params.estimate_inputs)


def read_comparison(
    brand: BrandSummary, params: ComparisonParams, read_models: ReadModels, at: datetime
) -> ComparisonView:
    """Read the comparison that an address asks for. Raises Invalid."""
    if params.first is None or params.end is None:
        days = forms.default_days(brand, read_models, at)
    else:
        days = Days(params.first, params.end)
    query = ComparisonQuery(brand.slug, *days, params.price_card)
    sources = sources_for(query, read_models, at)
    comparison = comparison_of(query, sources)
    lines = [*lines_of(comparison), *_employee_lines(comparison, params.wage_minor)]
    return ComparisonView(brand, params, days, at, sources, comparison, lines)


def period_url(endpoint: str, days: Days, **query: str) -> str:
    """A page of the current brand about these days."""
    return url_for(endpoint, **days.query | query)  # type: ignore[arg-type]


def _employee_lines(comparison: Comparison, wage_minor: int | None) -> Sequence[Line]:
    if wage_minor is None:
        return ()
    benchmarks = wage_benchmarks(comparison, wage_minor)
    return list(lines_of_benchmarks(benchmarks, comparison.currency))


class ModelCard(NamedTuple):
    model: str
    name: str
    figures: Sequence[tuple[str, TableCell]]
    is_unused: bool
    """Nothing was answered under it, and its cost can be estimated by a price or a wage."""


def present_comparison(view: ComparisonView, read_models: ReadModels) -> dict[str, object]:
    """All that the page of the comparison shows, from top to bottom."""
    comparison, days, months = view.comparison, view.days, view.sources.period.months
    groups, lost = figure_groups(view.lines, comparison), sum(comparison.lost.values())
    waiting = comparison.requests - comparison.answered - lost
    grain, steps = _steps(view, read_models)
    over_time = charts.over_time(steps, grain)
    return {
        "view": view,
        "period_name": forms.period_name(days),
        "neighbours": forms.neighbours(days),
        "shortcuts": forms.shortcuts(view.brand, read_models, view.at),
        "form_values": {**days.query, **view.params.estimate_inputs},
        "is_over": days.end <= view.brand.local_day(view.at),
        "lost": count_cell(lost, comparison, outcome="lost"),
        "waiting": count_cell(waiting, comparison, outcome="waiting"),
        "cards": [_card(view, model) for model in MODELS],
        "columns": column_names(),
        "figures": [group for group in groups if group.key not in ESTIMATES],
        "over_time": over_time,
        # Of the chart over time: day, month or year.
        "grain": grain,
        # The steps of that chart with requests, each with where it leads.
        "drilldown": _drilldown(view, over_time.labels, grain, steps),
        "waits": charts.waits(view.sources.totals, comparison),
        "lost_by_reason": charts.lost_by_reason(comparison),
        "weeks": charts.weeks(comparison),
        "hours": hours_of_week(comparison),
        "costs_by_line": charts.costs_by_line(comparison),
        "break_even": charts.break_even_chart(comparison, months),
        "break_even_sentences": labels.break_even_sentences(comparison, months),
        "estimates": [group for group in groups if group.key in ESTIMATES],
        "assumptions": labels.assumption_sentences(comparison),
        # What the figures lack of the log.
        "lag": labels.lag_sentences(comparison),
        "demonstration": demonstration_figures(view.brand),
    }


def _card(view: ComparisonView, model: str) -> ModelCard:
    figures = [(labels.figure_name(figure), view.cell(figure, model)) for figure in ON_CARDS]
    is_unused = model != Voluntary.model and not view.comparison.models[model].answered
    return ModelCard(model, model_name(model), figures, is_unused)


def _steps(view: ComparisonView, read_models: ReadModels) -> tuple[str, list[Step]]:
    """What became of the requests over the period, by day, month or year."""
    period, brand_id = view.sources.period, view.brand.brand_id
    with read_models.read(read_models.facts) as db:
        if view.days.length <= MAX_DAYS:
            return "day", by_day(brand_id, period, db)
        months = by_month(brand_id, period, db)
    return ("month", months) if len(months) <= MAX_MONTHS else ("year", in_years(months))


def _drilldown(
    view: ComparisonView, names: Sequence[str], grain: str, steps: Sequence[Step]
) -> list[tuple[str, str]]:
    """A day opens to its conversations, a month or year to its own comparison."""
    starts = [max(step.start, view.days.first) for step in steps]
    spans = zip(starts, [*starts[1:], view.days.end], strict=True)
    endpoint = "conversations.show_conversations"
    return [
        (name, period_url(endpoint, Days(*span)) if grain == "day" else view.url(Days(*span)))
        for name, span, step in zip(names, spans, steps, strict=True)
        if step.requests
    ]


class CostRow(NamedTuple):
    days: str
    category: str
    model: str
    amount: str
    whole: str
    """The whole amount, where only a part of it serves the period; else empty."""
    is_reversed: bool


def present_costs(view: ComparisonView, costs: Sequence[RecordedCost]) -> dict[str, object]:
    """The recorded costs; what serves the period is the figure they were opened from."""
    category, model = view.params.cost_category, view.params.cost_model
    chosen = [
        cost for cost in costs if category in (None, cost.category) and model in (None, cost.model)
    ]
    counted = [cost for cost in chosen if not cost.is_reversed]
    is_volunteers = not category and {Voluntary.model} >= {cost.model for cost in chosen}
    return {
        "view": view,
        "period_name": forms.period_name(view.days),
        "categories": {category.value: labels.cost_line(category) for category in CostCategory},
        "rows": [_cost_row(cost, view.days) for cost in chosen],
        "count": len(counted),
        "total": formats.money(
            sum(cost.share_in(*view.days) for cost in counted) if counted else None,
            view.brand.currency,
        ),
        # In the comparison, but not recorded costs; they belong to no single category.
        "points": view.cell(f"cost:{POINTS}", Voluntary.model) if is_volunteers else None,
        "volunteers": view.cell("cost_total", Voluntary.model) if is_volunteers else None,
        "back_url": period_url("comparison.show_comparison", view.days),
    }


def _cost_row(cost: RecordedCost, days: Days) -> CostRow:
    share = cost.share_in(*days)
    return CostRow(
        days_served(cost.served_from, cost.served_to),
        labels.cost_line(cost.category),
        model_name(cost.model),
        formats.money(share, cost.currency),
        "" if share == cost.amount else formats.money(cost.amount, cost.currency),
        cost.is_reversed,
    )
