"""What the figures of a comparison are called, and how they read, in the reader's language."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from babel import numbers

from domain.brands.programme_cost import CostCategory
from domain.terms import Paid, Voluntary
from projections.comparison.costing import CONVERSATIONS, POINTS
from projections.comparison.figures import Assumption, BreakEven, Comparison
from projections.comparison.report import Line
from web.conversations.labels import lost_reason
from web.i18n import formats
from web.i18n.language import current_locale, gettext, ngettext

FIGURES: Mapping[str, Callable[[], str]] = {
    "unread_events": lambda: gettext("Events not counted yet"),
    "parked_events": lambda: gettext("Events that could not be processed"),
    "requests": lambda: gettext("Requests"),
    "answered": lambda: gettext("Answered"),
    "demand_coverage": lambda: gettext("Demand coverage"),
    "staffed_share": lambda: gettext("Opening minutes staffed"),
    "booked_minutes": lambda: gettext("Minutes booked"),
    "delivered_minutes": lambda: gettext("Booked minutes delivered"),
    "credited_minutes": lambda: gettext("Booked minutes credited"),
    "wait_median": lambda: gettext("Median wait"),
    "wait_p90": lambda: gettext("90% answered within"),
    "within_promise": lambda: gettext("Answered within the promised time"),
    "handled_hours": lambda: gettext("Handling time"),
    "work_hours": lambda: gettext("Working time"),
    "full_time_equivalents": lambda: gettext("Full-time equivalents"),
    "cost:conversations": lambda: gettext("Cost: conversations"),
    "cost:gift": lambda: gettext("Cost: gifts"),
    "cost:event": lambda: gettext("Cost: events"),
    "cost:goodies": lambda: gettext("Cost: goodies"),
    "cost:manager_hours": lambda: gettext("Cost: community manager's hours"),
    "cost:licence": lambda: gettext("Cost: licence"),
    "cost:points_expected": lambda: gettext("Cost: points (expected)"),
    "cost:wages": lambda: gettext("Cost: wages (estimated)"),
    "cost_total": lambda: gettext("Total cost"),
    "cost_per_answered": lambda: gettext("Cost per answered request"),
    "response_rate": lambda: gettext("Visitors who left a rating"),
    "satisfaction_mean": lambda: gettext("Mean satisfaction (of 5)"),
    "satisfied": lambda: gettext("Satisfied (4 or more of 5)"),
    "sales": lambda: gettext("Sales attributed"),
    "sales_amount": lambda: gettext("Sales attributed, amount"),
    "break_even": lambda: gettext("Break-even, answered requests per month"),
    "what_if:total": lambda: gettext("Estimate: answers of experts and ambassadors, at that price"),
    "what_if:commission": lambda: gettext("Estimate: commission included"),
    "what_if:difference": lambda: gettext("Estimate: difference from the actual cost"),
    "employees:cost": lambda: gettext("Estimate: cost of employees"),
    "employees:full_time": lambda: gettext("Estimate: employees, full-time equivalents"),
}

COST_LINES: Mapping[str, Callable[[], str]] = {
    "conversations": lambda: gettext("Conversations"),
    "gift": lambda: gettext("Gifts"),
    "event": lambda: gettext("Events"),
    "goodies": lambda: gettext("Goodies"),
    "manager_hours": lambda: gettext("Community manager's hours"),
    "licence": lambda: gettext("Licence"),
    "points_expected": lambda: gettext("Points (expected cost)"),
    "wages": lambda: gettext("Wages (handling time)"),
}

ASSUMPTIONS: Mapping[str, Callable[[], str]] = {
    "zone": lambda: gettext("Days and hours are in the %(zone)s time zone."),
    "request_day": lambda: gettext(
        "Everything about a conversation counts on the day of its request. Programme costs"
        " count in equal parts on the days that they serve."
    ),
    "full_time": lambda: gettext(
        "A full-time equivalent is %(hours)s hours per month (French law). Handling time is not"
        " reduced for concurrent conversations."
    ),
    "concurrency": lambda: gettext(
        "Working time is handling time divided by the productivity of handling several"
        " conversations at once, taken from a practitioner's table."
    ),
    "ratings": lambda: gettext("Satisfaction is only shown from %(fewest)s rated conversations."),
    "sales_rule": lambda: gettext(
        "A sale belongs to the last respondent in the %(hours)s hours before it. Each order"
        " counts once. This does not mean that the answer caused the sale."
    ),
    "vat_included": lambda: gettext(
        "Prices include VAT where it applies; recorded costs are without VAT."
    ),
    "no_hours": lambda: gettext(
        "The brand has not set opening hours, so the share of opening minutes staffed is unknown."
    ),
    "staffed": lambda: gettext(
        "A minute is staffed when enough respondents (minimum: %(least)s) are present and"
        " available throughout."
    ),
    "shift_day": lambda: gettext(
        "A booked shift counts on the day on which it starts, once it is over. A minute of a seat"
        " is delivered while the expert who took the shift is online."
    ),
    "points": lambda: gettext(
        "A hundred redeemed points are expected to cost %(cost)s, and %(breakage)s%% of points"
        " are expected never to be redeemed. Gifts redeemed with points are not counted again."
    ),
    "wages": lambda: gettext(
        "Employees cost their handling time at their hourly wage. Hours in which they wait for"
        " visitors or do other work are not counted, nor what the wage leaves out."
    ),
    "no_point_rule": lambda: gettext(
        "The brand has not published reward rules, so the cost of its points is unknown and not"
        " included."
    ),
    "no_programme_costs": lambda: gettext(
        "No programme costs were recorded in this period, so what the volunteers cost is unknown."
    ),
    "other_currencies": lambda: gettext(
        "Conversations with a price or wage in another currency than the brand's are not included"
        " in the cost."
    ),
    "as_of": lambda: gettext("Only what had been recorded by the end of %(day)s counts."),
    "price_card": lambda: gettext(
        "The estimate applies that price to every conversation that experts or ambassadors"
        " answered."
    ),
    "same_demand": lambda: gettext(
        "The estimate assumes that experts would have answered the same requests."
    ),
}


def figure_name(figure: str) -> str:
    if figure.startswith("lost:"):
        reason = lost_reason(figure.removeprefix("lost:"))
        return gettext("Lost: %(reason)s", reason=reason)
    return FIGURES[figure]()


def cost_line(line: str) -> str:
    """What was paid for: the line of a cost without the word cost."""
    return COST_LINES[line]()


def value_text(line: Line) -> str:
    """A figure's value with its unit, as people write it; a dash when there is none."""
    if line.unit == "share":
        return formats.percent(line.value)
    if line.unit == "s":
        return formats.duration(line.value)
    if line.unit == "h":
        return formats.hours(None if line.value is None else line.value * 3600)
    if line.unit.endswith(" minor"):
        amount = None if line.value is None else int(line.value)
        return formats.money(amount, line.unit.removesuffix(" minor"))
    return formats.number(line.value, decimals=_decimals(line))


