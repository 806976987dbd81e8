"""Money in whole minor units: never a float, never an amount without its currency."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from domain.errors import Invalid

CURRENCIES = ("EUR", "GBP", "CHF")
"""Those in which brands pay: all have hundredths. Rounding rules of others differ."""


class Money(msgspec.Struct, frozen=True, order=False):
    """An amount in minor units (cents) of an ISO 4217 currency."""

    amount: int
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} minor units of {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        """The sum. Raises Invalid when the currencies differ."""
        if self.currency != other.currency:
            raise Invalid(
                "Amounts in %(own)s and %(other)s cannot be added together.",
                own=self.currency,
                other=other.currency,
            )
        return Money(self.amount + other.amount, self.currency)

    def share(self, percent: int) -> "tuple[Money, Money]":
        """
        A whole percentage of the amount, rounded half up to the minor unit, and the remainder.

        The two parts always add up to the amount.
        """
        part = (self.amount * percent + 50) // 100
        return Money(part, self.currency), Money(self.amount - part, self.currency)


def sums_by_currency(amounts: Iterable[Money]) -> list[Money]:
    """The sum of each currency, by its code: amounts of different ones are never added."""
    sums = Counter[str]()
    for money in amounts:
        sums[money.currency] += money.amount
    return [Money(sums[currency], currency) for currency in sorted(sums)]
