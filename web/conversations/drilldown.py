"""From a figure to what it counts: the conversations behind it, or the costs recorded."""

from flask import url_for

from domain.brands.brand import CostCategory
from domain.terms import Voluntary
from projections.comparison.figures import Comparison
from projections.comparison.report import Line

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
ALL_ANSWERED = ("what_if:total", "what_if:commission", "what_if:difference")
"""Figures that price the answers of both models."""


def conversations_url(comparison: Comparison, **chosen: str | int) -> str:
    """The list of the conversations of this period that match."""
    days = {"from": comparison.first.isoformat(), "to": comparison.end.isoformat()}
    endpoint = "conversations.show_conversations"
    return url_for(endpoint, brand_slug=comparison.brand, **(days | chosen))  # type: ignore[arg-type]


def costs_url(comparison: Comparison, kind: str | None = None) -> str:
    """The list of the programme's recorded costs in this period."""
    days = {"from": comparison.first.isoformat(), "to": comparison.end.isoformat()}
    return url_for("comparison.show_costs", brand_slug=comparison.brand, kind=kind, **days)  # type: ignore[arg-type]


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
    """Costs are recorded for the volunteers' programme; all others come from conversations."""
    kind = line.figure.removeprefix("cost:")
    if kind in list(CostCategory):
        return costs_url(comparison, kind)
    if (kind, line.model) == ("cost_total", Voluntary.model):
        return costs_url(comparison)
    return conversations_url(comparison, outcome="answered", **_model_of(line))


def _model_of(line: Line) -> dict[str, str]:
    whole = not line.model or line.figure in ALL_ANSWERED
    return {} if whole else {"model": line.model}
