"""What somebody types who calls for experts, made into what is offered; refused field by field."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from domain.money import Money
from domain.recruitment.call_for_experts import CallDetails
from domain.terms import Paid
from projections.assessments.assessments import AssessmentSummary
from projections.brands.brands import BrandSummary
from web.comparison.forms import day_in, minor_in, percent_in
from web.i18n.language import gettext

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")
COUNTRIES = ("FR", "BE", "CH", "LU", "DE", "ES", "GB", "IE", "IT", "NL", "PT", "CA")
MOST_WANTED = 1000
DAYS = timedelta(days=30)
ONE_DAY = timedelta(days=1)
USUAL_COMMISSION = 20
SEVERAL = ("languages", "countries")
"""Fields of which several can be ticked."""
OTHER_CURRENCY = re.compile(r"[^\d\s.,]+")

Values = dict[str, Any]
"""A form as it was typed: words, and lists of them."""


class Draft(NamedTuple):
    """What was typed, and what is wrong with it by field; the offer when nothing is."""

    values: Values
    mistakes: Mapping[str, str] = {}
    details: CallDetails | None = None


def wanted_in(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WANTED:
        raise ValidationError(gettext("Write a whole number from 1 to 1000."))
    return int(text)


def languages_in(codes: list[str]) -> tuple[str, ...]:
    if not codes or not set(codes) <= set(LANGUAGES):
        raise ValidationError(gettext("Say in which languages the experts answer."))
    return tuple(codes)


def countries_in(codes: list[str]) -> tuple[str, ...]:
    if not set(codes) <= set(COUNTRIES):
        raise ValidationError(gettext("Choose countries of the list, or none for anywhere."))
    return tuple(codes)


def test_in(text: str, tests: Sequence[AssessmentSummary]) -> AssessmentSummary:
    for each in tests:
        if str(each.assessment_id) == text:
            return each
    raise ValidationError(gettext("Choose a test that is open."))


def price_in(text: str, currency: str) -> Money:
    """In the brand's currency, with its name or without; in another it is refused."""
    bare = text.removesuffix(currency).strip()
    if OTHER_CURRENCY.search(bare):
        sentence = gettext("This brand pays in %(currency)s: write the amount alone.")
        raise ValidationError(sentence % {"currency": currency})
    return Money(minor_in(bare, currency), currency)


class CallForm(Schema):
    """What is the same for every brand."""

    class Meta:
        unknown = EXCLUDE

    languages = fields.Function(deserialize=languages_in)
    countries = fields.Function(deserialize=countries_in)
    starts_on = fields.Function(deserialize=day_in)
    ends_on = fields.Function(deserialize=day_in)
    max_experts = fields.Function(deserialize=wanted_in)
    commission = fields.Function(deserialize=percent_in)


def typed(given: MultiDict[str, str]) -> Values:
    """A form as it was typed, without what stands around each word."""
    names = ("assessment_id", "starts_on", "ends_on", "max_experts", "price", "commission")
    words = {name: given.get(name, "").strip() for name in names}
    return words | {name: given.getlist(name) for name in SEVERAL}


def blank(today: date) -> Values:
    """What a new call begins with."""
    return {
        "starts_on": today.isoformat(),
        "ends_on": (today + DAYS).isoformat(),
        "max_experts": "5",
        "commission": str(USUAL_COMMISSION),
    }


def read(
    values: Values, brand: BrandSummary, tests: Sequence[AssessmentSummary], at: datetime
) -> Draft:
    """Make an offer of what was typed; tests: those that may be chosen."""
    more: dict[str, fields.Field[Any]] = {
        "assessment_id": fields.Function(deserialize=partial(test_in, tests=tests)),
        "price": fields.Function(deserialize=partial(price_in, currency=brand.currency)),
    }
    try:
        told = cast(dict[str, Any], CallForm.from_dict(more)().load(values))
        return Draft(values, {}, _offer(told, brand, at))
    except ValidationError as error:
        said = cast(dict[str, list[str]], error.messages)
        return Draft(values, {name: sentences[0] for name, sentences in said.items()})


def _offer(told: Mapping[str, Any], brand: BrandSummary, at: datetime) -> CallDetails:
    starts_at = _midnight(told["starts_on"], brand.zone)
    ends_at = _midnight(told["ends_on"] + ONE_DAY, brand.zone)
    if ends_at <= max(starts_at, at):
        sentence = gettext("The last day is not before the first, and not in the past.")
        raise ValidationError({"ends_on": [sentence]})
    return CallDetails(
        brand_id=brand.brand_id,
        subject_id=told["assessment_id"].subject_id,
        assessment_id=told["assessment_id"].assessment_id,
        languages=told["languages"],
        countries=told["countries"],
        starts_at=starts_at,
        ends_at=ends_at,
        max_experts=told["max_experts"],
        terms=Paid(told["price"], told["commission"]),
    )


def _midnight(day: date, zone: str) -> datetime:
    """When a day begins by the clock on the brand's wall."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