def _decimals(line: Line) -> int:
    if isinstance(line.value, int):
        return 0
    return 1 if line.unit == "requests a month" else 2


def n_text(line: Line) -> str:
    """How many records a figure rests on, and of what, where that is not plain; may be empty."""
    if line.n is None:
        return ""
    n = formats.number(line.n)
    if line.figure == "cost:points_expected":
        return gettext("points: %(n)s", n=n)
    if line.figure.removeprefix("cost:") in list(CostCategory):
        return gettext("recorded costs: %(n)s", n=n)
    if line.figure == "staffed_share":
        return gettext("opening minutes: %(n)s", n=n)
    return gettext("n = %(n)s", n=n)


def interval_text(line: Line) -> str:
    """Between what the figure lies, 19 times out of 20; empty where nothing is estimated."""
    if line.low is None or line.high is None:
        return ""
    low, high = (value_text(line._replace(value=end)) for end in (line.low, line.high))
    return gettext("95%%: %(low)s to %(high)s", low=low, high=high)


def lag_sentences(comparison: Comparison) -> list[str]:
    """What the figures lack of what has happened; nothing when they lack nothing."""
    unread, parked = comparison.lag
    behind = ngettext(
        "These figures are behind: %(n)s new event is not counted yet.",
        "These figures are behind: %(n)s new events are not counted yet.",
        unread,
        n=formats.number(unread),
    )
    failed = ngettext(
        "%(n)s event could not be processed, so these figures may be incomplete.",
        "%(n)s events could not be processed, so these figures may be incomplete.",
        parked,
        n=formats.number(parked),
    )
    return [behind] * bool(unread) + [failed] * bool(parked)


