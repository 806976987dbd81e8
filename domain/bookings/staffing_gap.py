"""
How many people each half-hour of a week needs, what ambassadors cover of them, and the gap.

The week is a typical one of a forecast: each of its 336 half-hours has the mean of all weeks. The
people needed are those who keep the promise for 80 % of the requests, at the mean of the demand.
Ambassadors cover the same share of these people as of the requests: half of the requests answered
is half of the people, with the spread that the answers had from week to week. Both halves of an
hour count alike, as half-hours have few requests.

* staffing_week    the half-hours of the week
* gap_windows      the hours worth booking, the largest gap first
* quiet_below      which half-hours have too few requests to be worth it
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.bookings.demand_forecast import ExpectedRequests, HalfHourDemand
from domain.bookings.demand_history import DAY_HALF_HOURS, WEEK_DAYS
from domain.bookings.quote import HALF_HOUR_S, NEGLIGIBLE, half_hour_of_week
from domain.bookings.staffing import RequestLoad, people_needed
from domain.bookings.volunteer_coverage import CoveredRequests
from domain.errors import Invalid

SERVICE_LEVEL = 0.8
"""The share of requests to answer within the promise: the usual one for chats and calls."""
SMALLEST_GAP = 0.5
"""People. Less is covered half of the time."""
NEARLY = 1 - 1e-9
"""So that hours that are all alike are not told apart by rounding."""
QUIET = 0.25
"""Of the mean demand: below it one person would wait for hours for a request."""
NOTHING = ExpectedRequests(0.0, 0.0, 0.0)
NOT_COVERED = CoveredRequests(0.0, 0.0, 0)
HOUR_MINUTES = 60
DAY_HOURS = 24


@dataclass(frozen=True)
class PeopleBasis:
    """What people do with requests. Times in seconds."""

    promise_s: int
    handling_s: float
    patience_s: float | None
    """None: no visitor is known to leave."""


@dataclass(frozen=True)
class HalfHourStaffing:
    """One half-hour of the week, by the brand's clock."""

    weekday: int
    """Monday is 0."""
    number: int
    """From 0 to 47."""
    requests: ExpectedRequests
    answered: CoveredRequests
    """By ambassadors, in half-hours of the same hour."""
    needed: int | None
    """People; None: so many that they cannot be computed."""

    @property
    def covered(self) -> float:
        """The part of the people needed that ambassadors cover on average."""
        return (self.needed or 0) * self._share(self.answered.mean)

    @property
    def spread(self) -> float:
        """By how much that differs from week to week: one standard deviation, in people."""
        return (self.needed or 0) * self._share(self.answered.spread)

    @property
    def gap(self) -> float | None:
        """People missing on average; None where the people needed are not known."""
        return None if self.needed is None else self.needed - self.covered

    @property
    def unanswered(self) -> float:
        """The requests that ambassadors do not answer."""
        return max(0.0, self.requests.mean - self.answered.mean)

    def _share(self, requests: float) -> float:
        if self.requests.mean <= NEGLIGIBLE:
            return 0.0
        return min(1.0, requests / self.requests.mean)


class GapWindow(NamedTuple):
    """Hours of one weekday in a row in which people are missing."""

    weekday: int
    opens: int
    """Local minutes of the day."""
    closes: int
    people: float
    """Missing on average."""
    unanswered: float
    """Requests in a week."""


def staffing_week(
    half_hours: Iterable[HalfHourDemand],
    zone: str,
    coverage: Mapping[tuple[int, int], CoveredRequests],
    basis: PeopleBasis,
) -> tuple[HalfHourStaffing, ...]:
    """
    The 336 half-hours of the week, from Monday 00:00.

    half_hours: a forecast of whole weeks. coverage: as `weekly_coverage` gives it.
    """
    demand = _typical_week(half_hours, ZoneInfo(zone))
    needs = _PeopleNeeded(basis)
    return tuple(
        HalfHourStaffing(weekday, number, requests, _of_hour(coverage, weekday, number), needed)
        for weekday in range(WEEK_DAYS)
        for number in range(DAY_HALF_HOURS)
        for requests in [demand.get((weekday, number), NOTHING)]
        for needed in [needs.of(requests.mean)]
    )


