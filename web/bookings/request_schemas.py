"""What programs send about bookings: plans, amounts and changes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import fields, validate

from domain.bookings.assumed_demand import DemandShape
from domain.bookings.booking_plan import MAX_BUDGET, MAX_SEATS, BookingMode
from domain.bookings.booking_reasons import PauseReason
from domain.bookings.funding import FundingMethod
from domain.errors import translatable
from web.api.schemas import (
    MINOR,
    BodySchema,
    DayField,
    PageQuerySchema,
    about,
)
from web.bookings.booking_forms import MAX_REQUESTS
from web.bookings.labels import END_REASONS
from web.http.form_fields import FieldErrors, date_error, end_error
from web.i18n.language import gettext
from web.members.profile_forms import LANGUAGES

MAX_WINDOWS, MAX_SUBJECT = 500, 100
"""Characters."""
FIRST_DAY = translatable("First day, in the brand's time zone.")
UNTIL = translatable("Day after the last day.")
WINDOWS = translatable(
    "When it books, such as `mon-fri 18:00-23:00`, with semicolons between parts."
)
SUBJECT = translatable("What the experts must be qualified in; null: any subject.")
MODE = translatable("When the booked experts are offered requests.")
SEATS = translatable("How many experts at once.")
PRICE = translatable(
    "What the brand pays for a conversation, commission included, and VAT where it applies."
)
BUDGET = translatable("What all conversations may cost.")
REQUESTS_PER_WEEK = translatable("What a brand expects that has too little history.")
SHAPE = translatable("When these requests come.")
LANGUAGE_CODES = translatable("What the experts answer in.")


def amount_error() -> str:
    return gettext(
        "Send `amount_minor`, a whole number from 1 to %(most)s, and `currency`.", most=MAX_BUDGET
    )


PLAN_ERRORS: FieldErrors = {
    "subject": lambda: gettext("Send the short name or the id of a subject, or null."),
    "languages": lambda: gettext("Choose the languages the experts answer in."),
    "first_day": date_error,
    "until": date_error,
    "windows": lambda: gettext("Send the time ranges as a text of up to %(n)s characters.", n=500),
    "seats": lambda: gettext("Enter a whole number between 1 and %(most)s.", most=MAX_SEATS),
    "mode": lambda: gettext("Choose when the experts answer."),
    "price": amount_error,
    "budget": amount_error,
    "requests_per_week": lambda: gettext(
        "Enter the number of requests in a week, for example 120."
    ),
    "shape": lambda: gettext("Choose when the requests come."),
}


class AmountSchema(BodySchema):
    """An amount of money to book or to pay in."""

    ERRORS: ClassVar[FieldErrors] = {"amount_minor": amount_error, "currency": amount_error}

    amount_minor = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, MAX_BUDGET),
        **about(MINOR, example=200),
    )
    currency = fields.String(
        required=True, **about(translatable("The brand's, as in ISO 4217."), example="EUR")
    )


class UnpricedPlanSchema(BodySchema):
    """What plans to book and plans to quote have in common, but for the budget."""

    ERRORS: ClassVar[FieldErrors] = PLAN_ERRORS

    subject = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Length(max=MAX_SUBJECT),
        **about(SUBJECT, example=None),
    )
    languages = fields.List(
        fields.String(validate=validate.OneOf(LANGUAGES)),
        required=True,
        validate=validate.Length(1, len(LANGUAGES)),
        **about(LANGUAGE_CODES, example=["fr"]),
    )
    first_day = DayField(required=True, **about(FIRST_DAY, example="2090-03-06"))
    until = DayField(required=True, **about(UNTIL, example="2090-03-20"))
    windows = fields.String(
        required=True,
        validate=validate.Length(max=MAX_WINDOWS),
        **about(WINDOWS, example="mon-fri 18:00-23:00; sat,sun 10:00-18:00"),
    )
    seats = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, MAX_SEATS),
        **about(SEATS, example=2),
    )
    mode = fields.String(
        required=True,
        validate=validate.OneOf([mode.value for mode in BookingMode]),
        **about(MODE, example=BookingMode.REINFORCEMENT.value),
    )
    price = fields.Nested(AmountSchema, required=True, **about(PRICE))
    requests_per_week = fields.Integer(
        allow_none=True,
        load_default=None,
        strict=True,
        validate=validate.Range(1, MAX_REQUESTS),
        **about(REQUESTS_PER_WEEK, example=120),
    )
    shape = fields.String(
        allow_none=True,
        load_default=DemandShape.OPENING_HOURS.value,
        validate=validate.OneOf([shape.value for shape in DemandShape]),
        **about(SHAPE, example=DemandShape.EVENINGS.value),
    )


class PlanSchema(UnpricedPlanSchema):
    """A plan to book."""

    budget = fields.Nested(AmountSchema, required=True, **about(BUDGET))


class PlanToQuoteSchema(UnpricedPlanSchema):
    """A plan to quote, perhaps without a budget."""

    budget = fields.Nested(
        AmountSchema,
        **about(translatable("What all conversations may cost; without it, no limit.")),
    )


def method_field() -> fields.String:
    """A new field each: a schema binds its fields to their names."""
    return fields.String(
        required=True,
        validate=validate.OneOf([method.value for method in FundingMethod]),
        **about(translatable("How the amount is paid in."), example=FundingMethod.INVOICE.value),
    )


def reason_field(reasons: Mapping[Any, object] | type[PauseReason]) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf([reason.value for reason in reasons]),
        **about(translatable("Why, as the brand's history shows it.")),
    )


def method_error() -> str:
    return gettext("Choose how the amount is paid in.")


def reason_error() -> str:
    return gettext("Choose one of the reasons listed in the documentation.")


class ConfirmationSchema(BodySchema):
    ERRORS: ClassVar[FieldErrors] = {"method": method_error}

    method = method_field()


class TopUpSchema(BodySchema):
    ERRORS: ClassVar[FieldErrors] = {"method": method_error, "amount": amount_error}

    amount = fields.Nested(
        AmountSchema, required=True, **about(translatable("What to pay in more."))
    )
    method = method_field()


class PauseSchema(BodySchema):
    ERRORS: ClassVar[FieldErrors] = {"reason": reason_error}

    reason = reason_field(PauseReason)


class EndSchema(BodySchema):
    ERRORS: ClassVar[FieldErrors] = {"reason": reason_error}

    reason = reason_field(END_REASONS)


class NewEndSchema(BodySchema):
    ERRORS: ClassVar[FieldErrors] = {"until": date_error}

    until = DayField(required=True, **about(UNTIL, example="2090-03-27"))


class ShiftsQuerySchema(PageQuerySchema):
    ERRORS: ClassVar[FieldErrors] = {"from": date_error, "to": end_error}

    first = DayField(data_key="from", **about(FIRST_DAY))
    end = DayField(data_key="to", **about(UNTIL))
