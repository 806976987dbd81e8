"""The charts of the comparison: what the sheet says in numbers, seen."""

from collections.abc import Sequence
from datetime import date

from babel import dates

from domain.terms import MODELS
from projections.comparison.figures import Comparison
from projections.comparison.series import Step
from projections.comparison.totals import Totals
from web.charts.model import Chart, HeatMap, Say, Series
from web.comparison.labels import cost_line
from web.conversations.labels import lost_reason, model_name
from web.i18n import formats
from web.i18n.language import current_locale, gettext

HOURS = 24
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
    series = [
        Series(model_name(model), [step.answered[model] for step in steps]) for model in MODELS
    ]
    series.append(Series(gettext("Lost requests"), [step.lost for step in steps]))
    if any(step.waiting for step in steps):
        series.append(Series(gettext("Still waiting"), [step.waiting for step in steps]))
    labels = _labels([step.start for step in steps], grain)
    return Chart(
        "over-time", "stack", titles[grain], headings[grain], labels, series, formats.number
    )


def _labels(starts: Sequence[date], grain: str) -> list[str]:
    """As short as it can be said: the page states the period."""
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
        (n for each in shares.values() for n, share in enumerate(each) if share), default=0
    )
    labels = [*map(formats.duration, WAITS_S), f"> {formats.duration(WAITS_S[-1])}"]
    labels = labels[: longest + 1]
    series = [Series(model_name(model), each[: longest + 1]) for model, each in shares.items()]
    return Chart(
        "waits",
        "bars",
        gettext("How long visitors waited"),
        gettext("Wait, up to"),
        labels,
        series,
        lambda share: formats.percent(share, 0),
        note=gettext("Share of the requests each model answered; a bar ends at the time below it."),
    )


def _shares(waits: dict[int, int]) -> list[float]:
    counts = [0] * (len(WAITS_S) + 1)
    for seconds, n in waits.items():
        counts[sum(seconds > edge for edge in WAITS_S)] += n
    total = sum(counts)
    return [count / total for count in counts]


def lost_by_reason(comparison: Comparison) -> Chart:
    """Most frequent first: that is where a brand can do something."""
    lost = sorted(comparison.lost.items(), key=lambda each: -each[1])
    return Chart(
        "lost",
        "rows",
        gettext("Lost requests by reason"),
        gettext("Reason"),
        [lost_reason(reason) for reason, _ in lost],
        [Series(gettext("Lost requests"), [n for _, n in lost])],
        formats.number,
    )


def hours_of_week(key: str, title: str, by_hour: dict[int, int], zone: str) -> HeatMap:
    """Requests, or lost ones, by weekday and hour on the brand's clock."""
    cells = [[by_hour.get(day * HOURS + hour, 0) for hour in range(HOURS)] for day in range(7)]
    return HeatMap(
        key,
        title,
        gettext("Day"),
        formats.weekdays(),
        [str(hour) for hour in range(HOURS)],
        cells if any(by_hour.values()) else [[None] * HOURS] * 7,
        formats.number,
        note=gettext("When the request came, local time of %(zone)s", zone=formats.zone(zone)),
    )


def costs_by_line(comparison: Comparison) -> Chart:
    """What each model was spent on, dearest first."""
    amounts = [
        (line.amount_minor, line.line, model)
        for model, figures in comparison.models.items()
        for line in figures.cost.lines
        if line.amount_minor
    ]
    lines = [line for _, line, _ in sorted(amounts, reverse=True)]
    of = {(line, model): amount for amount, line, model in amounts}
    series = [
        Series(model_name(model), [of.get((line, model)) for line in lines])
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


def money_of(currency: str) -> Say:
    return lambda minor: formats.money(None if minor is None else round(minor), currency)
