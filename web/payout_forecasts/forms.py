"""What finance asks of the payout forecast: as of which day, and in which currency."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import ClassVar, NamedTuple

from marshmallow import fields, validate

from domain.money import CURRENCIES
from web.http.form_fields import (
    FieldErrors,
    FilterSchema,
    Values,
    date_error,
    day_or_none,
    parse_day,
)
from web.i18n.language import gettext


class PayoutForecastQuerySchema(FilterSchema):
    ERRORS: ClassVar[FieldErrors] = {
        "as_of": date_error,
        "currency": lambda: gettext("Choose a currency of the list."),
    }

    as_of = fields.Function(deserialize=parse_day)
    currency = fields.String(validate=validate.OneOf(CURRENCIES))


class ForecastQuery(NamedTuple):
    """None where the address says nothing."""

    as_of: datetime | None = None
    """The day, at midnight, without a zone."""
    currency: str | None = None


def read_query(query: Mapping[str, str]) -> ForecastQuery:
    """Raises ValidationError."""
    values = PayoutForecastQuerySchema().load(query)
    day = values.get("as_of")
    return ForecastQuery(
        None if day is None else datetime.combine(day, time()), values.get("currency")
    )


def values_to_correct(query: Mapping[str, str]) -> Values:
    """The form as it was filled in; browsers complain of a day that does not exist."""
    return {
        name: text
        for name, text in query.items()
        if name != "as_of" or day_or_none(text) is not None
    }
