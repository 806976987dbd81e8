"""What each model cost in a period, line by line."""

from domain.terms import Paid, Voluntary
from projections.comparison.figures import BreakEven, Cost, CostLine, WhatIf
from projections.comparison.sources import Sources

CONVERSATIONS = "conversations"
POINTS = "points_expected"


def paid_cost(sources: Sources) -> Cost:
    """What the brand pays for conversations: prices, commission included, VAT apart."""
    totals, currency = sources.totals, sources.brand.currency
    amount = totals.of(f"price:{currency}", Paid.model)
    line = CostLine(CONVERSATIONS, amount, totals.of("closed", Paid.model))
    return Cost(currency, (line,), totals.of("answered", Paid.model))


def voluntary_cost(sources: Sources) -> Cost:
    """What the programme cost: what was recorded, and the points earned at expected cost."""
    lines = [CostLine(each.category, each.amount, each.n) for each in sources.costs]
    points = sources.points
    lines.append(CostLine(POINTS, points.minor, points.earned, estimated=True))
    answered = sources.totals.of("answered", Voluntary.model)
    return Cost(sources.brand.currency, tuple(lines), answered)


def break_even(voluntary: Cost, paid: Cost, months: float, price_minor: int) -> BreakEven | None:
    """
    Where fixed programme costs and points equal a price for each conversation.

    price_minor: what a paid conversation costs: the period's own average when there were any,
    else the price card's. None when volunteers cost more with each answer than experts do, when
    nothing is fixed, or when there is no price.
    """
    points = sum(line.amount_minor for line in voluntary.lines if line.line == POINTS)
    fixed = (voluntary.total_minor - points) / months
    each_voluntary = points / voluntary.answered if voluntary.answered else 0.0
    each_paid = paid.total_minor / paid.answered if paid.answered else float(price_minor)
    if fixed <= 0 or each_paid <= each_voluntary:
        return None
    return BreakEven(
        fixed_minor_per_month=round(fixed),
        voluntary_minor_per_answer=round(each_voluntary, 2),
        paid_minor_per_answer=round(each_paid, 2),
        requests_per_month=round(fixed / (each_paid - each_voluntary), 1),
    )


def what_if_paid(
    conversations: int, price_minor: int, commission_percent: int, actual_minor: int
) -> WhatIf:
    """The same answered conversations, each at a price, commission rounded on each of them."""
    commission_each = (price_minor * commission_percent + 50) // 100
    return WhatIf(
        model=Paid.model,
        conversations=conversations,
        price_minor=price_minor,
        commission_percent=commission_percent,
        total_minor=conversations * price_minor,
        commission_minor=conversations * commission_each,
        actual_minor=actual_minor,
    )
