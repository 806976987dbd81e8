"""A comparison as JSON and as rows: the screen, the CSV and the terminal show the same rows."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from projections.comparison.figures import Comparison, Cost, ModelFigures, WhatIf
from projections.read_models import Lag
from projections.statistics import Share

SHARE_DIGITS = 4
HOUR_DIGITS = 1
FULL_TIME_DIGITS = 2


class Line(NamedTuple):
    """One figure of a comparison as a row."""

    figure: str
    """A key, such as "cost:gift"."""
    model: str
    """The engagement model; '' for the brand."""
    value: float | int | None
    """None: there is no figure."""
    unit: str
    n: int | None = None
    """How many requests, conversations or minutes it rests on."""
    low: float | None = None
    high: float | None = None
    """The bounds of its 95 % interval."""


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON values: shares to four digits, money in whole minor units."""
    c = comparison
    return {
        "brand": c.brand,
        "name": c.name,
        "period": {"from": c.first.isoformat(), "to": c.end.isoformat(), "zone": c.zone},
        "currency": c.currency,
        "log_position": c.log_position,
        **_lag(c.lag),
        "requests": c.requests,
        "answered": c.answered,
        "lost": c.lost,
        "demand_coverage": _value(c.demand_coverage),
        "demand_coverage_interval": _interval(c.demand_coverage),
        "opening_minutes": c.opening_minutes,
        "staffed_share": _rounded(c.staffed_share, SHARE_DIGITS),
        **{line.figure: line.value for line in _booked_lines(c)},
        "requests_by_hour_of_week": {str(k): n for k, n in sorted(c.requests_by_hour.items())},
        "lost_by_hour_of_week": {str(k): n for k, n in sorted(c.lost_by_hour.items())},
        "models": {model: _model(figures) for model, figures in c.models.items()},
        "break_even": c.break_even and c.break_even.__dict__,
        "what_if": c.what_if and _what_if(c.what_if),
        "assumptions": [{"key": a.key, "values": a.values} for a in c.assumptions],
    }


def _lag(lag: Lag) -> dict[str, Any]:
    """What the read models lack of the log; nothing when they lack nothing."""
    incomplete = {"unread_events": lag.unread, "parked_events": lag.parked}
    return {"incomplete": incomplete} if any(lag) else {}


def _lag_lines(lag: Lag) -> Iterator[Line]:
    if any(lag):
        yield Line("unread_events", "", lag.unread, "events")
        yield Line("parked_events", "", lag.parked, "events")


def _model(figures: ModelFigures) -> dict[str, Any]:
    f = figures
    return {
        "answered": f.answered,
        "closed": f.closed,
        "demand_coverage": _value(f.demand_coverage),
        "demand_coverage_interval": _interval(f.demand_coverage),
        "staffed_share": _rounded(f.staffed_share, SHARE_DIGITS),
        "wait_s": {
            "n": f.wait.n,
            "median": f.wait.median,
            "median_interval": f.wait.median_interval,
            "p90": f.wait.p90,
            "promised": f.wait.promised_s,
            "within_promise": _value(f.wait.within_promise),
        },
        "handled_hours": round(f.handled_hours, HOUR_DIGITS),
        "work_hours": round(f.work_hours, HOUR_DIGITS),
        "full_time_equivalents": round(f.full_time_equivalents, FULL_TIME_DIGITS),
        "cost": _cost(f.cost),
        "satisfaction": {
            "n": f.satisfaction.n,
            "response_rate": _rounded(f.satisfaction.response_rate, SHARE_DIGITS),
            "mean": _rounded(f.satisfaction.mean, 2),
            "satisfied_share": _value(f.satisfaction.satisfied),
            "satisfied_interval": _interval(f.satisfaction.satisfied),
        },
        "sales": {"n": f.sales.n, "amount_minor": f.sales.amount_minor},
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "currency": cost.currency,
        "total_minor": cost.total_minor,
        "per_answered_minor": cost.per_answered_minor,
        "lines": [line.__dict__ for line in cost.lines],
    }


def _what_if(what_if: WhatIf) -> dict[str, Any]:
    return {"label": "estimate", **what_if.__dict__, "difference_minor": what_if.difference_minor}


