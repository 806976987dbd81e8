"""What a reader asks of the comparison, read from the address; refused in a sentence, by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from babel.numbers import get_currency_precision
from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validates_schema

from domain.brand import CostKind
from projections.comparison.sources import PriceCard
from web import formats
from web.language import gettext

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
LONGEST_DAYS = 25 * 366
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
AMOUNT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,3}))?")
WHOLE = re.compile(r"[0-9]{1,3}")
MOST_PERCENT = 100


@dataclass(frozen=True)
class Asked:
    """None where the address says nothing: the page then chooses, or leaves it out."""

    first: date | None = None
    end: date | None = None
    price_card: PriceCard | None = None
    wage_minor: int | None = None
    kind: str | None = None
    """Of the recorded costs."""


class Day(fields.Field[date]):
    """A day as browsers write it, in the years a shop can have had visitors who chat."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        day = read_day(value)
        if day is None:
            raise ValidationError(gettext("A day is written like 2017-06-30."))
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(gettext("Days before 1990 and after 2100 cannot be shown."))
        return day


class Minor(fields.Field[int]):
    """An amount as people type it, 2.00 or 2,00, in minor units of a currency."""

    def __init__(self, currency: str) -> None:
        super().__init__()
        self._currency = currency

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        digits = get_currency_precision(self._currency)
        found = AMOUNT.fullmatch(value.strip())
        if found is None or len(found[2] or "") > digits:
            like = formats.number(2, decimals=digits)
            raise ValidationError(gettext("An amount is written like %(example)s.", example=like))
        minor = int(Decimal(f"{found[1]}.{found[2] or 0}").scaleb(digits))
        if minor == 0:
            raise ValidationError(gettext("An amount is more than nothing."))
        return minor


class Percent(fields.Field[int]):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if not WHOLE.fullmatch(value.strip()) or int(value) > MOST_PERCENT:
            raise ValidationError(gettext("A commission is a whole number from 0 to 100."))
        return int(value)


class Kind(fields.Field[str]):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if value not in list(CostKind):
            raise ValidationError(gettext("There is no such kind of cost."))
        return str(value)


class AskedSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    first = Day(data_key="from")
    end = Day(data_key="to")
    commission = Percent()
    kind = Kind()

    @pre_load
    def leave_out_empty(self, given: Mapping[str, str], **_: Any) -> dict[str, str]:
        """A form sends its empty fields too."""
        return {name: value for name, value in given.items() if value.strip()}

    @validates_schema
    def check_days(self, asked: dict[str, Any], **_: Any) -> None:
        if ("first" in asked) != ("end" in asked):
            raise ValidationError(gettext("A period needs its first day and its end."), "to")
        if "first" in asked and asked["first"] >= asked["end"]:
            raise ValidationError(gettext("The end comes at least one day after the start."), "to")
        if "first" in asked and (asked["end"] - asked["first"]).days > LONGEST_DAYS:
            raise ValidationError(gettext("A period is at most 25 years long."), "to")

    @validates_schema
    def check_price_card(self, asked: dict[str, Any], **_: Any) -> None:
        if ("price" in asked) != ("commission" in asked):
            message = gettext("The estimate needs both a price and a commission.")
            raise ValidationError(message, "commission" if "price" in asked else "price")


def read_day(text: str) -> date | None:
    """A day that exists, written as browsers write it; None for anything else."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_asked(given: Mapping[str, str], currency: str) -> Asked:
    """Read the query of an address. Raises ValidationError."""
    # One class with the fields of this currency: amounts differ in their decimals.
    schema = AskedSchema.from_dict({"price": Minor(currency), "wage": Minor(currency)})
    asked = cast(dict[str, Any], schema().load(given))
    price = asked.get("price")
    card = None if price is None else PriceCard(price, asked["commission"])
    return Asked(asked.get("first"), asked.get("end"), card, asked.get("wage"), asked.get("kind"))
