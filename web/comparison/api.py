"""The comparison of a period for a brand's programs: the figures of its page, without estimates."""

from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError, fields

from domain.errors import translatable
from projections.comparison.compare import comparison_of
from projections.comparison.report import as_json
from projections.comparison.sources import ComparisonQuery, sources_for
from web.api.resources import Resources
from web.api.schemas import AnswerSchema, DayField, QuerySchema
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
        "from": fields.String(metadata={"format": "date"}),
        "to": fields.String(metadata={"format": "date"}),
        "zone": fields.String(),
    },
    name="PeriodSchema",
)


class WaitSchema(AnswerSchema):
    n = fields.Integer()
    median = fields.Float(allow_none=True)
    median_interval = interval()
    p90 = fields.Float(allow_none=True)
    promised = fields.Integer()
    within_promise = share()


class CostLineSchema(AnswerSchema):
    line = fields.String()
    amount_minor = fields.Integer(allow_none=True)
    n = fields.Integer()
    estimated = fields.Boolean()


class CostSchema(AnswerSchema):
    currency = fields.String()
    total_minor = fields.Integer(allow_none=True)
    per_answered_minor = fields.Integer(allow_none=True)
    lines = fields.List(fields.Nested(CostLineSchema))


class SatisfactionSchema(AnswerSchema):
    n = fields.Integer()
    response_rate = share()
    mean = fields.Float(allow_none=True)
    satisfied_share = share()
    satisfied_interval = interval()


class SalesSchema(AnswerSchema):
    n = fields.Integer()
    amount_minor = fields.Integer(allow_none=True)


class ModelFiguresSchema(AnswerSchema):
    answered = fields.Integer()
    closed = fields.Integer()
    demand_coverage = share()
    demand_coverage_interval = interval()
    staffed_share = share()
    wait_s = fields.Nested(WaitSchema)
    handled_hours = fields.Float()
    work_hours = fields.Float()
    full_time_equivalents = fields.Float()
    cost = fields.Nested(CostSchema)
    satisfaction = fields.Nested(SatisfactionSchema)
    sales = fields.Nested(SalesSchema)


class BreakEvenSchema(AnswerSchema):
    fixed_minor_per_month = fields.Integer()
    voluntary_minor_per_answer = fields.Float()
    paid_minor_per_answer = fields.Float()
    requests_per_month = fields.Float()


class AssumptionSchema(AnswerSchema):
    key = fields.String()
    values = fields.Dict(keys=fields.String())


class IncompleteSchema(AnswerSchema):
    unread_events = fields.Integer()
    parked_events = fields.Integer()


class ComparisonSchema(AnswerSchema):
    brand = fields.String()
    name = fields.String()
    period = fields.Nested(PeriodSchema)
    currency = fields.String()
    log_position = fields.Integer()
    incomplete = fields.Nested(
        IncompleteSchema,
        allow_none=True,
        metadata={
            "description": translatable("What is not counted yet; null when all is counted.")
        },
    )
    requests = fields.Integer()
    answered = fields.Integer()
    lost = fields.Dict(keys=fields.String(), values=fields.Integer())
    demand_coverage = share()
    demand_coverage_interval = interval()
    opening_minutes = fields.Integer(allow_none=True)
    staffed_share = share()
    booked_minutes = fields.Integer(allow_none=True)
    delivered_minutes = fields.Integer(allow_none=True)
    credited_minutes = fields.Integer(allow_none=True)
    requests_by_hour_of_week = fields.Dict(keys=fields.String(), values=fields.Integer())
    lost_by_hour_of_week = fields.Dict(keys=fields.String(), values=fields.Integer())
    models = fields.Dict(keys=fields.String(), values=fields.Nested(ModelFiguresSchema))
    break_even = fields.Nested(BreakEvenSchema, allow_none=True)
    assumptions = fields.List(fields.Nested(AssumptionSchema))


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
