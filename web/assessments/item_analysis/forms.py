"""Which statistics a page shows, read from its address; refused with a sentence by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from marshmallow import fields, validate

from projections.assessments.item_analysis.scored_attempt import AttemptChoice
from web.http.form_fields import EARLIEST_DAY, LATEST_DAY, FieldErrors, FilterSchema, date_error
from web.i18n.language import gettext


class StatisticsSchema(FilterSchema):
    ERRORS: ClassVar[FieldErrors] = {
        "attempts": lambda: gettext("Choose one of: %(names)s.", names=", ".join(AttemptChoice)),
        "as_of": date_error,
    }

    which = fields.Enum(AttemptChoice, by_value=True, data_key="attempts")
    as_of = fields.Date(validate=validate.Range(EARLIEST_DAY, LATEST_DAY))


@dataclass(frozen=True)
class StatisticsParams:
    which: AttemptChoice = AttemptChoice.FIRST
    as_of: date | None = None
    """As it was known at the end of that day; None: now."""

    def end_of_day(self, zone: str) -> datetime | None:
        """The last moment of the day whose records count, where the brand is; None: now."""
        if self.as_of is None:
            return None
        midnight = datetime.combine(self.as_of + timedelta(days=1), time(), ZoneInfo(zone))
        return midnight - timedelta(microseconds=1)

    def query(self) -> dict[str, str]:
        """The query of an address with these parameters."""
        as_of = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        which = {"attempts": self.which.value} if self.which is not AttemptChoice.FIRST else {}
        return which | as_of


def read_params(values: Mapping[str, str]) -> StatisticsParams:
    """Read the query of an address. Raises ValidationError."""
    return StatisticsParams(**StatisticsSchema().load(values))