def lines_of(comparison: Comparison) -> list[Line]:
    """Every figure of a comparison as a row: those of the brand, then by model, then estimates."""
    c = comparison
    lines = [
        *_lag_lines(c.lag),
        Line("requests", "", c.requests, "requests"),
        Line("answered", "", c.answered, "requests"),
        *(Line(f"lost:{reason}", "", n, "requests") for reason, n in c.lost.items()),
        _share_line("demand_coverage", "", c.demand_coverage),
        _staffed_line("", c.staffed_share, c.opening_minutes),
        *_booked_lines(c),
    ]
    for figures in c.models.values():
        lines += _model_lines(figures, c.opening_minutes)
    if c.break_even:
        lines.append(Line("break_even", "", c.break_even.requests_per_month, "requests a month"))
    if c.what_if:
        lines += _what_if_lines(c.what_if, c.currency)
    return lines


def _booked_lines(comparison: Comparison) -> Iterator[Line]:
    """Minutes booked, delivered and credited; without a value where nothing was booked."""
    minutes = comparison.booked
    booked, delivered, credited = minutes or (None, None, None)
    yield Line("booked_minutes", "", booked, "min")
    yield Line("delivered_minutes", "", delivered, "min")
    yield Line("credited_minutes", "", credited, "min")


def _model_lines(figures: ModelFigures, opening_minutes: int | None) -> Iterator[Line]:
    f, model = figures, figures.model
    low, high = f.wait.median_interval or (None, None)
    yield Line("answered", model, f.answered, "requests")
    yield _share_line("demand_coverage", model, f.demand_coverage)
    yield _staffed_line(model, f.staffed_share, opening_minutes)
    yield Line("wait_median", model, f.wait.median, "s", f.wait.n, low, high)
    yield Line("wait_p90", model, f.wait.p90, "s", f.wait.n)
    yield _share_line("within_promise", model, f.wait.within_promise)
    yield Line("handled_hours", model, round(f.handled_hours, HOUR_DIGITS), "h", f.closed)
    yield Line("work_hours", model, round(f.work_hours, HOUR_DIGITS), "h", f.closed)
    full_time = round(f.full_time_equivalents, FULL_TIME_DIGITS)
    yield Line("full_time_equivalents", model, full_time, "full-time jobs", f.closed)
    yield from _cost_lines(f.cost, model)
    yield from _quality_lines(f)


def _cost_lines(cost: Cost, model: str) -> Iterator[Line]:
    unit = f"{cost.currency} minor"
    for line in cost.lines:
        yield Line(f"cost:{line.line}", model, line.amount_minor, unit, line.n)
    yield Line("cost_total", model, cost.total_minor, unit)
    yield Line("cost_per_answered", model, cost.per_answered_minor, unit, cost.answered)


def _quality_lines(figures: ModelFigures) -> Iterator[Line]:
    s, sales, model = figures.satisfaction, figures.sales, figures.model
    rate = _rounded(s.response_rate, SHARE_DIGITS)
    yield Line("response_rate", model, rate, "share", figures.closed)
    yield Line("satisfaction_mean", model, _rounded(s.mean, 2), "of 5", s.n)
    yield _share_line("satisfied", model, s.satisfied)
    yield Line("sales", model, sales.n, "sales")
    yield Line("sales_amount", model, sales.amount_minor, f"{figures.cost.currency} minor", sales.n)


def _what_if_lines(what_if: WhatIf, currency: str) -> Iterator[Line]:
    unit, n = f"{currency} minor", what_if.conversations
    yield Line("what_if:total", what_if.model, what_if.total_minor, unit, n)
    yield Line("what_if:commission", what_if.model, what_if.commission_minor, unit, n)
    yield Line("what_if:difference", what_if.model, what_if.difference_minor, unit, n)


def as_csv(lines: Sequence[Line]) -> str:
    """The rows as CSV with a heading; an empty cell where there is no figure."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Line._fields)
    writer.writerows(lines)
    return text.getvalue()


def _staffed_line(model: str, share: float | None, minutes: int | None) -> Line:
    return Line("staffed_share", model, _rounded(share, SHARE_DIGITS), "share", minutes)


def _share_line(figure: str, model: str, share: Share | None) -> Line:
    low, high = _interval(share) or (None, None)
    return Line(figure, model, _value(share), "share", share and share.n, low, high)


def _value(share: Share | None) -> float | None:
    return share and round(share.value, SHARE_DIGITS)


def _interval(share: Share | None) -> tuple[float, float] | None:
    return share and (round(share.low, SHARE_DIGITS), round(share.high, SHARE_DIGITS))


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
