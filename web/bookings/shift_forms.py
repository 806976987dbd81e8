"""Which open shifts a reader wants to see, and which one they take."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar, NamedTuple
from uuid import UUID

from marshmallow import fields, validate

from domain.errors import NotFound
from web.http.access import ABSENT
from web.http.form_fields import FieldErrors, FilterSchema, whole_number
from web.i18n.language import gettext

WEEKS = (1, 2, 4, 8)
MAX_PAGE = 10_000
MAX_SEAT = 1000


class OpenShiftFilterSchema(FilterSchema):
    ERRORS: ClassVar[FieldErrors] = {
        "weeks": lambda: gettext("Choose 1, 2, 4 or 8 weeks."),
        "brand": lambda: gettext("Choose one of the brands in the list."),
        "page": lambda: gettext("Enter a whole number."),
    }

    weeks = fields.Integer(load_default=2, validate=validate.OneOf(WEEKS))
    brand = fields.UUID(load_default=None)
    page = fields.Integer(load_default=1, validate=validate.Range(1, MAX_PAGE))


class OpenShiftFilter(NamedTuple):
    """How far ahead, of which brand (None: all), and which page."""

    weeks: int
    brand: UUID | None
    page: int

    def query(self, page: int | None = None) -> dict[str, str]:
        """For the query of an address; without a page, this one."""
        brand = {"brand": str(self.brand)} if self.brand else {}
        return {"weeks": str(self.weeks), **brand, "page": str(page or self.page)}


class WantedShift(NamedTuple):
    """The seat of a shift that an expert wants to take."""

    booking_id: UUID
    starts_at: datetime
    seat: int


def read_filter(values: Mapping[str, str]) -> OpenShiftFilter:
    """Raises ValidationError for a value that no form sends."""
    return OpenShiftFilter(**OpenShiftFilterSchema().load(values))


def wanted_shift(booking_id: UUID, values: Mapping[str, str]) -> WantedShift:
    """Raises NotFound for what names no shift, as for a shift that does not exist."""
    seat = whole_number(values.get("seat", ""), MAX_SEAT)
    try:
        starts_at = datetime.fromisoformat(values.get("starts_at", ""))
        in_utc = starts_at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotFound(ABSENT) from None
    if seat is None or starts_at.tzinfo is None:
        raise NotFound(ABSENT)
    return WantedShift(booking_id, in_utc, seat)
