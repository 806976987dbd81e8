"""The charts of the comparison: what its table says in numbers."""

import math
from collections.abc import Sequence
from datetime import date

from babel import dates

from domain.terms import MODELS, Employed, Paid, Voluntary
from projections.comparison.figures import BreakEven, Comparison
from projections.comparison.totals import Step, Totals
from web.brands.model_names import model_name
from web.charts.model import Chart, HeatMap, Say, Series
from web.comparison.labels import cost_line
from web.comparison.table import HOURS
from web.conversations.labels import lost_reason
from web.i18n import formats
from web.i18n.language import current_locale, gettext

MODEL_STYLES = {Voluntary.model: 0, Paid.model: 1, Employed.model: 4}
LOST_STYLE, WAITING_STYLE, CROSSING_STYLE = 2, 3, 2
"""The style of a model or outcome is the same in every chart."""
MAX_STEPS = 16
FEW_REQUESTS = 10
"""Requests a month below which parts of one are written."""
WAITS_S = (15, 30, 60, 120, 300, 600, 1800)
"""Where the bars of waiting times end; the last bar has no end."""


def over_time(steps: Sequence[Step], grain: str) -> Chart:
    """What became of the requests, by day, month or year."""
    titles = {
        "day": gettext("Answered and lost requests by day"),
        "month": gettext("Answered and lost requests by month"),
        "year": gettext("Answered and lost requests by year"),
    }
    headings = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    series = [_of_model(model, [step.answered[model] for step in steps]) for model in MODELS]
    series.append(Series(gettext("Lost requests"), [step.lost for step in steps], LOST_STYLE))
    if any(waiting := [step.waiting for step in steps]):
        series.append(Series(gettext("Still waiting"), waiting, WAITING_STYLE))
    labels = _labels([step.start for step in steps], grain)
    return Chart(
        "over-time", "stack", titles[grain], headings[grain], labels, series, formats.number
    )


def _of_model(model: str, values: Sequence[float | None]) -> Series:
    return Series(model_name(model), values, MODEL_STYLES[model])


def _labels(starts: Sequence[date], grain: str) -> list[str]:
    """As short as possible: the page states the period."""
    if grain == "year":
        pattern = "y"
    elif grain == "month":
        pattern = "LLL" if starts[0].year == starts[-1].year else "LLL yy"
    else:
        pattern = "d" if starts[0].month == starts[-1].month else "d LLL"
    return [dates.format_date(start, pattern, locale=current_locale()) for start in starts]


def waits(totals: Totals, comparison: Comparison) -> Chart:
    """How long visitors waited for an answer, as shares: the models answer different numbers."""
    shares = {
        model: _shares(totals.by_bucket("wait", model))
        for model, figures in comparison.models.items()
        if figures.wait.n
    }
    longest = max(
        (n for bars in shares.values() for n, share in enumerate(bars) if share), default=0
    )
    labels = [*map(formats.duration, WAITS_S), f"> {formats.duration(WAITS_S[-1])}"]
    labels = labels[: longest + 1]
    series = [_of_model(model, bars[: longest + 1]) for model, bars in shares.items()]
    return Chart(
        "waits",
        "bars",
        gettext("Visitors' waiting times"),
        gettext("Waiting time, up to"),
        labels,
        series,
        lambda share: formats.percent(share, 0),
        note=gettext(
            "Share of the requests each model answered. Each bar covers waits up to the time"
            " below it."
        ),
    )


def _shares(waits: dict[int, int]) -> list[float]:
    counts = [0] * (len(WAITS_S) + 1)
    for seconds, n in waits.items():
        counts[sum(seconds > edge for edge in WAITS_S)] += n
    total = sum(counts)
    return [count / total for count in counts]


def lost_by_reason(comparison: Comparison) -> Chart:
    """Most frequent first: that is where a brand can do something."""
    lost = sorted(comparison.lost.items(), key=lambda reason_and_n: -reason_and_n[1])
    return Chart(
        "lost",
        "rows",
        gettext("Lost requests by reason"),
        gettext("Reason"),
        [lost_reason(reason) for reason, _ in lost],
        [Series(gettext("Lost requests"), [n for _, n in lost], LOST_STYLE)],
        formats.number,
    )


