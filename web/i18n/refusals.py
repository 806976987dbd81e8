"""What people read when a command is refused: the one place where refusals are translated."""

from datetime import date, datetime

from domain.brands.opening_ranges import WEEKDAYS
from domain.errors import Refused
from domain.money import Money
from web.i18n import formats
from web.i18n.language import gettext


def refusal_text(refusal: Refused) -> str:
    """Its sentence and values in the reader's language; empty when it has no sentence."""
    if not refusal.sentence:
        return ""
    values = {name: _written(value) for name, value in refusal.values.items()}
    return gettext(refusal.sentence, **values)


def _written(value: object) -> object:
    match value:
        case datetime():  # A refusal does not know whose zone would be the right one.
            return f"{formats.moment(value, 'UTC')}{formats.NBSP}UTC"
        case date():
            return formats.day(value)
        case tuple():
            return " ".join(map(refusal_text, value))
        case int() | Money():
            return _number(value)
        case _:
            weekdays = dict(zip(WEEKDAYS, formats.full_weekdays(), strict=True))
            return weekdays.get(str(value), value)


def _number(value: int | Money) -> str:
    if isinstance(value, Money):
        return formats.money(value.amount, value.currency)
    return formats.number(value)