def assumption_sentences(comparison: Comparison) -> list[str]:
    """What the figures take for granted."""
    return [_sentence(assumption, comparison.currency) for assumption in comparison.assumptions]


def _sentence(assumption: Assumption, currency: str) -> str:
    values = {
        name: formats.number(value, decimals=2) if isinstance(value, float) else str(value)
        for name, value in assumption.values.items()
    }
    if "cost_minor" in values:
        values["cost"] = formats.money(int(values["cost_minor"]), currency)
    return str(ASSUMPTIONS[assumption.key]() % values)


def break_even_sentences(comparison: Comparison, months: float) -> list[str]:
    """
    Where volunteers and experts cost the same, and what that rests on; or why nowhere.

    months: the length of the period, to speak of one month.
    """
    break_even = comparison.break_even
    if break_even is None:
        return [_no_break_even_reason(comparison)]
    return [
        gettext(
            "Volunteers and experts cost the same at %(crossing)s answered requests per month."
            " Below that, experts are cheaper; above it, volunteers are.",
            crossing=formats.number(break_even.requests_per_month, 1),
        ),
        _cost_parts(break_even, comparison),
        _answered_a_month(comparison, months),
    ]


def _cost_parts(break_even: BreakEven, comparison: Comparison) -> str:
    currency, experts = comparison.currency, comparison.models[Paid.model].cost
    amounts = {
        "fixed": formats.money(break_even.fixed_minor_per_month, currency),
        "voluntary": exact_money(break_even.voluntary_minor_per_answer, currency),
        "paid": exact_money(break_even.paid_minor_per_answer, currency),
    }
    if (experts.total_minor or 0) > experts.amount_of(CONVERSATIONS):
        return gettext(
            "Volunteers: %(fixed)s per month more than experts, whatever the demand, plus"
            " %(voluntary)s per answer. Experts: %(paid)s per answer.",
            **amounts,
        )
    return gettext(
        "Volunteers: %(fixed)s per month, whatever the demand, plus %(voluntary)s per answer."
        " Experts: no fixed cost, %(paid)s per answer.",
        **amounts,
    )


def _answered_a_month(comparison: Comparison, months: float) -> str:
    volunteers, experts = (
        comparison.models[terms.model].answered / months for terms in (Voluntary, Paid)
    )
    return gettext(
        "In this period, volunteers answered %(volunteers)s requests per month and experts"
        " %(experts)s. The lines assume that each model could answer them all.",
        volunteers=formats.number(volunteers),
        experts=formats.number(experts),
    )


def _no_break_even_reason(comparison: Comparison) -> str:
    volunteers, experts = (comparison.models[terms.model].cost for terms in (Voluntary, Paid))
    if not experts.answered and comparison.what_if is None:
        return gettext(
            "No expert answered in this period, so there is no price to compare with. Enter one"
            " under “What-if estimate” to see the break-even here."
        )
    if not any(line.amount_minor for line in volunteers.lines if line.line != POINTS):
        return gettext(
            "No programme costs are recorded in this period, so nothing is fixed and there is"
            " no break-even."
        )
    return gettext(
        "Before any fixed costs, a volunteer's answer already costs as much as an expert's: they"
        " never cost the same."
    )


def exact_money(minor: float, currency: str) -> str:
    """An amount in minor units with parts of a cent: a point may cost less than one."""
    amount = Decimal(str(minor)).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(
        amount, currency, locale=current_locale(), decimal_quantization=False
    )
