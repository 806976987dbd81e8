"""What programs read about bookings: quotes, plans, budgets and shifts."""

from marshmallow import fields, validate

from domain.bookings.booking import BookingStatus
from domain.bookings.quote import QuoteAssumption
from domain.errors import translatable
from web.api.schemas import (
    MINOR,
    AnswerSchema,
    MoneySchema,
    about,
)
from web.bookings.request_schemas import (
    BUDGET,
    FIRST_DAY,
    LANGUAGE_CODES,
    MODE,
    PRICE,
    REQUESTS_PER_WEEK,
    SEATS,
    SHAPE,
    SUBJECT,
    UNTIL,
    WINDOWS,
)


class ExpectedNumberSchema(AnswerSchema):
    """A mean, and what the bounds of the demand make of it."""

    low = fields.Float(**about(translatable("At the lower bound of the demand.")))
    mean = fields.Float(**about(translatable("On average.")))
    high = fields.Float(**about(translatable("At the upper bound of the demand.")))


class ExpectedMinorUnitsSchema(AnswerSchema):
    """The same of an amount."""

    low = fields.Integer(**about(MINOR))
    mean = fields.Integer(**about(MINOR))
    high = fields.Integer(**about(MINOR))


class OneMoreSeatSchema(AnswerSchema):
    """What a further seat would add."""

    answered_within_promise = fields.Float(**about(translatable("Requests, on average.")))
    cost_minor = fields.Integer(**about(MINOR))


class QuoteSchema(AnswerSchema):
    booked_minutes = fields.Integer(**about(translatable("Of all seats together.")))
    expected_requests = fields.Nested(
        ExpectedNumberSchema, **about(translatable("During the booked time."))
    )
    answered_within_promise = fields.Nested(
        ExpectedNumberSchema,
        **about(translatable("By the booked seats and by ambassadors, within the promise.")),
    )
    answered_by_volunteers = fields.Float(
        **about(translatable("By ambassadors, as they did in recent weeks."))
    )
    currency = fields.String(**about(translatable("As in ISO 4217.")))
    cost_minor = fields.Nested(ExpectedMinorUnitsSchema, **about(MINOR))
    budget_ends_on = fields.String(
        allow_none=True,
        **about(
            translatable("The day on which the mean cost reaches the budget; null: it lasts."),
            format="date",
        ),
    )
    qualified_people = fields.Integer(
        **about(translatable("How many experts could take the seats."))
    )
    assumptions = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in QuoteAssumption])),
        **about(translatable("What the quote takes for granted.")),
    )
    one_more_seat = fields.Nested(
        OneMoreSeatSchema, **about(translatable("What a further seat would add."))
    )


class BookedPlanSchema(AnswerSchema):
    """A plan in the form in which programs send it."""

    subject = fields.String(allow_none=True, **about(SUBJECT))
    languages = fields.List(fields.String(), **about(LANGUAGE_CODES))
    first_day = fields.Date(**about(FIRST_DAY))
    until = fields.Date(**about(UNTIL))
    windows = fields.String(**about(WINDOWS))
    seats = fields.Integer(**about(SEATS))
    mode = fields.String(**about(MODE))
    price = fields.Nested(MoneySchema, **about(PRICE))
    budget = fields.Nested(MoneySchema, **about(BUDGET))
    requests_per_week = fields.Integer(allow_none=True, **about(REQUESTS_PER_WEEK))
    shape = fields.String(allow_none=True, **about(SHAPE))


class BookingStateSchema(AnswerSchema):
    """What a write leaves behind."""

    booking_id = fields.UUID(**about(translatable("Of the booking.")))
    status = fields.String(
        validate=validate.OneOf([status.value for status in BookingStatus]),
        **about(translatable("Only a running booking pays for conversations.")),
    )
    zone = fields.String(**about(translatable("The time zone of its days and times.")))
    plan = fields.Nested(BookedPlanSchema, **about(translatable("What is booked.")))
    booked_minutes = fields.Integer(**about(translatable("Of all seats together.")))


class BudgetSchema(AnswerSchema):
    """What a booking's budget holds."""

    paid_in = fields.Nested(MoneySchema, **about(translatable("All that was paid in.")))
    reserved = fields.Nested(MoneySchema, **about(translatable("For conversations that are open.")))
    spent = fields.Nested(MoneySchema, **about(translatable("On closed conversations.")))
    refunded = fields.Nested(MoneySchema, **about(translatable("Given back to the brand.")))
    left = fields.Nested(
        MoneySchema, **about(translatable("Neither spent, nor reserved, nor refunded."))
    )


class BookingSchema(BookingStateSchema):
    changed_at = fields.AwareDateTime(**about(translatable("In UTC.")))
    budget = fields.Nested(BudgetSchema, **about(translatable("What its budget holds.")))
    credited_minutes = fields.Integer(
        **about(translatable("Booked minutes that were not delivered and are credited."))
    )


class BookedShiftSchema(AnswerSchema):
    """One seat during one shift; before the booking is confirmed, as it would be."""

    shift_id = fields.UUID(**about(translatable("Of this shift of this seat.")))
    starts_at = fields.AwareDateTime(**about(translatable("In UTC.")))
    ends_at = fields.AwareDateTime(**about(translatable("In UTC.")))
    seat = fields.Integer(**about(translatable("From 1 to the number of seats.")))
    is_assigned = fields.Boolean(**about(translatable("Whether an expert holds it.")))
    booked_minutes = fields.Integer(**about(translatable("From its start to its end.")))
    delivered_minutes = fields.Integer(
        allow_none=True,
        **about(translatable("While the expert who held it was online; null until it is over.")),
    )
