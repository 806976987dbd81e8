"""Amounts as people type them on the command line."""

import re

from babel.numbers import get_currency_precision

from domain.errors import Invalid
from domain.money import Money
from domain.terms import Paid, Terms, Voluntary

AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]+))?")


def read_money(text: str, currency: str) -> Money:
    """Read an amount like 2.00 in a currency. Raises Invalid for anything else."""
    digits = get_currency_precision(currency)
    match = AMOUNT.fullmatch(text)
    if match is None or len(match[2] or "") > digits:
        raise Invalid(f"{text} is not an amount in {currency}. Write it like {2:.{digits}f}.")
    whole, part = match.groups(default="")
    return Money(int(whole + part.ljust(digits, "0")), currency)


def read_terms(model: str, price: str | None, commission_percent: int, currency: str) -> Terms:
    """
    The terms that the options describe. Raises Invalid when something is missing or too much.

    commission_percent: the platform's.
    """
    if model == Voluntary.model and price is not None:
        raise Invalid("Volunteers are not paid. Use --price only with --model paid.")
    if model == Voluntary.model:
        return Voluntary(points=0)
    if price is None:
        raise Invalid("Paid conversations need --price, for example 2.00.")
    return Paid(price=read_money(price, currency), commission_percent=commission_percent)
