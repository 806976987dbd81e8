"""Which statistics a reader asks for, read from the address; refused in a sentence, by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate

from projections.assessments.item_analysis.scored_attempt import Which
from web.i18n.language import gettext

EARLIEST, LATEST = date(1970, 1, 1), date(2099, 12, 30)

MISTAKES: Mapping[str, Callable[[], str]] = {
    "attempts": lambda: gettext("Choose one of: %(names)s.", names=", ".join(Which)),
    "as_of": lambda: gettext("A day is written like 2017-06-30, from 1970 to 2099."),
}


class AskedSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    which = fields.Enum(Which, by_value=True, data_key="attempts")
    as_of = fields.Date(validate=validate.Range(EARLIEST, LATEST))

    @pre_load
    def leave_out_empty(self, given: Mapping[str, str], **_: Any) -> dict[str, str]:
        """A form sends its empty fields too."""
        return {name: value for name, value in given.items() if value.strip()}

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Our words, in the reader's language."""
        assert isinstance(error.messages, dict)
        raise ValidationError({name: [MISTAKES[name]()] for name in error.messages})


@dataclass(frozen=True)
class Asked:
    which: Which = Which.FIRST
    as_of: date | None = None
    """As it was known at the end of that day; None: now."""

    def end_of_day(self, zone: str) -> datetime | None:
        """The last moment of the day whose records count, where the brand is; None: now."""
        if self.as_of is None:
            return None
        midnight = datetime.combine(self.as_of + timedelta(days=1), time(), ZoneInfo(zone))
        return midnight - timedelta(microseconds=1)

    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        known = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        which = {"attempts": self.which.value} if self.which is not Which.FIRST else {}
        return which | known


def read_asked(given: Mapping[str, str]) -> Asked:
    """Read the query of an address. Raises ValidationError."""
    return Asked(**AskedSchema().load(given))