def gap_windows(week: Sequence[HalfHourStaffing]) -> list[GapWindow]:
    """
    The hours worth booking, those with the most unanswered requests first.

    At least half a person is missing, and more requests than on average stay unanswered. To keep a
    promise one person is needed however few requests come; without the second condition, the
    nights would be the largest gap.
    """
    hours = [_Hour(week[place], week[place + 1]) for place in range(0, len(week), 2)]
    usual = fmean(hour.unanswered for hour in hours)
    windows = []
    for weekday in range(WEEK_DAYS):
        day = list(enumerate(hours[weekday * DAY_HOURS : (weekday + 1) * DAY_HOURS]))
        for is_gap, numbered in groupby(day, key=lambda one: one[1].is_gap(usual)):
            if is_gap:
                windows.append(_window(weekday, list(numbered)))
    return sorted(windows, key=lambda window: -window.unanswered)


def quiet_below(week: Sequence[HalfHourStaffing]) -> float:
    """The requests below which a half-hour of this week has so few that it needs no booking."""
    return QUIET * fmean(half_hour.requests.mean for half_hour in week)


class _Hour:
    def __init__(self, *halves: HalfHourStaffing) -> None:
        self.unanswered = sum(half.unanswered for half in halves)
        self.gap = fmean(half.gap or 0.0 for half in halves)

    def is_gap(self, usual: float) -> bool:
        return self.gap >= SMALLEST_GAP and self.unanswered > usual * NEARLY


def _window(weekday: int, numbered: Sequence[tuple[int, _Hour]]) -> GapWindow:
    hours = [hour for _, hour in numbered]
    return GapWindow(
        weekday,
        numbered[0][0] * HOUR_MINUTES,
        (numbered[-1][0] + 1) * HOUR_MINUTES,
        fmean(hour.gap for hour in hours),
        sum(hour.unanswered for hour in hours),
    )


def _typical_week(
    half_hours: Iterable[HalfHourDemand], zone: ZoneInfo
) -> dict[tuple[int, int], ExpectedRequests]:
    found: defaultdict[tuple[int, int], list[ExpectedRequests]] = defaultdict(list)
    for demand in half_hours:
        found[half_hour_of_week(demand.starts_at, zone)].append(demand.requests)
    return {place: _mean(requests) for place, requests in found.items()}


def _mean(requests: Sequence[ExpectedRequests]) -> ExpectedRequests:
    return ExpectedRequests(
        fmean(one.low for one in requests),
        fmean(one.mean for one in requests),
        fmean(one.high for one in requests),
    )


def _of_hour(
    coverage: Mapping[tuple[int, int], CoveredRequests], weekday: int, number: int
) -> CoveredRequests:
    halves = list(_halves(coverage, weekday, number - number % 2))
    return CoveredRequests(
        fmean(half.mean for half in halves),
        fmean(half.spread for half in halves),
        halves[0].weeks,
    )


def _halves(
    coverage: Mapping[tuple[int, int], CoveredRequests], weekday: int, first: int
) -> Iterator[CoveredRequests]:
    for number in (first, first + 1):
        yield coverage.get((weekday, number), NOT_COVERED)


class _PeopleNeeded:
    """The people for the promise; many half-hours have the same demand."""

    def __init__(self, basis: PeopleBasis) -> None:
        self._basis = basis
        self._known: dict[float, int | None] = {}

    def of(self, requests: float) -> int | None:
        if requests not in self._known:
            self._known[requests] = self._computed(requests)
        return self._known[requests]

    def _computed(self, requests: float) -> int | None:
        basis = self._basis
        if requests <= NEGLIGIBLE:
            return 0
        try:
            load = RequestLoad(requests, HALF_HOUR_S, basis.handling_s, basis.patience_s)
            return people_needed(load, basis.promise_s, SERVICE_LEVEL)
        except Invalid:
            return None