def weeks(comparison: Comparison) -> list[HeatMap]:
    """Requests, and lost ones, by weekday and hour on the brand's clock."""
    requests = gettext("Requests by hour of the week")
    lost = gettext("Lost requests by hour of the week")
    return [
        week_heat_map("week", requests, comparison.requests_by_hour, comparison.zone),
        week_heat_map("week-lost", lost, comparison.lost_by_hour, comparison.zone),
    ]


def week_heat_map(key: str, title: str, by_hour: dict[int, int], zone: str) -> HeatMap:
    cells = [[by_hour.get(day * HOURS + hour, 0) for hour in range(HOURS)] for day in range(7)]
    return HeatMap(
        key,
        title,
        gettext("Day"),
        formats.weekdays(),
        [str(hour) for hour in range(HOURS)],
        cells if any(by_hour.values()) else [[None] * HOURS] * 7,
        formats.number,
        note=gettext("Local time of the request, %(zone)s", zone=formats.zone(zone)),
    )


def costs_by_line(comparison: Comparison) -> Chart:
    """What each model was spent on, the highest amount first."""
    amounts = [
        (line.amount_minor, line.line, model)
        for model, figures in comparison.models.items()
        for line in figures.cost.lines
        if line.amount_minor
    ]
    lines = [line for _, line, _ in sorted(amounts, reverse=True)]
    amount_of = {(line, model): amount for amount, line, model in amounts}
    series = [
        _of_model(model, [amount_of.get((line, model)) for line in lines])
        for model in comparison.models
    ]
    return Chart(
        "costs",
        "rows",
        gettext("Cost by line"),
        gettext("Cost"),
        [cost_line(line) for line in lines],
        series,
        money_of(comparison.currency),
    )


def break_even_chart(comparison: Comparison, months: float) -> Chart | None:
    """
    The cost of volunteers and experts by demand; None where the two lines do not cross.

    months: the length of the period, to speak of one month.
    """
    crossing = comparison.break_even
    if crossing is None:
        return None
    answered = sum(comparison.models[t.model].answered for t in (Voluntary, Paid)) / months
    step, count = _steps(crossing.requests_per_month, answered)
    volumes = [step * number for number in range(count + 1)]
    return Chart(
        "break-even",
        "line",
        gettext("Monthly cost by volume"),
        gettext("Answered requests per month"),
        [formats.number(volume, 1 if 0 < volume < FEW_REQUESTS else 0) for volume in volumes],
        _cost_lines(crossing, volumes, round(crossing.requests_per_month / step)),
        money_of(comparison.currency),
    )


def _cost_lines(crossing: BreakEven, volumes: Sequence[float], crossing_index: int) -> list[Series]:
    fixed, variable = crossing.fixed_minor_per_month, crossing.voluntary_minor_per_answer
    voluntary = [fixed + variable * volume for volume in volumes]
    paid = [crossing.paid_minor_per_answer * volume for volume in volumes]
    marked = [cost if index == crossing_index else None for index, cost in enumerate(paid)]
    return [
        _of_model(Voluntary.model, voluntary),
        _of_model(Paid.model, paid),
        Series(gettext("Break-even"), marked, CROSSING_STYLE),
    ]


def _steps(crossing: float, answered: float) -> tuple[float, int]:
    """The size and number of steps that meet the crossing and reach what is answered today."""
    furthest = max(2 * crossing, 1.1 * answered)
    parts = next((parts for parts in (4, 2, 1) if furthest / crossing * parts <= MAX_STEPS), 1)
    step = crossing / parts
    return step, min(MAX_STEPS, max(2 * parts, math.ceil(furthest / step)))


def money_of(currency: str) -> Say:
    return lambda minor: formats.money(None if minor is None else round(minor), currency)
