"""The comparison of a period for a brand's programs: the figures of its page, without estimates."""

from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError, fields

from domain.errors import translatable
from projections.comparison.compare import comparison_of
from projections.comparison.report import as_json
from projections.comparison.sources import ComparisonQuery, sources_for
from web.api.resources import Resources
from web.api.schemas import MINOR, AnswerSchema, DayField, QuerySchema, about
from web.api.scopes import Scope
from web.comparison.forms import check_period
from web.http.form_fields import FieldErrors, date_error
from web.http.request_context import current_brand, current_time, read_models
from web.i18n.language import lazy_gettext

READ_COMPARISON = Scope("read:comparison", lazy_gettext("Read the comparison"))

bp = Resources("comparison", __name__, READ_COMPARISON)


class ComparisonQuerySchema(QuerySchema):
    ERRORS: ClassVar[FieldErrors] = {"from": date_error, "to": date_error}

    first = DayField(
        data_key="from",
        required=True,
        metadata={"description": translatable("First day, in the brand's time zone.")},
    )
    end = DayField(
        data_key="to",
        required=True,
        metadata={"description": translatable("Day after the last day.")},
    )


def share() -> fields.Float:
    """A new field each: a schema binds its fields to their names."""
    return fields.Float(
        allow_none=True, metadata={"description": translatable("A share from 0 to 1.")}
    )


def interval() -> fields.Field[Any]:
    return fields.List(
        fields.Float(),
        allow_none=True,
        metadata={"description": translatable("The bounds of the 95 % interval.")},
    )


# Not a class, because `from` is no name in Python.
PeriodSchema = AnswerSchema.from_dict(
    {
        "from": fields.String(
            metadata={"format": "date", "description": translatable("The first day.")}
        ),
        "to": fields.String(
            metadata={"format": "date", "description": translatable("Day after the last day.")}
        ),
        "zone": fields.String(**about(translatable("The brand's time zone."))),
    },
    name="PeriodSchema",
)


class WaitSchema(AnswerSchema):
    n = fields.Integer(**about(translatable("How many waits these figures are from.")))
    median = fields.Float(allow_none=True, **about(translatable("In seconds.")))
    median_interval = interval()
    p90 = fields.Float(
        allow_none=True, **about(translatable("In seconds: nine of ten waits are not longer."))
    )
    promised = fields.Integer(
        **about(translatable("The wait that the brand promises, in seconds."))
    )
    within_promise = share()


class CostLineSchema(AnswerSchema):
    line = fields.String(
        **about(translatable("What it is for, such as `conversations`, `gift` or `wages`."))
    )
    amount_minor = fields.Integer(allow_none=True, **about(MINOR))
    n = fields.Integer(**about(translatable("How many conversations or costs it adds up.")))
    estimated = fields.Boolean(
        **about(translatable("Whether it is computed from an assumption, not recorded."))
    )


class CostSchema(AnswerSchema):
    currency = fields.String(**about(translatable("As in ISO 4217.")))
    total_minor = fields.Integer(allow_none=True, **about(MINOR))
    per_answered_minor = fields.Integer(
        allow_none=True, **about(translatable("The total by answered request, in minor units."))
    )
    lines = fields.List(
        fields.Nested(CostLineSchema), **about(translatable("What the total is made of."))
    )


class SatisfactionSchema(AnswerSchema):
    n = fields.Integer(**about(translatable("How many ratings these figures are from.")))
    response_rate = share()
    mean = fields.Float(
        allow_none=True, **about(translatable("From 1 to 5; null below ten ratings."))
    )
    satisfied_share = share()
    satisfied_interval = interval()


class SalesSchema(AnswerSchema):
    n = fields.Integer(**about(translatable("How many sales.")))
    amount_minor = fields.Integer(allow_none=True, **about(MINOR))


