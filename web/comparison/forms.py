"""What a reader asks of the comparison, read from the address; refused in a sentence, by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, cast

from babel.numbers import get_currency_precision
from marshmallow import EXCLUDE, Schema, ValidationError, fields

from domain.brands.brand import CostCategory
from projections.comparison.sources import PriceCard
from web.i18n import formats
from web.i18n.language import gettext

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


def day_in(text: str) -> date:
    """A day as browsers write it, in the years a shop can have had visitors who chat."""
    day = read_day(text)
    if day is None:
        raise ValidationError(gettext("A day is written like 2017-06-30."))
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(gettext("Days before 1990 and after 2100 cannot be shown."))
    return day


def read_day(text: str) -> date | None:
    """A day that exists, written as browsers write it; None for anything else."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def minor_in(text: str, currency: str) -> int:
    """An amount as people type it, 2.00 or 2,00, in minor units of a currency."""
    digits = get_currency_precision(currency)
    found = AMOUNT.fullmatch(text)
    if found is None or len(found[2] or "") > digits:
        like = formats.number(2, decimals=digits)
        raise ValidationError(gettext("An amount is written like %(example)s.", example=like))
    minor = int(Decimal(f"{found[1]}.{found[2] or 0}").scaleb(digits))
    if minor == 0:
        raise ValidationError(gettext("An amount is more than nothing."))
    return minor


def percent_in(text: str) -> int:
    if not WHOLE.fullmatch(text) or int(text) > MOST_PERCENT:
        raise ValidationError(gettext("A commission is a whole number from 0 to 100."))
    return int(text)


def kind_in(text: str) -> str:
    if text not in list(CostCategory):
        raise ValidationError(gettext("There is no such kind of cost."))
    return text


class AskedSchema(Schema):
    """What is the same for every currency."""

    class Meta:
        unknown = EXCLUDE

    first = fields.Function(deserialize=day_in, data_key="from")
    end = fields.Function(deserialize=day_in, data_key="to")
    commission = fields.Function(deserialize=percent_in)
    kind = fields.Function(deserialize=kind_in)


def read_asked(given: Mapping[str, str], currency: str) -> Asked:
    """Read the query of an address. Raises ValidationError."""
    amount = fields.Function(deserialize=partial(minor_in, currency=currency))
    schema = AskedSchema.from_dict({"price": amount, "wage": amount})
    # A form sends its empty fields too.
    filled_in = {name: text.strip() for name, text in given.items() if text.strip()}
    asked = cast(dict[str, Any], schema().load(filled_in))
    _check_days(asked)
    _check_price_card(asked)
    price = asked.get("price")
    card = None if price is None else PriceCard(price, asked["commission"])
    return Asked(asked.get("first"), asked.get("end"), card, asked.get("wage"), asked.get("kind"))


def _check_days(asked: dict[str, Any]) -> None:
    if ("first" in asked) != ("end" in asked):
        raise ValidationError({"to": [gettext("A period needs its first day and its end.")]})
    if "first" in asked and asked["first"] >= asked["end"]:
        raise ValidationError({"to": [gettext("The end comes at least one day after the start.")]})
    if "first" in asked and (asked["end"] - asked["first"]).days > LONGEST_DAYS:
        raise ValidationError({"to": [gettext("A period is at most 25 years long.")]})


def _check_price_card(asked: dict[str, Any]) -> None:
    if ("price" in asked) != ("commission" in asked):
        missing = "commission" if "price" in asked else "price"
        sentence = gettext("The estimate needs both a price and a commission.")
        raise ValidationError({missing: [sentence]})
