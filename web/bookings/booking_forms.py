"""A booking as it is typed, and the plan it makes; with errors by field."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from domain.bookings.booking_plan import MAX_SEATS, BookingMode, BookingPlan, PlanError
from domain.bookings.weekly_windows import format_windows, parse_windows
from projections.brands.brands import BrandSummary
from projections.read_models import ReadModels
from web.bookings.plan_requests import PlanRequest, read_plan, read_references
from web.http.form_fields import Values, parse_day, parse_price, whole_number
from web.i18n import formats
from web.i18n.language import current_language, gettext
from web.i18n.refusals import refusal_text
from web.members.profile_forms import LANGUAGES

ONE_DAY = timedelta(days=1)
A_SEASON = timedelta(days=56)
TEXTS = (
    *("subject_id", "first_day", "last_day", "windows", "seats", "mode", "price", "budget"),
    *("requests_per_week", "shape"),
)
MAX_REQUESTS = 100_000
"""In a week."""
WEAKEST_TIMES = parse_windows("mon-fri 18:00-22:00; sat-sun 10:00-18:00", "UTC")
FIELD_OF = {"until": "last_day", "subject": "subject_id"}
"""The fields of the form where a request calls them otherwise."""


class BookingDraft(NamedTuple):
    """What was typed, and what is wrong with it by field; the plan when nothing is."""

    values: Values
    errors: Mapping[str, str] = {}
    plan: BookingPlan | None = None
    assumed: AssumedDemand | None = None
    """What a brand without a history expects."""


def parse_seats(text: str) -> int:
    number = whole_number(text, MAX_SEATS)
    if not number:
        sentence = gettext("Enter a whole number between 1 and %(most)s.")
        raise ValidationError(sentence % {"most": MAX_SEATS})
    return number


def parse_languages(codes: list[str]) -> tuple[str, ...]:
    if not codes or not set(codes) <= set(LANGUAGES):
        raise ValidationError(gettext("Choose the languages the experts answer in."))
    return tuple(codes)


def parse_mode(text: str) -> BookingMode:
    if text not in set(BookingMode):
        raise ValidationError(gettext("Choose when the experts answer."))
    return BookingMode(text)


def parse_requests_per_week(text: str) -> int | None:
    """None where nothing is typed: the brand has a history, or does not know."""
    if not text:
        return None
    number = whole_number(text, MAX_REQUESTS)
    if not number:
        raise ValidationError(gettext("Enter the number of requests in a week, for example 120."))
    return number


def parse_shape(text: str) -> DemandShape:
    """Evenly over the opening hours unless another one is chosen."""
    return DemandShape(text) if text in set(DemandShape) else DemandShape.OPENING_HOURS


class BookingForm(Schema):
    """What is the same for every brand."""

    class Meta:
        unknown = EXCLUDE

    first_day = fields.Function(deserialize=parse_day)
    last_day = fields.Function(deserialize=parse_day)
    seats = fields.Function(deserialize=parse_seats)
    languages = fields.Function(deserialize=parse_languages)
    mode = fields.Function(deserialize=parse_mode)
    requests_per_week = fields.Function(deserialize=parse_requests_per_week)
    shape = fields.Function(deserialize=parse_shape)


def typed(form: MultiDict[str, str]) -> Values:
    """A form as it was typed, without spaces around the text of a field."""
    texts = {name: form.get(name, "").strip() for name in TEXTS}
    return texts | {"languages": form.getlist("languages")}


def blank(today: date, currency: str) -> Values:
    """What a new booking begins with: weekday evenings and weekends, the weakest times."""
    return {
        "subject_id": "",
        "first_day": (today + ONE_DAY).isoformat(),
        "last_day": (today + A_SEASON).isoformat(),
        "windows": format_windows(WEAKEST_TIMES, current_language()),
        "seats": "1",
        "languages": ["fr"],
        "mode": BookingMode.REINFORCEMENT,
        "price": formats.plain_amount(200, currency),
        "budget": formats.plain_amount(100_000, currency),
        "requests_per_week": "",
        "shape": "",
    }


def values_of(plan: BookingPlan, assumed: AssumedDemand | None) -> Values:
    """The form as it would have been typed for a plan, and for what the brand expects."""
    return {
        "subject_id": str(plan.subject_id or ""),
        "first_day": plan.first_day.isoformat(),
        "last_day": (plan.until - ONE_DAY).isoformat(),
        "windows": format_windows(plan.week, current_language()),
        "seats": str(plan.seats),
        "languages": list(plan.languages),
        "mode": plan.mode,
        "price": formats.plain_amount(plan.price.amount, plan.price.currency),
        "budget": formats.plain_amount(plan.budget.amount, plan.budget.currency),
        "requests_per_week": str(assumed.requests_per_week) if assumed else "",
        "shape": assumed.shape if assumed else "",
    }


def read(
    values: Values, brand: BrandSummary, read_models: ReadModels, at: datetime
) -> BookingDraft:
    """Read a form as it was typed. at: now, UTC."""
    price = partial(parse_price, currency=brand.currency)
    amounts: dict[str, fields.Field[Any]] = {
        name: fields.Function(deserialize=price) for name in ("price", "budget")
    }
    try:
        parts = cast(dict[str, Any], BookingForm.from_dict(amounts)().load(values))
    except ValidationError as error:
        messages = cast(dict[str, list[str]], error.messages)
        errors = {name: sentences[0] for name, sentences in messages.items()}
        references = read_references(_subject(values), values["windows"], brand, read_models)
        return BookingDraft(values, errors | _by_field(references.errors))
    reading = read_plan(_request(values, parts), brand, read_models, at)
    per_week = parts["requests_per_week"]
    assumed = None if per_week is None else AssumedDemand(per_week, parts["shape"])
    return BookingDraft(values, _by_field(reading.errors), reading.plan, assumed)


def _request(values: Values, parts: Mapping[str, Any]) -> PlanRequest:
    return PlanRequest(
        subject=_subject(values),
        languages=parts["languages"],
        first_day=parts["first_day"],
        until=parts["last_day"] + ONE_DAY,
        windows=values["windows"],
        seats=parts["seats"],
        mode=parts["mode"],
        price=parts["price"],
        budget=parts["budget"],
    )


def _subject(values: Values) -> str | None:
    return values["subject_id"] or None


def _by_field(errors: Iterable[PlanError]) -> dict[str, str]:
    """The sentences by field of the form; a subject is chosen there, not named."""
    sentences = {
        FIELD_OF.get(error.field, error.field): refusal_text(error.refusal) for error in errors
    }
    if "subject_id" in sentences:
        sentences["subject_id"] = gettext("Choose a subject from the list.")
    return sentences