class ModelFiguresSchema(AnswerSchema):
    answered = fields.Integer(**about(translatable("How many requests a respondent answered.")))
    closed = fields.Integer(**about(translatable("How many conversations were closed.")))
    demand_coverage = share()
    demand_coverage_interval = interval()
    staffed_share = share()
    wait_s = fields.Nested(WaitSchema)
    handled_hours = fields.Float(**about(translatable("From claim to close, added up.")))
    work_hours = fields.Float(
        **about(translatable("Handling time divided by how many conversations are held at once."))
    )
    full_time_equivalents = fields.Float(
        **about(translatable("Working time by 151.67 hours a month."))
    )
    cost = fields.Nested(CostSchema)
    satisfaction = fields.Nested(SatisfactionSchema)
    sales = fields.Nested(SalesSchema)


class BreakEvenSchema(AnswerSchema):
    fixed_minor_per_month = fields.Integer(
        **about(translatable("The fixed costs of volunteers, in minor units."))
    )
    voluntary_minor_per_answer = fields.Float(
        **about(translatable("What a volunteer's answer costs beside them, in minor units."))
    )
    paid_minor_per_answer = fields.Float(
        **about(translatable("What an expert's answer costs, in minor units."))
    )
    requests_per_month = fields.Float(
        **about(translatable("At this many requests, both models cost the same."))
    )


class AssumptionSchema(AnswerSchema):
    key = fields.String(
        **about(translatable("The assumption's name, as in the figures of the page."))
    )
    values = fields.Dict(
        keys=fields.String(), **about(translatable("The numbers that it rests on, by name."))
    )


class IncompleteSchema(AnswerSchema):
    unread_events = fields.Integer(
        **about(translatable("Events of the log that are not counted yet."))
    )
    parked_events = fields.Integer(**about(translatable("Events that could not be read.")))


class ComparisonSchema(AnswerSchema):
    brand = fields.String(**about(translatable("The brand's short name.")))
    name = fields.String(**about(translatable("The brand's name.")))
    period = fields.Nested(PeriodSchema)
    currency = fields.String(**about(translatable("As in ISO 4217.")))
    log_position = fields.Integer(
        **about(translatable("Up to which position of the log it is counted."))
    )
    incomplete = fields.Nested(
        IncompleteSchema,
        allow_none=True,
        metadata={
            "description": translatable("What is not counted yet; null when all is counted.")
        },
    )
    requests = fields.Integer(**about(translatable("How many requests visitors made.")))
    answered = fields.Integer(**about(translatable("How many of them a respondent answered.")))
    lost = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        **about(translatable("How many requests were lost, by reason.")),
    )
    demand_coverage = share()
    demand_coverage_interval = interval()
    opening_minutes = fields.Integer(
        allow_none=True,
        **about(translatable("Minutes of the opening hours; null where none are set.")),
    )
    staffed_share = share()
    booked_minutes = fields.Integer(
        allow_none=True,
        **about(translatable("Minutes of booked shifts that are over; null where there are none.")),
    )
    delivered_minutes = fields.Integer(
        allow_none=True,
        **about(translatable("Minutes of these during which the expert was online.")),
    )
    credited_minutes = fields.Integer(
        allow_none=True,
        **about(translatable("Minutes credited for these shifts.")),
    )
    requests_by_hour_of_week = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        **about(translatable("By hour of the week, from 0, Monday at midnight, to 167.")),
    )
    lost_by_hour_of_week = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        **about(translatable("By hour of the week, from 0, Monday at midnight, to 167.")),
    )
    models = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(ModelFiguresSchema),
        **about(translatable("By engagement model.")),
    )
    break_even = fields.Nested(BreakEvenSchema, allow_none=True)
    assumptions = fields.List(
        fields.Nested(AssumptionSchema), **about(translatable("What the figures assume."))
    )


@bp.read(
    "/comparison",
    translatable("Compare the engagement models over a period"),
    ComparisonSchema,
    ComparisonQuerySchema,
)
def show_comparison(query: dict[str, Any]) -> dict[str, Any]:
    _check_period(query["first"], query["end"])
    period = ComparisonQuery(current_brand().slug, query["first"], query["end"])
    sources = sources_for(period, read_models(), current_time())
    return {"incomplete": None, **as_json(comparison_of(period, sources))}


def _check_period(first: date, end: date) -> None:
    try:
        check_period(first, end)
    except ValidationError as error:
        raise ValidationError({"query": error.messages}) from error
