"""What forms of tests are made of: numbers as people write them, rows, and where a mistake is."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from domain.assessments.answers import number_in
from domain.errors import Invalid
from web.i18n.language import current_language, gettext

Values = Mapping[str, str]
"""A form as it was typed, or as it is shown: a row's fields are called like `row-0-text`."""
MOST_ROWS = 60
WIDEST = 12
"""Digits before the point that anybody needs in a test."""


def typed_number(written: str) -> Decimal:
    """12,5 and 12.5 are the same number. Raises ValidationError."""
    try:
        number = number_in(written)
    except Invalid as error:
        raise ValidationError(gettext(str(error))) from error
    if number and abs(number.adjusted()) > WIDEST:
        raise ValidationError(gettext("Write a number, such as 12.5."))
    return number


def typed_whole(written: str) -> int:
    number = typed_number(written)
    if number != number.to_integral_value():
        raise ValidationError(gettext("Write a whole number."))
    return int(number)


def shown_number(number: Decimal | int | None) -> str:
    """As it is typed: without spaces between thousands, with the reader's comma or point."""
    if number is None:
        return ""
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace(".", ",") if current_language() == "fr" else plain


def at_most(longest: int) -> Callable[[str], None]:
    """A check that says in our words what marshmallow says in its own."""

    def check(text: str) -> None:
        if len(text) > longest:
            raise ValidationError(gettext("Write %(n)s characters at most.", n=longest))

    return check


def required(text: str) -> None:
    if not text:
        raise ValidationError(gettext("Write something here."))


class Words(fields.String):
    """Text without what stands around it; lines end as on this side of the wire."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        words = super()._deserialize(value, attr, data, **kwargs)
        return str(words).replace("\r\n", "\n").strip()


class Figure(fields.Field[Decimal | None]):
    """A number; None when nothing was typed."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002 - marshmallow's signature
        data: Any,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Decimal | None:
        return typed_number(str(value)) if str(value).strip() else None


class Whole(fields.Field[int | None]):
    """A whole number; None when nothing was typed."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002 - marshmallow's signature
        data: Any,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> int | None:
        return typed_whole(str(value)) if str(value).strip() else None


class Form(Schema):
    class Meta:
        unknown = EXCLUDE  # tokens and buttons travel with the form


def rows_in(values: Values) -> int:
    """How many rows a form has; never more than anybody fills in."""
    written = values.get("rows", "0")
    return min(int(written), MOST_ROWS) if written.isdecimal() else 0


def nested(values: Values) -> dict[str, Any]:
    """A form with its rows as a list, as schemas read them."""
    rows = [_row(values, f"row-{number}-") for number in range(rows_in(values))]
    return {**values, "rows": rows}


def _row(values: Values, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }


def flat(mistakes: Any) -> dict[str, str]:
    """What is wrong, by the name of the field in the form: rows.0.text is row-0-text."""
    found: dict[str, str] = {}
    for name, said in mistakes.items():
        if name != "rows" or not isinstance(said, dict):
            found[name] = _sentence(said)
            continue
        for number, row in said.items():
            found |= {f"row-{number}-{field}": _sentence(each) for field, each in row.items()}
    return found


def _sentence(said: Any) -> str:
    return str(said[0]) if isinstance(said, list) else str(said)


def with_rows(rows: list[dict[str, str]], blank: int, fewest: int = 0) -> dict[str, str]:
    """Rows as fields of a form, and room for more."""
    values = {"rows": str(max(len(rows) + blank, fewest))}
    for number, row in enumerate(rows):
        values |= {f"row-{number}-{name}": value for name, value in row.items()}
    return values
