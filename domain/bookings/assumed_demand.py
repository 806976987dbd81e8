"""Demand that a brand assumes because it has too little history: a number a week, and a shape."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.bookings.demand_forecast import DemandForecast, HalfHourDemand, assumed
from domain.bookings.demand_history import HALF_HOUR, half_hours, midnight
from domain.brands.opening_hours import OpeningHours
from domain.errors import Invalid

MAX_REQUESTS_PER_WEEK = 10_000_000


class DemandShape(StrEnum):
    """When requests come, all at the same rate."""

    OPENING_HOURS = "opening_hours"
    """While the brand is open."""
    EVENINGS = "evenings"
    """18:00 to 23:00, every day."""
    OFFICE_HOURS = "office_hours"
    """09:00 to 18:00, Monday to Friday."""


class AssumedDemand(Struct, frozen=True):
    """What a brand without a history expects, as events store it."""

    requests_per_week: int
    shape: DemandShape


def check_requests_per_week(requests: float) -> None:
    """Raises Invalid unless the number is positive and at most MAX_REQUESTS_PER_WEEK."""
    if not 0 < requests <= MAX_REQUESTS_PER_WEEK:
        raise Invalid("Enter the number of requests that you expect in a week, such as 200.")


def assumed_demand(
    shape: DemandShape, requests_per_week: float, hours: OpeningHours, first: date, end: date
) -> DemandForecast:
    """
    The requests on the local days [first, end) if so many come in a week without exceptions.

    hours: the brand's, with its zone. On days they are closed as an exception, nothing comes in
    this shape. Raises Invalid for a number that is not positive, or hours that are never open.
    """
    check_requests_per_week(requests_per_week)
    times = _times(shape, hours)
    weekly = timedelta(minutes=sum(closes - opens for day in times.week for opens, closes in day))
    if not weekly:
        raise Invalid("Enter opening hours, or choose another shape of demand.")
    zone = ZoneInfo(times.zone)
    open_times = times.open_intervals(midnight(first, zone), midnight(end, zone))
    by_half_hour = _by_half_hour(open_times)
    return DemandForecast(
        tuple(
            HalfHourDemand(
                start, assumed(requests_per_week * (by_half_hour.get(start, timedelta()) / weekly))
            )
            for start, _, _ in half_hours(times.zone, first, end)
        )
    )


def _times(shape: DemandShape, hours: OpeningHours) -> OpeningHours:
    match shape:
        case DemandShape.OPENING_HOURS:
            return hours
        case DemandShape.EVENINGS:
            week = {weekday: [("18:00", "23:00")] for weekday in range(7)}
        case DemandShape.OFFICE_HOURS:
            week = {weekday: [("09:00", "18:00")] for weekday in range(5)}
    return OpeningHours.weekly(hours.zone, week)


def _by_half_hour(intervals: Iterable[tuple[datetime, datetime]]) -> Mapping[datetime, timedelta]:
    """How much of each half-hour, by its start (UTC), is within the intervals."""
    within: defaultdict[datetime, timedelta] = defaultdict(timedelta)
    for begin, finish in intervals:
        start = begin - timedelta(minutes=begin.minute % 30)
        while start < finish:
            overlap = min(finish, start + HALF_HOUR) - max(begin, start)
            within[start] += overlap
            start += HALF_HOUR
    return within
