"""What the addresses of finance's pages say: which unit, and as of which days."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from flask import url_for
from marshmallow import fields, validate

from payments.accounts import UNITS
from payments.ledger.cutoffs import Cutoff
from payments.ledger.flows import Flow
from web.http.form_fields import FieldErrors, FilterSchema, date_error, parse_day
from web.i18n.language import gettext

PAGE_SIZE = 50
MOST = 10**18
"""The databases hold no number with more digits."""


class CutoffSchema(FilterSchema):
    """What all of the pages take."""

    ERRORS: ClassVar[FieldErrors] = {
        "as_of": date_error,
        "effective_to": date_error,
        "unit": lambda: gettext("Choose one of the currencies."),
        "after": lambda: gettext("This page of the list does not exist."),
        "since": date_error,
        "flow": lambda: gettext("This figure does not exist."),
        "brand": lambda: gettext("This brand does not exist."),
        "from": date_error,
        "to": date_error,
    }

    as_of = fields.Function(deserialize=parse_day)
    effective_to = fields.Function(deserialize=parse_day)
    unit = fields.String(validate=validate.OneOf(UNITS))
    after = fields.String(validate=validate.Regexp(r"[0-9a-fW-]{1,80}(_[0-9a-f-]{1,60}){0,2}\Z"))
    since = fields.Function(deserialize=parse_day)
    flow = fields.Enum(Flow, by_value=True)
    brand = fields.UUID()
    first = fields.Function(deserialize=parse_day, data_key="from")
    last = fields.Function(deserialize=parse_day, data_key="to")


class FinanceQuery(NamedTuple):
    """The query of an address of finance's pages."""

    as_of: date | None = None
    """As known at the end of this day (UTC); None: now."""
    effective_to: date | None = None
    """Only what had happened by the end of this day (UTC)."""
    unit: str = ""
    after: str = ""
    """Where the list goes on."""
    since: date | None = None
    flow: Flow | None = None
    brand: UUID | None = None
    first: date | None = None
    last: date | None = None

    @property
    def cutoff(self) -> Cutoff:
        return Cutoff(self.as_of, self.effective_to)

    def reference_day(self, today: date) -> date:
        """The day from which pages count backwards: the earlier of the two, or today."""
        return min(day for day in (self.as_of, self.effective_to, today) if day is not None)

    def url(self, endpoint: str, **changes: Any) -> str:
        """The address of a page with the same unit and days, and with other values."""
        defaults = {"as_of": self.as_of, "effective_to": self.effective_to, "unit": self.unit}
        values = {name: _written(value) for name, value in (defaults | changes).items()}
        known = {name: value for name, value in values.items() if value}
        return url_for(endpoint, **known)  # type: ignore[arg-type]


def read_query(query: Mapping[str, str]) -> FinanceQuery:
    """Raises ValidationError."""
    return FinanceQuery(**CutoffSchema().load(query))


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
