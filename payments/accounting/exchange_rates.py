"""
Rates in which amounts of other currencies are written in euros, as the law wants the books.

The platform has no source of rates: a person of finance provides them, one for each currency and
month. Nothing is converted without one.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from domain.errors import Invalid
from domain.money import CURRENCIES
from payments.months import is_month

EURO = "EUR"
EXAMPLE = "2026-10,GBP,1.1534"
COLUMNS = ["month", "currency", "euros"]
RATE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,10})?")


class ExchangeRates:
    """How many euros one unit of a currency is in the books of a month."""

    def __init__(self, rates: Mapping[tuple[str, str], Fraction] = MappingProxyType({})) -> None:
        """rates: by month, such as `2026-10`, and currency."""
        self._rates = rates

    def of(self, currency: str, month: str) -> Fraction:
        """Raises Invalid when there is none: an amount is never converted by a rate we made up."""
        if currency == EURO:
            return Fraction(1)
        try:
            return self._rates[month, currency]
        except KeyError:
            raise Invalid(
                "There is no exchange rate for %(currency)s in %(month)s. Add it to the file of"
                " exchange rates.",
                currency=currency,
                month=month,
            ) from None


def read_rates(text: str) -> ExchangeRates:
    """
    Read rates from CSV: `month,currency,euros`, such as `2026-10,GBP,1.1534`.

    Raises Invalid, with the number of the line.
    """
    rows = list(csv.reader(text.splitlines()))
    if not rows or rows[0] != COLUMNS:
        raise Invalid("The first line of the exchange rates must be: month,currency,euros.")
    rates: dict[tuple[str, str], Fraction] = {}
    for number, row in enumerate(rows[1:], 2):
        if not _is_rate(row) or (row[0], row[1]) in rates:
            raise Invalid(
                "Line %(line)s of the exchange rates must be a month, a currency and a rate that"
                " are not there yet, such as %(example)s.",
                line=number,
                example=EXAMPLE,
            )
        rates[row[0], row[1]] = Fraction(row[2])
    return ExchangeRates(rates)


def _is_rate(row: Sequence[str]) -> bool:
    if len(row) != len(COLUMNS) or not is_month(row[0]):
        return False
    return row[1] in CURRENCIES and bool(RATE.fullmatch(row[2])) and Fraction(row[2]) > 0


def in_euro_cents(amounts: Sequence[int], rate: Fraction) -> list[int]:
    """
    Amounts that add up to zero, in cents that add up to zero: none is a cent or more off.

    What rounding down leaves goes to the largest remainders, the first of equals first.
    """
    exact = [amount * rate for amount in amounts]
    cents = [value.numerator // value.denominator for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (cents[at] - exact[at], at))
    for at in by_remainder[: -sum(cents)]:
        cents[at] += 1
    return cents
