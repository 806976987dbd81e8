"""Recorded costs in words."""

from collections.abc import Callable, Mapping

from domain.brands.brand import Brand
from domain.brands.programme_cost import CostCategory, CostReversalReason
from web.brands.days_served import days_served
from web.brands.model_names import model_name
from web.i18n import formats
from web.i18n.language import gettext

CATEGORIES: Mapping[CostCategory, Callable[[], str]] = {
    CostCategory.GIFT: lambda: gettext("Gifts"),
    CostCategory.EVENT: lambda: gettext("Events"),
    CostCategory.GOODIES: lambda: gettext("Goodies"),
    CostCategory.MANAGER_HOURS: lambda: gettext("Community manager's hours"),
    CostCategory.LICENCE: lambda: gettext("Licence"),
}
REVERSAL_REASONS: Mapping[CostReversalReason, Callable[[], str]] = {
    CostReversalReason.MISTAKE: lambda: gettext("recorded by mistake"),
    CostReversalReason.DUPLICATE: lambda: gettext("recorded twice"),
    CostReversalReason.REFUNDED: lambda: gettext("refunded"),
}


def cost_in_words(cost: Brand.ProgrammeCostRecorded) -> dict[str, str]:
    return {
        gettext("Category"): CATEGORIES[cost.category](),
        gettext("Amount"): formats.money(cost.amount.amount, cost.amount.currency),
        gettext("Days served"): days_served(cost.served_from, cost.served_to),
        gettext("For"): model_name(cost.model),
    }
