"""The parts of a week, such as weekday evenings: what people say when they plan."""

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean, median_high
from typing import NamedTuple

from domain.bookings.staffing_gap import HalfHourStaffing

SATURDAY = 5
QUARTER_HALF_HOURS = 12


class WeekPart(StrEnum):
    """Six hours of the days of a week: nights until 06:00, evenings from 18:00."""

    WEEKDAY_NIGHTS = "weekday_nights"
    WEEKDAY_MORNINGS = "weekday_mornings"
    WEEKDAY_AFTERNOONS = "weekday_afternoons"
    WEEKDAY_EVENINGS = "weekday_evenings"
    WEEKEND_NIGHTS = "weekend_nights"
    WEEKEND_MORNINGS = "weekend_mornings"
    WEEKEND_AFTERNOONS = "weekend_afternoons"
    WEEKEND_EVENINGS = "weekend_evenings"


class PartStaffing(NamedTuple):
    """The people of a part of the week."""

    part: WeekPart
    needed: int
    """The median of its half-hours with requests."""
    covered: float
    """Of these, by ambassadors: as many as their share of the requests."""
    unanswered: float
    """Requests in a half-hour."""


def weakest_part(week: Sequence[HalfHourStaffing]) -> PartStaffing:
    """The part of the week in whose half-hours most requests stay unanswered."""
    return max(
        (_staffing(part, week) for part in WeekPart), key=lambda staffing: staffing.unanswered
    )


def part_of(half_hour: HalfHourStaffing) -> WeekPart:
    first = 4 if half_hour.weekday >= SATURDAY else 0
    return tuple(WeekPart)[first + half_hour.number // QUARTER_HALF_HOURS]


def _staffing(part: WeekPart, week: Sequence[HalfHourStaffing]) -> PartStaffing:
    within = [half_hour for half_hour in week if part_of(half_hour) is part]
    needed = median_high([half_hour.needed for half_hour in within if half_hour.needed] or [0])
    requests = fmean(half_hour.requests.mean for half_hour in within)
    unanswered = fmean(half_hour.unanswered for half_hour in within)
    share = 1 - unanswered / requests if requests else 0.0
    return PartStaffing(part, needed, needed * share, unanswered)
