"""How much of a booking's budget is left: enough, nearly nothing, or too little to pay."""

from enum import StrEnum

NEARLY_SPENT_PERCENT = 20
"""Of what was paid in since the budget was last spent."""


class BudgetLevel(StrEnum):
    """It only falls, until more is paid in, or a price comes back."""

    ENOUGH = "enough"
    NEARLY_SPENT = "nearly_spent"
    """A brand that wants no gap tops it up now."""
    SPENT = "spent"
    """The booking pays for no conversation."""


FALLING = tuple(BudgetLevel)


def budget_level(left: int, paid_in: int, price: int, *, is_reserved: bool) -> BudgetLevel:
    """
    The level of a budget; all amounts in minor units.

    left: neither spent nor reserved. paid_in: since the budget was last spent. price: of one
    conversation. is_reserved: an open conversation may still give back what is reserved for it.
    """
    if left < price and not is_reserved:
        return BudgetLevel.SPENT
    if left * 100 <= paid_in * NEARLY_SPENT_PERCENT:
        return BudgetLevel.NEARLY_SPENT
    return BudgetLevel.ENOUGH


def has_fallen(level: BudgetLevel, since: BudgetLevel) -> bool:
    """Whether less is left than at an earlier level."""
    return FALLING.index(level) > FALLING.index(since)
