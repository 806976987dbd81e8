"""What programs read about bookings: quotes, plans, budgets and shifts."""

from marshmallow import fields, validate

from domain.bookings.booking import BookingStatus
from domain.bookings.quote import QuoteAssumption
from domain.errors import translatable
from web.api.schemas import (
    MINOR_UNITS,
    AnswerSchema,
    MoneySchema,
)
from web.bookings.request_schemas import (
    BUDGET,
    FIRST_DAY,
    LANGUAGE_CODES,
    MODE,
    PRICE,
    SEATS,
    SUBJECT,
    UNTIL,
    WINDOWS,
    described,
)


class ExpectedNumberSchema(AnswerSchema):
    """A mean, and what the bounds of the demand make of it."""

    low = fields.Float(**described(translatable("At the lower bound of the demand.")))
    mean = fields.Float(**described(translatable("On average.")))
    high = fields.Float(**described(translatable("At the upper bound of the demand.")))


class ExpectedMinorUnitsSchema(AnswerSchema):
    """The same of an amount."""

    low = fields.Integer(**described(MINOR_UNITS))
    mean = fields.Integer(**described(MINOR_UNITS))
    high = fields.Integer(**described(MINOR_UNITS))


class OneMoreSeatSchema(AnswerSchema):
    """What a further seat would add."""

    answered_within_promise = fields.Float(**described(translatable("Requests, on average.")))
    cost_minor = fields.Integer(**described(MINOR_UNITS))


class QuoteSchema(AnswerSchema):
    booked_minutes = fields.Integer(**described(translatable("Of all seats together.")))
    expected_requests = fields.Nested(
        ExpectedNumberSchema, **described(translatable("During the booked time."))
    )
    answered_within_promise = fields.Nested(
        ExpectedNumberSchema,
        **described(translatable("By the booked seats and by ambassadors, within the promise.")),
    )
    answered_by_volunteers = fields.Float(
        **described(translatable("By ambassadors, as they did in recent weeks."))
    )
    currency = fields.String(**described(translatable("As in ISO 4217.")))
    cost_minor = fields.Nested(ExpectedMinorUnitsSchema, **described(MINOR_UNITS))
    budget_ends_on = fields.String(
        allow_none=True,
        **described(
            translatable("The day on which the mean cost reaches the budget; null: it lasts."),
            format="date",
        ),
    )
    qualified_people = fields.Integer(
        **described(translatable("How many experts could take the seats."))
    )
    assumptions = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in QuoteAssumption])),
        **described(translatable("What the quote takes for granted.")),
    )
    one_more_seat = fields.Nested(
        OneMoreSeatSchema, **described(translatable("What a further seat would add."))
    )


class BookedPlanSchema(AnswerSchema):
    """A plan in the form in which programs send it."""

    subject = fields.String(allow_none=True, **described(SUBJECT))
    languages = fields.List(fields.String(), **described(LANGUAGE_CODES))
    first_day = fields.Date(**described(FIRST_DAY))
    until = fields.Date(**described(UNTIL))
    windows = fields.String(**described(WINDOWS))
    seats = fields.Integer(**described(SEATS))
    mode = fields.String(**described(MODE))
    price = fields.Nested(MoneySchema, **described(PRICE))
    budget = fields.Nested(MoneySchema, **described(BUDGET))


class BookingStateSchema(AnswerSchema):
    """What a write leaves behind."""

    booking_id = fields.UUID(**described(translatable("Of the booking.")))
    status = fields.String(
        validate=validate.OneOf([status.value for status in BookingStatus]),
        **described(translatable("Only a running booking pays for conversations.")),
    )
    zone = fields.String(**described(translatable("The time zone of its days and times.")))
    plan = fields.Nested(BookedPlanSchema, **described(translatable("What is booked.")))
    booked_minutes = fields.Integer(**described(translatable("Of all seats together.")))


class BudgetSchema(AnswerSchema):
    """What a booking's budget holds."""

    paid_in = fields.Nested(MoneySchema, **described(translatable("All that was paid in.")))
    reserved = fields.Nested(
        MoneySchema, **described(translatable("For conversations that are open."))
    )
    spent = fields.Nested(MoneySchema, **described(translatable("On closed conversations.")))
    refunded = fields.Nested(MoneySchema, **described(translatable("Given back to the brand.")))
    left = fields.Nested(
        MoneySchema, **described(translatable("Neither spent, nor reserved, nor refunded."))
    )


class BookingSchema(BookingStateSchema):
    changed_at = fields.AwareDateTime(**described(translatable("In UTC.")))
    budget = fields.Nested(BudgetSchema, **described(translatable("What its budget holds.")))
    credited_minutes = fields.Integer(
        **described(translatable("Booked minutes that were not delivered and are credited."))
    )


class BookedShiftSchema(AnswerSchema):
    """One seat during one shift; before the booking is confirmed, as it would be."""

    shift_id = fields.UUID(**described(translatable("Of this shift of this seat.")))
    starts_at = fields.AwareDateTime(**described(translatable("In UTC.")))
    ends_at = fields.AwareDateTime(**described(translatable("In UTC.")))
    seat = fields.Integer(**described(translatable("From 1 to the number of seats.")))
    is_assigned = fields.Boolean(**described(translatable("Whether an expert holds it.")))
    booked_minutes = fields.Integer(**described(translatable("From its start to its end.")))
    delivered_minutes = fields.Integer(
        allow_none=True,
        **described(
            translatable("While the expert who held it was online; null until it is over.")
        ),
    )
