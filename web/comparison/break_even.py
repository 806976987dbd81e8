"""The break-even as a chart and in words: where both models cost the same, or why nowhere."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel import numbers

from domain.terms import Paid, Voluntary
from projections.comparison.costing import POINTS
from projections.comparison.figures import BreakEven, Comparison
from web.charts.model import Chart, Series
from web.comparison.charts import money_of
from web.conversations.labels import model_name
from web.i18n import formats
from web.i18n.language import current_locale, gettext

MOST_STEPS = 16
FEW = 10
"""Requests a month below which their parts matter."""


@dataclass(frozen=True)
class BreakEvenShown:
    """The chart is None where the two lines do not cross; then the sentence says why."""

    sentences: list[str]
    chart: Chart | None


def break_even_shown(comparison: Comparison, months: float) -> BreakEvenShown:
    found = comparison.break_even
    if found is None:
        return BreakEvenShown([_why_not(comparison)], None)
    answered = {model: each.answered / months for model, each in comparison.models.items()}
    sentences = _sentences(found, answered, comparison)
    return BreakEvenShown(sentences, _chart(found, sum(answered.values()), comparison))


def _sentences(
    found: BreakEven, answered: Mapping[str, float], comparison: Comparison
) -> list[str]:
    currency = comparison.currency
    crossing = formats.number(found.requests_per_month, 1)
    return [
        gettext(
            "Both models cost the same at %(crossing)s answered requests a month. Below, paid"
            " experts cost less; above, volunteers do.",
            crossing=crossing,
        ),
        gettext(
            "Volunteers: %(fixed)s a month, whatever the demand, and %(each)s for each answer."
            " Experts: nothing fixed, and %(paid)s for each answer.",
            fixed=formats.money(found.fixed_minor_per_month, currency),
            each=exact_money(found.voluntary_minor_per_answer, currency),
            paid=exact_money(found.paid_minor_per_answer, currency),
        ),
        gettext(
            "In this period volunteers answered %(volunteers)s requests a month and experts"
            " %(experts)s; the lines assume that each model could answer them all.",
            volunteers=formats.number(answered[Voluntary.model]),
            experts=formats.number(answered[Paid.model]),
        ),
    ]


def _why_not(comparison: Comparison) -> str:
    volunteers, experts = (comparison.models[each.model].cost for each in (Voluntary, Paid))
    if not experts.answered and comparison.what_if is None:
        return gettext(
            "No expert answered in this period, so there is no price to compare with: give one"
            " under What if, and the break-even appears here."
        )
    if volunteers.total_minor == _points_of(comparison):
        return gettext(
            "No cost of the volunteers' programme is recorded in this period, so nothing is fixed"
            " and there is no break-even."
        )
    return gettext(
        "An answer by a volunteer costs as much as one by an expert, before anything fixed: the two"
        " never cost the same."
    )


def _points_of(comparison: Comparison) -> int:
    lines = comparison.models[Voluntary.model].cost.lines
    return sum(line.amount_minor for line in lines if line.line == POINTS)


def _chart(found: BreakEven, answered: float, comparison: Comparison) -> Chart:
    crossing = found.requests_per_month
    step, count = _scale(crossing, answered)
    volumes = [step * number for number in range(count + 1)]
    fixed, each = found.fixed_minor_per_month, found.voluntary_minor_per_answer
    voluntary = [fixed + each * n for n in volumes]
    paid = [found.paid_minor_per_answer * n for n in volumes]
    there = round(crossing / step)
    crossed = [paid[n] if n == there else None for n in range(count + 1)]
    return Chart(
        "break-even",
        "line",
        gettext("Cost a month, by answered requests a month"),
        gettext("Answered requests a month"),
        [formats.number(volume, 1 if 0 < volume < FEW else 0) for volume in volumes],
        [
            Series(model_name(Voluntary.model), voluntary),
            Series(model_name(Paid.model), paid),
            Series(gettext("Break-even"), crossed),
        ],
        money_of(comparison.currency),
    )


def _scale(crossing: float, answered: float) -> tuple[float, int]:
    """Steps that meet the crossing, and enough of them to reach what is answered today."""
    furthest = max(2 * crossing, 1.1 * answered)
    parts = next((parts for parts in (4, 2, 1) if furthest / crossing * parts <= MOST_STEPS), 1)
    step = crossing / parts
    return step, min(MOST_STEPS, max(2 * parts, math.ceil(furthest / step)))


def exact_money(minor: float, currency: str) -> str:
    """With parts of a cent: a point may cost less than one."""
    amount = Decimal(str(minor)).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(
        amount, currency, locale=current_locale(), decimal_quantization=False
    )
