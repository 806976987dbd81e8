"""Which conversations a reader asks for, read from the address; refused in a sentence, by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate
from sqlalchemy import Connection
from typing_extensions import override

from domain.conversations.conversation import LostReason
from domain.terms import MODELS
from projections.brands.brands import BrandSummary
from projections.comparison.period import Period
from projections.conversations.queries import OUTCOMES, Filter, listed
from web.i18n.language import gettext

EARLIEST, LATEST = date(1970, 1, 1), date(2100, 1, 1)
HOURS_OF_A_WEEK = 7 * 24
ONE_DAY = timedelta(days=1)

MISTAKES: Mapping[str, Callable[[], str]] = {
    "from": lambda: gettext("A day is written like 2017-06-30, from 1970 to 2099."),
    "to": lambda: gettext("A day is written like 2017-06-30, from 1970 to 2099."),
    "outcome": lambda: gettext("Choose one of: %(names)s.", names=", ".join(OUTCOMES)),
    "model": lambda: gettext("Choose one of: %(names)s.", names=", ".join(MODELS)),
    "reason": lambda: gettext("Choose one of: %(names)s.", names=", ".join(LostReason)),
    "hour": lambda: gettext("Hours of the week go from 0, Monday at midnight, to 167."),
    "page": lambda: gettext("Pages are counted from 1."),
}
"""What would have been right, by field."""


class AskedSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    first = fields.Date(data_key="from", validate=validate.Range(EARLIEST, LATEST))
    end = fields.Date(data_key="to", validate=validate.Range(EARLIEST, LATEST))
    outcome = fields.String(validate=validate.OneOf(list(OUTCOMES)))
    model = fields.String(validate=validate.OneOf(MODELS))
    reason = fields.String(validate=validate.OneOf(list(LostReason)))
    hour = fields.Integer(validate=validate.Range(0, HOURS_OF_A_WEEK - 1))
    page = fields.Integer(validate=validate.Range(1))

    @pre_load
    def leave_out_empty(self, given: Mapping[str, str], **_: Any) -> dict[str, str]:
        """A form sends its empty fields too."""
        return {name: value for name, value in given.items() if value.strip()}

    @override
    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Our words, in the reader's language."""
        assert isinstance(error.messages, dict)
        raise ValidationError({name: [MISTAKES[name]()] for name in error.messages})


@dataclass(frozen=True)
class Asked:
    """None where the address says nothing."""

    first: date | None = None
    end: date | None = None
    outcome: str | None = None
    model: str | None = None
    reason: str | None = None
    hour: int | None = None
    page: int = 1


def read_asked(given: Mapping[str, str]) -> Asked:
    """Read the query of an address. Raises ValidationError."""
    return Asked(**AskedSchema().load(given))


def filter_for(asked: Asked, brand: BrandSummary, facts: Connection) -> Filter:
    """The conversations asked for, by default those of the last year. Raises Invalid."""
    end = asked.end or max(_day_after_last(brand, facts), (asked.first or EARLIEST) + ONE_DAY)
    period = Period(asked.first or max(EARLIEST, _a_year_before(end)), end, brand.zone)
    return Filter(
        brand.brand_id,
        period.first,
        period.end,
        asked.outcome,
        asked.model,
        asked.reason,
        asked.hour,
    )


def query_of(chosen: Filter, **more: object) -> dict[str, str]:
    """The filter as it stands in an address, to be kept from page to page."""
    parts = {
        "from": chosen.first,
        "to": chosen.end,
        "outcome": chosen.outcome,
        "model": chosen.model,
        "reason": chosen.reason,
        "hour": chosen.hour_of_week,
        **more,
    }
    return {name: str(value) for name, value in parts.items() if value is not None}


def _day_after_last(brand: BrandSummary, facts: Connection) -> date:
    """The day after the last one with requests."""
    newest = listed(Filter(brand.brand_id, EARLIEST, LATEST), facts, most=1)
    if not newest:
        return EARLIEST + ONE_DAY
    return newest[0].requested_at.astimezone(ZoneInfo(brand.zone)).date() + ONE_DAY


def _a_year_before(day: date) -> date:
    """The same day of the year before; 1 March for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, month=3, day=1)
