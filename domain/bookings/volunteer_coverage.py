"""What ambassadors answer already, in each half-hour of the week, on average."""

from dataclasses import dataclass
from statistics import fmean, stdev

from domain.bookings.demand_history import DAY_HALF_HOURS, WEEK_DAYS, DemandHistory

COVERAGE_WEEKS = 12
MIN_WEEKS_OF_SPREAD = 2


@dataclass(frozen=True)
class CoveredRequests:
    """The requests that were answered in one half-hour of the week."""

    mean: float
    spread: float
    """The standard deviation from week to week; 0 for a single week."""
    weeks: int
    """How many weeks they are from."""


def weekly_coverage(answered: DemandHistory) -> dict[tuple[int, int], CoveredRequests]:
    """
    What was answered by weekday (from Monday, 0) and half-hour (0 to 47), in the last 12 weeks.

    answered: a history of the requests that ambassadors answered, instead of all requests. It
    begins with the first that they answered. Empty with less than a whole week.
    """
    weeks = answered.weeks[-COVERAGE_WEEKS:]
    weekday = answered.end.weekday()
    coverage = {}
    for place, counts in enumerate(zip(*weeks, strict=True)):
        day, number = divmod(place, DAY_HALF_HOURS)
        spread = stdev(counts) if len(counts) >= MIN_WEEKS_OF_SPREAD else 0.0
        covered = CoveredRequests(fmean(counts), spread, len(counts))
        coverage[(weekday + day) % WEEK_DAYS, number] = covered
    return coverage
