"""Which conversations a reader wants to see, read from the address; with errors by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from marshmallow import fields, validate
from sqlalchemy import Connection

from domain.conversations.conversation_reasons import LostReason
from domain.terms import MODELS
from projections.brands.brands import BrandSummary
from projections.comparison.period import Period
from projections.conversations.queries import (
    OUTCOMES,
    PAID_OR_VOLUNTARY,
    Filter,
    list_conversations,
)
from web.http.form_fields import EARLIEST_DAY, LATEST_DAY, FieldErrors, FilterSchema, date_error
from web.i18n.language import gettext

HOURS_OF_A_WEEK = 7 * 24
ONE_DAY = timedelta(days=1)
RESPONDENTS = (*MODELS, PAID_OR_VOLUNTARY)
"""By which the list can be filtered."""


class ConversationFilterSchema(FilterSchema):
    ERRORS: ClassVar[FieldErrors] = {
        "from": date_error,
        "to": date_error,
        "outcome": lambda: gettext("Choose one of: %(names)s.", names=", ".join(OUTCOMES)),
        "model": lambda: gettext("Choose one of: %(names)s.", names=", ".join(RESPONDENTS)),
        "reason": lambda: gettext("Choose one of: %(names)s.", names=", ".join(LostReason)),
        "hour": lambda: gettext(
            "The hour of the week must be between 0 (Monday at midnight) and 167."
        ),
        "page": lambda: gettext("The page number must be 1 or more."),
    }

    first = fields.Date(data_key="from", validate=validate.Range(EARLIEST_DAY, LATEST_DAY))
    end = fields.Date(data_key="to", validate=validate.Range(EARLIEST_DAY, LATEST_DAY))
    outcome = fields.String(validate=validate.OneOf(list(OUTCOMES)))
    model = fields.String(validate=validate.OneOf(RESPONDENTS))
    reason = fields.String(validate=validate.OneOf(list(LostReason)))
    hour = fields.Integer(validate=validate.Range(0, HOURS_OF_A_WEEK - 1))
    page = fields.Integer(validate=validate.Range(1))


@dataclass(frozen=True)
class ConversationListParams:
    """None where the address says nothing."""

    first: date | None = None
    end: date | None = None
    outcome: str | None = None
    model: str | None = None
    reason: str | None = None
    hour: int | None = None
    page: int = 1


def read_params(query: Mapping[str, str]) -> ConversationListParams:
    """Read the query of an address. Raises ValidationError."""
    return ConversationListParams(**ConversationFilterSchema().load(query))


def filter_for(params: ConversationListParams, brand: BrandSummary, facts: Connection) -> Filter:
    """The conversations to list, by default those of the last year. Raises Invalid."""
    end = params.end or max(_day_after_last(brand, facts), (params.first or EARLIEST_DAY) + ONE_DAY)
    period = Period(params.first or max(EARLIEST_DAY, _a_year_before(end)), end, brand.zone)
    return Filter(
        brand.brand_id,
        period.first,
        period.end,
        params.outcome,
        params.model,
        params.reason,
        params.hour,
    )


def query_of(filter_: Filter, **more: object) -> dict[str, str]:
    """The filter as query parameters, for the links to other pages."""
    parts = {
        "from": filter_.first,
        "to": filter_.end,
        "outcome": filter_.outcome,
        "model": filter_.model,
        "reason": filter_.reason,
        "hour": filter_.hour_of_week,
        **more,
    }
    return {name: str(value) for name, value in parts.items() if value is not None}


def _day_after_last(brand: BrandSummary, facts: Connection) -> date:
    """The day after the last one with requests."""
    newest = list_conversations(Filter(brand.brand_id, EARLIEST_DAY, LATEST_DAY), facts, limit=1)
    if not newest:
        return EARLIEST_DAY + ONE_DAY
    return newest[0].requested_at.astimezone(ZoneInfo(brand.zone)).date() + ONE_DAY


def _a_year_before(day: date) -> date:
    """The same day of the year before; 1 March for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, month=3, day=1)
