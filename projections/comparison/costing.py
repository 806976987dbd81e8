"""What each engagement model cost in a period, line by line."""

from collections.abc import Iterable

from domain.brands.programme_cost import CostCategory
from domain.terms import Employed, Paid, Voluntary
from projections.comparison.figures import BreakEven, Cost, CostLine, WhatIf
from projections.comparison.sources import Sources

CONVERSATIONS = "conversations"
POINTS = "points_expected"
WAGES = "wages"
LINES = (CONVERSATIONS, *CostCategory, POINTS, WAGES)
"""Every line that a cost can have."""


def paid_cost(sources: Sources) -> Cost:
    """What the brand pays for paid conversations: prices, commission and VAT included."""
    totals, currency = sources.totals, sources.brand.currency
    amount, closed = totals.of(f"price:{currency}", Paid.model), totals.of("closed", Paid.model)
    # Without a price in the brand's currency, all are free, unless some have one in another.
    is_known = closed and (amount or not totals.named("price:", Paid.model))
    line = CostLine(CONVERSATIONS, amount if is_known else None, closed)
    lines = (line, *_recorded(sources, Paid.model))
    return Cost(currency, lines, totals.of("answered", Paid.model))


def voluntary_cost(sources: Sources) -> Cost:
    """What the volunteer programme cost: recorded costs, and earned points at expected cost."""
    lines = _recorded(sources, Voluntary.model)
    points = sources.points
    minor = points.minor if points.earned and points.latest else None
    lines.append(CostLine(POINTS, minor, points.earned, estimated=True))
    answered = sources.totals.of("answered", Voluntary.model)
    return Cost(sources.brand.currency, tuple(lines), answered)


def _recorded(sources: Sources, model: str) -> list[CostLine]:
    """The recorded costs that belong to a model, a line for each category."""
    costs = [cost for cost in sources.costs if cost.model == model]
    return [CostLine(cost.category, cost.amount, cost.n) for cost in costs]


HOUR_S = 3600


def employed_cost(sources: Sources) -> Cost:
    """The handling time of employees at their hourly wages; other hours are not known here."""
    totals, currency = sources.totals, sources.brand.currency
    wage_s = totals.of(f"wage_s:{currency}", Employed.model)
    closed = totals.of("closed", Employed.model)
    # As with prices: without a wage in the brand's currency, unless some have one in another.
    is_known = closed and (wage_s or not totals.named("wage_s:", Employed.model))
    line = CostLine(WAGES, hourly_minor(wage_s) if is_known else None, closed, estimated=True)
    lines = (line, *_recorded(sources, Employed.model))
    return Cost(currency, lines, totals.of("answered", Employed.model))


def hourly_minor(wage_s: int) -> int:
    """
    Minor units for seconds at an hourly wage, rounded half up.

    wage_s: the sum of seconds times the wage for an hour, in minor units.
    """
    return (2 * wage_s + HOUR_S) // (2 * HOUR_S)


def break_even(voluntary: Cost, paid: Cost, months: float, price_minor: int) -> BreakEven | None:
    """
    The answered requests a month at which fixed programme costs and points equal the paid price.

    months: the length of the period. price_minor: the price of a paid conversation where the
    period has none of its own. None when an ambassador's answer costs more than an expert's, when
    volunteers' fixed costs are not above the experts', or when there is no price. Standard
    break-even: the difference of the fixed costs divided by that of the unit costs.
    """
    points, conversations = voluntary.amount_of(POINTS), paid.amount_of(CONVERSATIONS)
    fixed = (voluntary.total_minor or 0) - points - ((paid.total_minor or 0) - conversations)
    fixed_a_month = fixed / months
    voluntary_average = points / voluntary.answered if voluntary.answered else 0.0
    paid_average = conversations / paid.answered if paid.answered else float(price_minor)
    if fixed_a_month <= 0 or paid_average <= voluntary_average:
        return None
    return BreakEven(
        fixed_minor_per_month=round(fixed_a_month),
        voluntary_minor_per_answer=round(voluntary_average, 2),
        paid_minor_per_answer=round(paid_average, 2),
        requests_per_month=round(fixed_a_month / (paid_average - voluntary_average), 1),
    )


def actual_minor(costs: Iterable[Cost]) -> int | None:
    """What these models cost together; None when that of one that answered is unknown."""
    totals = [cost.total_minor for cost in costs if cost.answered or cost.total_minor is not None]
    known = [total for total in totals if total is not None]
    return sum(known) if known and len(known) == len(totals) else None


def what_if_paid(
    conversations: int, price_minor: int, commission_percent: int, actual_minor: int | None
) -> WhatIf:
    """
    The same answered conversations at a price card, in minor units.

    The commission is rounded half up on each conversation.
    """
    commission = (price_minor * commission_percent + 50) // 100
    return WhatIf(
        model=Paid.model,
        conversations=conversations,
        price_minor=price_minor,
        commission_percent=commission_percent,
        total_minor=conversations * price_minor,
        commission_minor=conversations * commission,
        actual_minor=actual_minor,
    )
