"""What a reader asks of the comparison: a period, and a price or wage to estimate with."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from domain.brands.programme_cost import CostCategory
from domain.terms import MODELS
from projections.brands.brands import BrandSummary
from projections.comparison.sources import PriceCard
from projections.comparison.totals import last_month
from projections.read_models import ReadModels
from web.http.form_fields import day_or_none, end_error, parse_amount, parse_day
from web.i18n import formats
from web.i18n.language import gettext

MAX_DAYS = 25 * 366
ESTIMATE_FIELDS = ("price", "wage")
ONE_DAY = timedelta(days=1)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class ComparisonParams:
    """None where the address says nothing: the page then chooses, or leaves it out."""

    first: date | None = None
    end: date | None = None
    price_card: PriceCard | None = None
    wage_minor: int | None = None
    cost_category: str | None = None
    """Of the recorded costs."""
    cost_model: str | None = None
    """The engagement model that they belong to."""
    estimate_inputs: Mapping[str, str] = field(default_factory=dict)
    """What was typed to estimate with; it stays while the reader changes the period."""


def parse_cost_category(text: str) -> str:
    if text not in list(CostCategory):
        raise ValidationError(gettext("This cost category does not exist."))
    return text


def parse_cost_model(text: str) -> str:
    if text not in MODELS:
        raise ValidationError(gettext("This model does not exist."))
    return text


class ParamsSchema(Schema):
    """What is the same for every currency."""

    class Meta:
        unknown = EXCLUDE

    first = fields.Function(deserialize=parse_day, data_key="from")
    end = fields.Function(deserialize=parse_day, data_key="to")
    cost_category = fields.Function(deserialize=parse_cost_category, data_key="kind")
    cost_model = fields.Function(deserialize=parse_cost_model, data_key="model")


def read_params(
    query: Mapping[str, str], currency: str, commission_percent: int
) -> ComparisonParams:
    """
    Read the query of an address. Raises ValidationError.

    commission_percent: the platform's, for an estimate at a price.
    """
    amount = fields.Function(deserialize=partial(parse_amount, currency=currency))
    schema = ParamsSchema.from_dict({"price": amount, "wage": amount})
    # A form sends its empty fields too.
    filled_in = {name: text for name, text in query.items() if text.strip()}
    stripped = {name: text.strip() for name, text in filled_in.items()}
    values = cast(dict[str, Any], schema().load(stripped))
    _check_days(values)
    price = values.get("price")
    return ComparisonParams(
        values.get("first"),
        values.get("end"),
        None if price is None else PriceCard(price, commission_percent),
        values.get("wage"),
        values.get("cost_category"),
        values.get("cost_model"),
        {name: filled_in[name] for name in ESTIMATE_FIELDS if name in filled_in},
    )


def values_to_correct(query: Mapping[str, str]) -> dict[str, str]:
    """The form as it was filled in; browsers complain of a day that does not exist."""
    return {
        name: value
        for name, value in query.items()
        if name not in ("from", "to") or day_or_none(value) is not None
    }


def _check_days(values: Mapping[str, Any]) -> None:
    if ("first" in values) != ("end" in values):
        raise ValidationError(
            {"to": [gettext("Enter both the first day and the end of the period.")]}
        )
    if "first" in values:
        check_period(values["first"], values["end"])


def check_period(first: date, end: date) -> None:
    """Raises ValidationError for a period without days, and for one that is too long."""
    if first >= end:
        raise ValidationError({"to": [end_error()]})
    if (end - first).days > MAX_DAYS:
        raise ValidationError({"to": [gettext("The period cannot be longer than 25 years.")]})


class Days(NamedTuple):
    """The days [first, end)."""

    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - ONE_DAY

    @property
    def length(self) -> int:
        return (self.end - self.first).days

    @property
    def query(self) -> dict[str, str]:
        """As an address says it."""
        return {"from": self.first.isoformat(), "to": self.end.isoformat()}


class Shortcut(NamedTuple):
    label: str
    days: Days


def default_days(brand: BrandSummary, read_models: ReadModels, now: datetime) -> Days:
    """The last whole month with requests; without one the present month, if it has any."""
    this = month_of(brand.local_day(now))
    latest = _latest_month(brand, read_models, this)
    return latest or _latest_month(brand, read_models, _moved(this, 1)) or _moved(this, -1)


def shortcuts(brand: BrandSummary, read_models: ReadModels, now: datetime) -> list[Shortcut]:
    """Usual periods, counted from the last whole month with requests: it may lie years back."""
    this = month_of(brand.local_day(now))
    latest = _latest_month(brand, read_models, this)
    if latest is None:
        return [Shortcut(gettext("This month"), this)]
    name = formats.month(latest.first)
    twelve_months = Days(_moved(latest, 1 - MONTHS_A_YEAR).first, latest.end)
    year = Days(date(latest.first.year, 1, 1), date(latest.first.year + 1, 1, 1))
    return [
        Shortcut(gettext("Last month with requests: %(month)s", month=name), latest),
        Shortcut(gettext("This month"), this),
        Shortcut(gettext("12 months to %(month)s", month=name), twelve_months),
        Shortcut(gettext("Year %(year)s", year=str(year.first.year)), year),
    ]


def neighbours(days: Days) -> tuple[Days, Days]:
    """The period before and the one after: whole months follow whole months."""
    if days.first.day == days.end.day == 1:
        months = _month_number(days.end) - _month_number(days.first)
        before, after = _first_of_month(days.first, -months), _first_of_month(days.end, months)
        return Days(before, days.first), Days(days.end, after)
    length = days.end - days.first
    return Days(days.first - length, days.first), Days(days.end, days.end + length)


def period_name(days: Days) -> str:
    """A month or a year by its name, else from the first day to the last."""
    if days == month_of(days.first):
        return formats.month(days.first)
    if days == (date(days.first.year, 1, 1), date(days.first.year + 1, 1, 1)):
        return str(days.first.year)
    if days.length == 1:
        return formats.day(days.first)
    first, last = formats.day(days.first), formats.day(days.last)
    return gettext("%(first)s to %(last)s", first=first, last=last)


def month_of(day: date) -> Days:
    first = day.replace(day=1)
    return Days(first, first + timedelta(days=monthrange(day.year, day.month)[1]))


def _latest_month(brand: BrandSummary, read_models: ReadModels, before: Days) -> Days | None:
    """The last month with requests before another one."""
    with read_models.read(read_models.facts) as db:
        first = last_month(brand.brand_id, before.first, db)
    return None if first is None else month_of(first)


def _moved(month: Days, by: int) -> Days:
    return month_of(_first_of_month(month.first, by))


def _first_of_month(day: date, months: int) -> date:
    """The first of the month so many months after that of a day."""
    number = _month_number(day) + months
    return date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)


def _month_number(day: date) -> int:
    return day.year * MONTHS_A_YEAR + day.month - 1
