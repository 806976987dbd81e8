"""Amounts as people type them on the command line."""

from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision

from domain.errors import Invalid
from domain.money import Money
from domain.terms import Paid, Terms, Voluntary


def read_money(text: str, currency: str) -> Money:
    """Read an amount like 2.00 in a currency. Raises Invalid for anything else."""
    digits = get_currency_precision(currency)
    try:
        amount = Decimal(text.replace(",", ".")).scaleb(digits)
    except InvalidOperation:
        raise Invalid(f"{text} is no amount; write it like 2.00.") from None
    if amount != amount.to_integral_value() or amount < 0:
        raise Invalid(f"{text} is no amount of {currency}; write it like 2.00.")
    return Money(int(amount), currency)


def read_terms(model: str, price: str | None, commission: int | None, currency: str) -> Terms:
    """The terms that the options describe. Raises Invalid when something is missing or too much."""
    given = price is not None or commission is not None
    if model == Voluntary.model and given:
        raise Invalid("Volunteers are not paid: --price and --commission go with --model paid.")
    if model == Voluntary.model:
        return Voluntary(points=0)
    if price is None or commission is None:
        raise Invalid("Paid conversations need --price and --commission, like 2.00 and 20.")
    return Paid(price=read_money(price, currency), commission_percent=commission)
