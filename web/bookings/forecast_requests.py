"""What a forecast is asked for, as it is typed on the page and beside the week grid."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from domain.bookings.assumed_demand import AssumedDemand
from web.bookings.booking_forms import parse_requests_per_week, parse_shape
from web.bookings.staffing_forecasts import DEFAULT_WEEKS, MAX_WEEKS, ForecastRequest
from web.http.form_fields import Values, whole_number
from web.i18n.language import gettext

FIELDS = ("weeks", "subject_id", "requests_per_week", "shape")


class ForecastReading(NamedTuple):
    """What was typed, what is wrong with it by field, and the request when nothing is."""

    values: Values
    errors: dict[str, str]
    request: ForecastRequest | None


def parse_weeks(text: str) -> int:
    """Two unless another number is typed."""
    if not text:
        return DEFAULT_WEEKS
    number = whole_number(text, MAX_WEEKS)
    if not number:
        raise ValidationError(gettext("Choose from 1 to %(most)s weeks.", most=MAX_WEEKS))
    return number


def parse_subject(text: str, subject_ids: Sequence[UUID]) -> UUID | None:
    """Empty is any subject."""
    by_text = {str(subject_id): subject_id for subject_id in subject_ids}
    if text and text not in by_text:
        raise ValidationError(gettext("Choose a subject from the list."))
    return by_text.get(text)


def read_forecast(args: MultiDict[str, str], subject_ids: Sequence[UUID]) -> ForecastReading:
    """subject_ids: those that may be chosen."""
    values: Values = {name: args.get(name, "").strip() for name in FIELDS}
    parsers: dict[str, Callable[[str], Any]] = {
        "weeks": parse_weeks,
        "subject_id": partial(parse_subject, subject_ids=subject_ids),
        "requests_per_week": parse_requests_per_week,
        "shape": parse_shape,
    }
    errors, read = {}, {}
    for name, parse in parsers.items():
        try:
            read[name] = parse(values[name])
        except ValidationError as error:
            errors[name] = str(error.messages[0])
    if errors:
        return ForecastReading(values, errors, None)
    per_week = read["requests_per_week"]
    assumed = None if per_week is None else AssumedDemand(per_week, read["shape"])
    return ForecastReading(values, {}, ForecastRequest(read["weeks"], read["subject_id"], assumed))
