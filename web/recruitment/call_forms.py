"""A brand's call for experts as it is typed, and what it offers; with errors by field."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from domain.recruitment.call_for_experts import CallDetails
from domain.terms import Paid
from projections.assessments.assessments import AssessmentSummary
from projections.brands.brands import BrandSummary
from web.http.form_fields import Values, parse_day, parse_price, whole_number
from web.i18n.language import gettext
from web.members.profile_forms import LANGUAGES

COUNTRIES = ("FR", "BE", "CH", "LU", "DE", "ES", "GB", "IE", "IT", "NL", "PT", "CA")
MAX_EXPERTS = 1000
DAYS = timedelta(days=30)
ONE_DAY = timedelta(days=1)
SEVERAL = ("languages", "countries")
"""Fields of which several can be ticked."""


class CallDraft(NamedTuple):
    """What was typed, and what is wrong with it by field; the details when nothing is."""

    values: Values
    errors: Mapping[str, str] = {}
    details: CallDetails | None = None


def parse_max_experts(text: str) -> int:
    number = whole_number(text, MAX_EXPERTS)
    if not number:
        raise ValidationError(gettext("Enter a whole number between 1 and 1000."))
    return number


def parse_languages(codes: list[str]) -> tuple[str, ...]:
    if not codes or not set(codes) <= set(LANGUAGES):
        raise ValidationError(gettext("Choose the languages the experts answer in."))
    return tuple(codes)


def parse_countries(codes: list[str]) -> tuple[str, ...]:
    if not set(codes) <= set(COUNTRIES):
        raise ValidationError(
            gettext("Choose countries from the list, or none to include all countries.")
        )
    return tuple(codes)


def parse_test(text: str, tests: Sequence[AssessmentSummary]) -> AssessmentSummary:
    for test in tests:
        if str(test.assessment_id) == text:
            return test
    raise ValidationError(gettext("Choose an open test."))


class CallForm(Schema):
    """What is the same for every brand."""

    class Meta:
        unknown = EXCLUDE

    languages = fields.Function(deserialize=parse_languages)
    countries = fields.Function(deserialize=parse_countries)
    starts_on = fields.Function(deserialize=parse_day)
    ends_on = fields.Function(deserialize=parse_day)
    max_experts = fields.Function(deserialize=parse_max_experts)


def typed(form: MultiDict[str, str]) -> Values:
    """A form as it was typed, without spaces around the text of a field."""
    names = ("assessment_id", "starts_on", "ends_on", "max_experts", "price")
    texts = {name: form.get(name, "").strip() for name in names}
    return texts | {name: form.getlist(name) for name in SEVERAL}


def blank(today: date) -> Values:
    """What a new call begins with."""
    return {
        "starts_on": today.isoformat(),
        "ends_on": (today + DAYS).isoformat(),
        "max_experts": "5",
    }


def read(
    values: Values,
    brand: BrandSummary,
    tests: Sequence[AssessmentSummary],
    at: datetime,
    commission_percent: int,
) -> CallDraft:
    """
    Read a form as it was typed.

    tests: those that may be chosen; at: now, in UTC, because a call does not end in the past;
    commission_percent: the platform's, which a brand cannot choose.
    """
    more: dict[str, fields.Field[Any]] = {
        "assessment_id": fields.Function(deserialize=partial(parse_test, tests=tests)),
        "price": fields.Function(deserialize=partial(parse_price, currency=brand.currency)),
    }
    try:
        fields_read = cast(dict[str, Any], CallForm.from_dict(more)().load(values))
        return CallDraft(values, {}, _details(fields_read, brand, at, commission_percent))
    except ValidationError as error:
        messages = cast(dict[str, list[str]], error.messages)
        return CallDraft(values, {name: sentences[0] for name, sentences in messages.items()})


def _details(
    fields_read: Mapping[str, Any], brand: BrandSummary, at: datetime, commission_percent: int
) -> CallDetails:
    starts_at = _midnight(fields_read["starts_on"], brand.zone)
    ends_at = _midnight(fields_read["ends_on"] + ONE_DAY, brand.zone)
    if ends_at <= max(starts_at, at):
        sentence = gettext("The last day cannot be before the first day or in the past.")
        raise ValidationError({"ends_on": [sentence]})
    return CallDetails(
        brand_id=brand.brand_id,
        subject_id=fields_read["assessment_id"].subject_id,
        assessment_id=fields_read["assessment_id"].assessment_id,
        languages=fields_read["languages"],
        countries=fields_read["countries"],
        starts_at=starts_at,
        ends_at=ends_at,
        max_experts=fields_read["max_experts"],
        terms=Paid(fields_read["price"], commission_percent),
    )


def _midnight(day: date, zone: str) -> datetime:
    """When a day begins in the brand's zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
