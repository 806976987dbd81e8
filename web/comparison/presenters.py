"""What the templates of the comparison are given: figures, charts, forms, in the reader's words."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from marshmallow import ValidationError

from domain.terms import MODELS, Paid
from projections.brands.brands import BrandSummary
from projections.comparison.figures import Comparison
from projections.read_models import ReadModels
from web.comparison import charts
from web.comparison.break_even import break_even_shown
from web.comparison.demonstration import ground_of
from web.comparison.forms import read_day
from web.comparison.labels import assumption_sentences, figure_name
from web.comparison.periods import Days, name_of, neighbours, shortcuts, today_of
from web.comparison.table import ESTIMATES, Cell, cell_of, column_names, sheet_of
from web.comparison.view import Look, address, spans_of, steps_of
from web.conversations.drilldown import conversations_url
from web.conversations.labels import model_name
from web.i18n import formats
from web.i18n.language import gettext

ON_CARDS = (
    "answered",
    "demand_coverage",
    "wait_median",
    "cost_per_answered",
    "cost_total",
    "satisfied",
)
"""The figures a brand asks for first, beside each other."""
HOURS = 24


class Link(NamedTuple):
    label: str
    url: str
    here: bool = False


class Card(NamedTuple):
    model: str
    name: str
    figures: Sequence[tuple[str, Cell]]
    unused: bool
    """Nobody answered under it, and its price can be asked for."""


def page_of(look: Look, read_models: ReadModels, kept: Mapping[str, str]) -> dict[str, Any]:
    """All that the page shows."""
    comparison, groups = look.comparison, sheet_of(look.lines, look.comparison)
    return {
        "brand": look.brand,
        "comparison": comparison,
        "look": look,
        "kept": kept,
        "given": {"from": look.days.first.isoformat(), "to": look.days.end.isoformat(), **kept},
        "mistakes": {},
        "period_name": name_of(look.days),
        "is_over": look.days.end <= today_of(look.brand, look.at),
        "shortcuts": _shortcuts(look, read_models, kept),
        "neighbours": [address(look.brand, days, **kept) for days in neighbours(look.days)],
        "headline": _headline(look),
        "cards": [_card(look, model) for model in MODELS],
        "columns": column_names(),
        "groups": [group for group in groups if group.key not in ESTIMATES],
        "estimates": [group for group in groups if group.key in ESTIMATES],
        "break_even": break_even_shown(comparison, look.sources.period.months),
        "assumptions": assumption_sentences(comparison),
        "ground": ground_of(look.brand),
        "csv_url": address(look.brand, look.days, "comparison.download_comparison", **kept),
        **_charts(look, read_models, kept),
    }


def mistakes_shown(
    brand: BrandSummary, mistakes: ValidationError, given: Mapping[str, str]
) -> dict[str, Any]:
    """The form as it was filled in, and a sentence for each field that makes no sense."""
    said = cast(dict[str, list[str]], mistakes.messages)
    return {
        "brand": brand,
        "given": {name: value for name, value in given.items() if _can_be_shown(name, value)},
        "mistakes": {name: " ".join(sentences) for name, sentences in said.items()},
    }


def _can_be_shown(name: str, value: str) -> bool:
    """Browsers show no day that does not exist, and complain of it."""
    return name not in ("from", "to") or read_day(value) is not None


def _shortcuts(look: Look, read_models: ReadModels, kept: Mapping[str, str]) -> list[Link]:
    return [
        Link(label, address(look.brand, days, **kept), days == look.days)
        for label, days in shortcuts(look.brand, read_models, look.at)
    ]


def _headline(look: Look) -> dict[str, Any]:
    c = look.comparison
    lost, coverage = sum(c.lost.values()), cell_of(look.line("demand_coverage"), c)
    return {
        "coverage": coverage,
        "coverage_note": coverage.interval or gettext("no requests"),
        "answered": cell_of(look.line("answered"), c),
        "requests": cell_of(look.line("requests"), c),
        "lost": Cell(formats.number(lost), _url(c, lost, outcome="lost"), "", ""),
        "waiting": c.requests - c.answered - lost,
        "waiting_url": conversations_url(c, outcome="waiting"),
    }


def _url(comparison: Comparison, n: int, **chosen: str | int) -> str | None:
    return conversations_url(comparison, **chosen) if n else None


def _card(look: Look, model: str) -> Card:
    figures = [
        (figure_name(figure), cell_of(look.line(figure, model), look.comparison))
        for figure in ON_CARDS
    ]
    unused = model == Paid.model and not look.comparison.models[model].answered
    return Card(model, model_name(model), figures, unused)


def _charts(look: Look, read_models: ReadModels, kept: Mapping[str, str]) -> dict[str, Any]:
    grain, steps = steps_of(look, read_models)
    c = look.comparison
    over_time = charts.over_time(steps, grain)
    spans = spans_of(steps, look.days)
    return {
        "over_time": over_time,
        "grain": grain,
        "closer": [
            Link(label, _closer(look, grain, days, kept))
            for label, days, step in zip(over_time.labels, spans, steps, strict=True)
            if step.requests
        ],
        "waits": charts.waits(look.sources.totals, c),
        "lost_chart": charts.lost_by_reason(c),
        "costs_chart": charts.costs_by_line(c),
        "weeks": [
            charts.hours_of_week(
                "week", gettext("Requests by hour of the week"), c.requests_by_hour, c.zone
            ),
            charts.hours_of_week(
                "week-lost", gettext("Lost requests by hour of the week"), c.lost_by_hour, c.zone
            ),
        ],
        "hours": _hours(c),
        "weekdays": formats.weekdays(),
    }


def _closer(look: Look, grain: str, days: Days, kept: Mapping[str, str]) -> str:
    """A day opens to its conversations, a month or year to its own comparison."""
    if grain != "day":
        return address(look.brand, days, **kept)
    return address(look.brand, days, "conversations.show_conversations")


def _hours(c: Comparison) -> list[tuple[int, list[tuple[Cell, Cell]]]]:
    """Requests and lost ones of every hour of the week, open to their conversations."""
    return [
        (hour, [_hour(c, day * HOURS + hour) for day in range(7)])
        for hour in range(HOURS)
        if any(c.requests_by_hour.get(day * HOURS + hour) for day in range(7))
    ]


def _hour(c: Comparison, hour: int) -> tuple[Cell, Cell]:
    requests, lost = c.requests_by_hour.get(hour, 0), c.lost_by_hour.get(hour, 0)
    return (
        Cell(formats.number(requests), _url(c, requests, hour=hour), "", ""),
        Cell(formats.number(lost), _url(c, lost, outcome="lost", hour=hour), "", ""),
    )
