"""What the forms of tests are made of: number fields, rows, and errors by field."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from domain.assessments.answers import number_in
from domain.assessments.question import MOST_PARTS
from domain.errors import Invalid
from web.http.form_fields import whole_number
from web.i18n.language import current_language, gettext
from web.i18n.refusals import refusal_text

FormValues = Mapping[str, str]
"""A form as it was sent, or as it is shown: a row's fields are called like `row-0-text`."""
MAX_ROWS = MOST_PARTS
MORE_ROWS = 3
"""So many are added when an author asks for more."""
MAX_EXPONENT = 12
"""Digits before the point, less one, of the largest number that a test needs."""


class Form(Schema):
    class Meta:
        unknown = EXCLUDE  # tokens and buttons travel with the form


def number_field() -> fields.Field[Any]:
    """A number, 12,5 or 12.5; None when nothing was typed."""
    return fields.Function(
        deserialize=lambda text: _parse_number(text) if text.strip() else None, load_default=None
    )


def whole_number_field() -> fields.Field[Any]:
    """A whole number; None when nothing was typed."""
    return fields.Function(
        deserialize=lambda text: _parse_whole_number(text) if text.strip() else None,
        load_default=None,
    )


def _parse_whole_number(text: str) -> int:
    number = _parse_number(text)
    if number != number.to_integral_value():
        raise ValidationError(gettext("Enter a whole number."))
    return int(number)


def _parse_number(text: str) -> Decimal:
    try:
        number = number_in(text)
    except Invalid as error:
        raise ValidationError(refusal_text(error)) from error
    if number and abs(number.adjusted()) > MAX_EXPONENT:
        raise ValidationError(gettext("Enter a number, such as 12.5."))
    return number


def number_for_input(number: Decimal | int | None) -> str:
    """As it is typed: without spaces between thousands, with the reader's comma or point."""
    if number is None:
        return ""
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace(".", ",") if current_language() == "fr" else plain


def max_length(length: int) -> Callable[[str], None]:
    """A validator with our own sentence, which the catalogue translates."""

    def check(text: str) -> None:
        if len(text) > length:
            raise ValidationError(gettext("Use at most %(n)s characters.", n=length))

    return check


def required(text: str) -> None:
    if not text:
        raise ValidationError(gettext("This field is required."))


def row_count(values: FormValues) -> int:
    """How many rows a form has; never more than MAX_ROWS."""
    text = values.get("rows", "0")
    many = MAX_ROWS if text.isdecimal() else 0
    return many if (number := whole_number(text, MAX_ROWS)) is None else number


def add_rows(values: dict[str, str]) -> None:
    values["rows"] = str(min(row_count(values) + MORE_ROWS, MAX_ROWS))


def with_nested_rows(values: FormValues) -> dict[str, Any]:
    """A form with its rows as a list, as schemas read them."""
    rows = [_row(values, f"row-{number}-") for number in range(row_count(values))]
    return {**values, "rows": rows}


def _row(values: FormValues, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


def row_values(rows: list[dict[str, str]], blank: int) -> dict[str, str]:
    """Rows as fields of a form, and so many blank ones after them."""
    values = {"rows": str(len(rows) + blank)}
    for number, row in enumerate(rows):
        values |= {f"row-{number}-{name}": value for name, value in row.items()}
    return values


def errors_by_field(messages: Any) -> dict[str, str]:
    """One error for each field, by its name in the form: rows.0.text is row-0-text."""
    errors: dict[str, str] = {}
    for name, message in messages.items():
        if name != "rows" or not isinstance(message, dict):
            errors[name] = _first(message)
            continue
        for number, row in message.items():
            errors |= {f"row-{number}-{field}": _first(text) for field, text in row.items()}
    return errors


def _first(message: Any) -> str:
    return str(message[0]) if isinstance(message, list) else str(message)
