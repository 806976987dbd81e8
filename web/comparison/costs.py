"""The costs a brand recorded for its programme: what stands behind the volunteers' cost lines."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from domain.brands.brand import CostCategory
from domain.terms import Voluntary
from projections.brands.programme_costs import RecordedCost
from projections.comparison.costing import POINTS
from web.comparison.labels import cost_line
from web.comparison.periods import name_of
from web.comparison.table import Cell, cell_of
from web.comparison.view import Look, address
from web.i18n import formats


class ShownCost(NamedTuple):
    day: str
    kind: str
    amount: str
    is_reversed: bool


def costs_shown(look: Look, costs: Sequence[RecordedCost]) -> dict[str, Any]:
    """What the page of costs shows; their sum is the figure they were opened from."""
    brand, days, kind = look.brand, look.days, look.asked.kind
    chosen = [cost for cost in costs if kind in (None, cost.category)]
    counted = [cost for cost in chosen if not cost.is_reversed]
    return {
        "brand": brand,
        "days": days,
        "period_name": name_of(days),
        "kind": kind,
        "kinds": {each.value: cost_line(each.value) for each in CostCategory},
        "costs": [_shown(cost) for cost in chosen],
        "count": len(counted),
        "total": formats.money(sum(cost.amount for cost in counted), brand.currency),
        # The total of the comparison holds the points too, which nobody recorded as a cost.
        "points": None if kind else _figure(look, f"cost:{POINTS}"),
        "whole": None if kind else _figure(look, "cost_total"),
        "back": address(brand, days),
    }


def _figure(look: Look, figure: str) -> Cell:
    return cell_of(look.line(figure, Voluntary.model), look.comparison)


def _shown(cost: RecordedCost) -> ShownCost:
    return ShownCost(
        formats.day(date.fromisoformat(cost.incurred_on)),
        cost_line(cost.category),
        formats.money(cost.amount, cost.currency),
        cost.is_reversed,
    )
