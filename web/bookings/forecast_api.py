"""A brand's forecast of staffing for its programs, with the figures of its page."""

from typing import Any, ClassVar
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from domain.bookings.demand_forecast import NoHistory
from domain.bookings.quote import QuoteAssumption
from domain.bookings.staffing_gap import SERVICE_LEVEL, GapWindow, HalfHourStaffing
from domain.bookings.weekly_windows import WEEKDAYS, format_windows
from domain.errors import NotFound, translatable
from web.api.resources import Resources
from web.api.schemas import AnswerSchema, QuerySchema, about
from web.bookings.answer_schemas import ExpectedNumberSchema
from web.bookings.api import READ_BOOKINGS
from web.bookings.booking_forms import MAX_REQUESTS
from web.bookings.forecast_presenters import week_of
from web.bookings.plan_requests import read_subject
from web.bookings.quote_figures import DECIMALS, expected_figures
from web.bookings.request_schemas import MAX_SUBJECT
from web.bookings.staffing_forecasts import (
    DEFAULT_WEEKS,
    MAX_WEEKS,
    ForecastRequest,
    StaffingForecast,
    staffing_forecast,
)
from web.http.form_fields import FieldErrors
from web.http.request_context import current_brand, current_time, read_models
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

bp = Resources("forecasts", __name__, READ_BOOKINGS)


def too_little_history() -> str:
    return gettext(
        "There is too little history for a forecast. Say how many requests you expect in a week."
    )


class ForecastQuerySchema(QuerySchema):
    ERRORS: ClassVar[FieldErrors] = {
        "weeks": lambda: gettext("Choose from 1 to %(most)s weeks.", most=MAX_WEEKS),
        "requests_per_week": lambda: gettext(
            "Enter the number of requests in a week, for example 120."
        ),
        "shape": lambda: gettext("Choose when the requests come."),
        "subject": lambda: gettext("Send the short name or the id of a subject."),
    }

    weeks = fields.Integer(
        load_default=DEFAULT_WEEKS,
        validate=validate.Range(1, MAX_WEEKS),
        **about(translatable("How many weeks from today on, 1 to 4; 2 if it is not given.")),
    )
    subject = fields.String(
        load_default=None,
        validate=validate.Length(1, MAX_SUBJECT),
        **about(
            translatable("Only requests on the subject with this short name or id."),
            example="electricity",
        ),
    )
    requests_per_week = fields.Integer(
        validate=validate.Range(1, MAX_REQUESTS),
        **about(translatable("What a brand expects that has too little history."), example=120),
    )
    shape = fields.String(
        validate=validate.OneOf([shape.value for shape in DemandShape]),
        load_default=DemandShape.OPENING_HOURS.value,
        **about(translatable("When these requests come."), example=DemandShape.EVENINGS.value),
    )


class HalfHourStaffingSchema(AnswerSchema):
    """One half-hour of the week, by the brand's clock."""

    weekday = fields.String(
        validate=validate.OneOf(WEEKDAYS), **about(translatable("The day of the week."))
    )
    time = fields.String(**about(translatable("When it begins.")))
    is_open = fields.Boolean(**about(translatable("Whether the brand is usually open.")))
    expected_requests = fields.Nested(
        ExpectedNumberSchema, **about(translatable("In one such half-hour."))
    )
    people_needed = fields.Integer(
        allow_none=True,
        **about(translatable("For the promise; null: too many to be computed.")),
    )
    covered_by_volunteers = fields.Float(
        **about(translatable("The part of the people needed that ambassadors cover on average."))
    )
    spread = fields.Float(
        **about(translatable("By how much that differs from week to week: standard deviation."))
    )
    gap = fields.Float(allow_none=True, **about(translatable("People missing on average.")))
    usually_there = fields.Integer(
        **about(translatable("Ambassadors who say that they usually are; no promise."))
    )


class GapSchema(AnswerSchema):
    """Hours in a row in which people are missing."""

    windows = fields.String(**about(translatable("As a plan to book has them.")))
    people = fields.Float(**about(translatable("Missing on average.")))
    unanswered_requests = fields.Float(
        **about(translatable("In a week, without those that ambassadors answer."))
    )


class ForecastSchema(AnswerSchema):
    zone = fields.String(**about(translatable("The time zone of its days and times.")))
    first_day = fields.Date(**about(translatable("First day, in the brand's time zone.")))
    until = fields.Date(**about(translatable("Day after the last day.")))
    promise_s = fields.Integer(**about(translatable("Seconds within which to answer.")))
    service_level = fields.Float(
        **about(translatable("The share of requests that the people needed answer in time."))
    )
    expected_requests = fields.Nested(
        ExpectedNumberSchema, **about(translatable("On all these days."))
    )
    half_hours = fields.List(
        fields.Nested(HalfHourStaffingSchema),
        **about(translatable("The 336 of a typical week, from Monday.")),
    )
    gaps = fields.List(
        fields.Nested(GapSchema), **about(translatable("What to book, the largest first."))
    )
    assumptions = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in QuoteAssumption])),
        **about(translatable("What the forecast takes for granted.")),
    )


@bp.read(
    "/forecast",
    translatable("Forecast the people needed, those covered by volunteers, and the gap"),
    ForecastSchema,
    ForecastQuerySchema,
)
def show_forecast(query: dict[str, Any]) -> dict[str, Any]:
    per_week = query.get("requests_per_week")
    shape = DemandShape(query["shape"])
    assumed = None if per_week is None else AssumedDemand(per_week, shape)
    forecast_request = ForecastRequest(query["weeks"], _subject_in(query), assumed)
    forecast = staffing_forecast(read_models(), current_brand(), forecast_request, current_time())
    if isinstance(forecast, NoHistory):
        raise ValidationError({"query": {"requests_per_week": [too_little_history()]}})
    return _answer(forecast)


def _subject_in(query: dict[str, Any]) -> UUID | None:
    """Raises ValidationError where there is no such subject."""
    try:
        return read_subject(query["subject"], read_models())
    except NotFound as refusal:
        raise ValidationError({"query": {"subject": [refusal_text(refusal)]}}) from None


def _answer(forecast: StaffingForecast) -> dict[str, Any]:
    return {
        "zone": current_brand().zone,
        "first_day": forecast.first,
        "until": forecast.end,
        "promise_s": forecast.basis.promise_s,
        "service_level": SERVICE_LEVEL,
        "expected_requests": expected_figures(forecast.demand.total()),
        "half_hours": [_half_hour(half_hour, forecast) for half_hour in forecast.week],
        "gaps": [_gap(gap) for gap in forecast.gaps],
        "assumptions": list(forecast.assumptions),
    }


def _half_hour(half_hour: HalfHourStaffing, forecast: StaffingForecast) -> dict[str, Any]:
    place = (half_hour.weekday, half_hour.number)
    return {
        "weekday": WEEKDAYS[half_hour.weekday],
        "time": f"{half_hour.number // 2:02}:{half_hour.number % 2 * 30:02}",
        "is_open": place in forecast.open_half_hours,
        "expected_requests": expected_figures(half_hour.requests),
        "people_needed": half_hour.needed,
        "covered_by_volunteers": round(half_hour.covered, DECIMALS),
        "spread": round(half_hour.spread, DECIMALS),
        "gap": None if half_hour.gap is None else round(half_hour.gap, DECIMALS),
        "usually_there": forecast.usually_there.get(place, 0),
    }


def _gap(gap: GapWindow) -> dict[str, Any]:
    return {
        "windows": format_windows(week_of([gap])),
        "people": round(gap.people, DECIMALS),
        "unanswered_requests": round(gap.unanswered, DECIMALS),
    }
