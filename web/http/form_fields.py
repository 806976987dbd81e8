"""What forms share: texts, days, numbers and amounts as people type them, filters in addresses."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, NoReturn

from babel.numbers import get_currency_precision
from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load
from typing_extensions import override
from wtforms import Field, Form  # type: ignore[import-untyped]
from wtforms.validators import StopValidation  # type: ignore[import-untyped]

from domain.money import Money
from domain.text import character_errors, line_errors
from web.i18n import formats
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

EARLIEST_DAY, LATEST_DAY = date(1970, 1, 1), date(2100, 1, 1)
"""The days that forms and addresses take: of all histories that can be imported."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OTHER_CURRENCY = re.compile(r"[^\d\s.,+-]+")
AMOUNT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?")
THOUSANDS = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
"""The spaces between thousands, as French pages write them."""
MAYBE_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]{1,2})?")
"""3,000 are three thousand to one reader and three to another."""
LONG = re.compile(r"[0-9]{7,}(?:[.,][0-9]{1,3})?")
MOST_MAJOR = 999_999


Values = dict[str, Any]
"""A form as it was typed: texts, and lists of them."""

FieldErrors = Mapping[str, Callable[[], str]]
"""What would have been right, by field, in the reader's language."""


class TextField(fields.String):
    """
    Text without white space around it, without characters that no text may contain.

    Its lines end with a newline only; one_line: it has just one.
    """

    def __init__(self, *, one_line: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._one_line = one_line

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = typed_text(super()._deserialize(value, attr, data, **kwargs))
        if error := line_error(text) if self._one_line else text_error(text):
            raise ValidationError(error)
        return text


def typed_text(value: str) -> str:
    """A text as it was typed: browsers send two characters for a line break."""
    return value.replace("\r\n", "\n").strip()


def text_error(text: str) -> str:
    """What is wrong with the characters of a text, in the reader's language; empty when nothing."""
    return next(map(refusal_text, character_errors(text)), "")


def line_error(text: str) -> str:
    """The same for a text that must fit on one line."""
    return next(map(refusal_text, line_errors(text)), "")


def must_be_text(_form: Form, field: Field) -> None:
    """A validator of WTForms."""
    if error := text_error(field.data or ""):
        raise StopValidation(error)


def must_be_line(_form: Form, field: Field) -> None:
    """A validator of WTForms."""
    if error := line_error(field.data or ""):
        raise StopValidation(error)


class FilterSchema(Schema):
    """The filters in the query of an address: empty and unknown ones count for nothing."""

    ERRORS: ClassVar[FieldErrors] = {}

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def leave_out_empty(self, values: Mapping[str, str], **_: Any) -> dict[str, str]:
        """A form sends its empty fields too."""
        return {name: value for name, value in values.items() if value.strip()}

    @override
    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Replace marshmallow's sentences by our own."""
        assert isinstance(error.messages, dict)
        raise ValidationError({name: [self.ERRORS[name]()] for name in error.messages})


def date_error() -> str:
    """For a day in the query of an address."""
    return gettext(
        "Enter a date between %(first)s and %(last)s as year-month-day, for example 2017-06-30.",
        **_years(),
    )


def end_error() -> str:
    """For a period whose end is not after its first day."""
    return gettext("The end must be at least one day after the start.")


def _years() -> dict[str, str]:
    return {"first": str(EARLIEST_DAY.year), "last": str(LATEST_DAY.year)}


def parse_day(text: str) -> date:
    """A day as browsers write it, within our years. Raises ValidationError."""
    day = day_or_none(text)
    if day is None:
        raise ValidationError(gettext("Enter the date as year-month-day, for example 2017-06-30."))
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise ValidationError(gettext("Choose a date between %(first)s and %(last)s.", **_years()))
    return day


def day_or_none(text: str) -> date | None:
    """A day that exists, written as browsers write it; None for anything else."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def whole_number(text: str, most: int) -> int | None:
    """A whole number of digits only, up to one; None for anything else."""
    # Python reads no number of more than 4,300 digits.
    if not text.isdecimal() or len(text.lstrip("0")) > len(str(most)):
        return None
    number = int(text.lstrip("0") or "0")
    return number if number <= most else None


def parse_amount(text: str, currency: str) -> int:
    """
    An amount as people type it, 2.00, 2,00 or 3 000, in minor units.

    Raises ValidationError, also where a comma or full stop may separate thousands or decimals.
    """
    digits = get_currency_precision(currency)
    bare = THOUSANDS.sub("", text)
    match = AMOUNT.fullmatch(bare)
    if match is None or len(match[2] or "") > digits:
        raise ValidationError(_amount_error(bare, digits))
    minor = int(Decimal(f"{match[1]}.{match[2] or 0}").scaleb(digits))
    if minor == 0:
        raise ValidationError(gettext("The amount must be greater than zero."))
    return minor


def _amount_error(text: str, digits: int) -> str:
    if LONG.fullmatch(text):
        most = formats.number(MOST_MAJOR)
        return gettext("The amount can be at most %(most)s.", most=most)
    example = formats.number(2, decimals=digits)
    if MAYBE_THOUSANDS.fullmatch(text):
        return gettext(
            "Enter an amount, for example %(example)s. Type thousands without a comma or full stop,"
            " for example 3000.",
            example=example,
        )
    return gettext("Enter an amount, for example %(example)s.", example=example)


def parse_price(text: str, currency: str) -> Money:
    """
    An amount in the brand's currency, typed with its name or without.

    Raises ValidationError for another currency, and as parse_amount.
    """
    bare = text.removesuffix(currency).strip()
    if OTHER_CURRENCY.search(bare):
        sentence = gettext("This brand pays in %(currency)s. Enter only the amount.")
        raise ValidationError(sentence % {"currency": currency})
    return Money(parse_amount(bare, currency), currency)
