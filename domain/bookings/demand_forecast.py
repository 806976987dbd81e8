"""
How many requests to expect in each half-hour of a future span, from a brand's own history.

The mean is a level times a profile. The profile is the share of each hour of the week in the last
12 weeks; both halves of an hour are expected alike, as half-hours have few requests. The level is
the requests of a week by simple exponential smoothing, so that one busy week does not become the
season; its smoothing is the one that would have foreseen the past weeks best.

Intervals are split-conformal, at 80 %. For each past week as origin, the same forecast is made from
what was known then, and compared with what came. Half-hours are compared with half-hours of a
similar mean (Mondrian); a total with the totals of the same half-hours after each origin, since the
bounds of a sum are not the sums of bounds. A horizon for which the history has too few origins is
compared over a shorter one, and the interval is widened by the root of their ratio, as if the level
was a random walk.

It cannot know what the last 38 weeks did not show: holidays, campaigns, the season of a year ago.

Sources: V. Vovk, A. Gammerman and G. Shafer, "Algorithmic Learning in a Random World" (2005); the
choice of this model is measured in docs/decisions/0036-staffing-and-forecast.md.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.bookings.conformal import ErrorsByMean, quantile, scale_of, scaled_error
from domain.bookings.demand_history import DAY_HALF_HOURS, WEEK_DAYS, DemandHistory, half_hours

PROFILE_WEEKS = 12
MAX_WEEKS = 38
"""As far as a forecast looks back: 26 origins, each with the weeks of a profile before it."""
MIN_WEEKS = 8
MIN_REQUESTS = 100
MIN_KNOWN_WEEKS = 4
"""Before an origin."""
MIN_ORIGINS = 4
"""Fewer have no 80 % quantile."""
MAX_HALF_HOUR_WEEKS = 4
"""How far ahead half-hours are compared."""
SMOOTHINGS = tuple(tenth / 10 for tenth in range(1, 10))
NORMAL_90 = 1.2816
"""The 90 % quantile of the normal distribution."""


@dataclass(frozen=True)
class ExpectedRequests:
    """A mean, and an interval that 80 % of outcomes are expected to be in."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class HalfHourDemand:
    """What is expected in one half-hour."""

    starts_at: datetime
    """UTC."""
    requests: ExpectedRequests


@dataclass(frozen=True)
class NoHistory:
    """Too little history for a forecast: fewer than 8 whole weeks, or than 100 requests."""

    weeks: int
    requests: int


HalfHourPlace = tuple[int, int]
"""A half-hour: whole weeks after the end of history, and its place in such a week, to 335."""


@dataclass(frozen=True)
class ForecastOrigin:
    """What would have been expected for each half-hour of the weeks after some known weeks."""

    known_weeks: int
    means: tuple[float, ...]


@dataclass(frozen=True)
class DemandForecast:
    """
    The requests expected in a span.

    An assumption has intervals that only know chance (Poisson), not how wrong the assumption is.
    """

    half_hours: tuple[HalfHourDemand, ...]
    """In order."""
    weeks: tuple[tuple[float, ...], ...] = ()
    """The history it is based on; 336 half-hours each. Empty for an assumption."""
    origins: tuple[ForecastOrigin, ...] = ()
    cells: Mapping[datetime, HalfHourPlace] = field(default_factory=dict)

    @property
    def is_assumption(self) -> bool:
        return not self.weeks

    def total(self, starts: Iterable[datetime] | None = None) -> ExpectedRequests:
        """
        What is expected in some half-hours together.

        starts: of half-hours of this forecast, UTC; None: all of them.
        """
        chosen = {half_hour.starts_at: half_hour for half_hour in self.half_hours}
        starts = list(chosen if starts is None else starts)
        mean = math.fsum(chosen[start].requests.mean for start in starts)
        if self.is_assumption:
            return assumed(mean)
        error = self._total_error([self.cells[start] for start in starts])
        return _interval(mean, error)

    def _total_error(self, cells: Sequence[HalfHourPlace]) -> float:
        """The scaled error that 80 % of totals of such half-hours did not exceed."""
        if not cells:
            return 0.0
        horizon = 1 + max(week for week, _ in cells)
        near = _within(cells, _longest_horizon(len(self.weeks)))
        compared = 1 + max(week for week, _ in near)
        errors = [
            scaled_error(
                math.fsum(origin.means[place] for _, place in near),
                math.fsum(self.weeks[origin.known_weeks + week][place] for week, place in near),
            )
            for origin in self.origins
            if origin.known_weeks + compared <= len(self.weeks)
        ]
        return quantile(errors) * math.sqrt(horizon / compared)


def forecast_demand(history: DemandHistory, first: date, end: date) -> DemandForecast | NoHistory:
    """
    The requests expected on the local days [first, end), from the end of the history on.

    The history ends with the last whole day that is known. Days before its end have no forecast.
    """
    weeks = tuple(history.weeks[-MAX_WEEKS:])
    requests = sum(map(sum, weeks))
    if len(weeks) < MIN_WEEKS or requests < MIN_REQUESTS:
        return NoHistory(len(weeks), round(requests))
    means = _means(weeks)
    origins = tuple(
        ForecastOrigin(known, _means(weeks[:known])) for known in range(MIN_KNOWN_WEEKS, len(weeks))
    )
    cells = dict(_cells(history, max(first, history.end), end))
    horizon = 1 + max((week for week, _ in cells.values()), default=0)
    error_of = _half_hour_errors(weeks, origins, horizon)
    demand = tuple(
        HalfHourDemand(start, _interval(means[place], error_of(means[place])))
        for start, (_, place) in cells.items()
    )
    return DemandForecast(demand, weeks, origins, cells)


def assumed(mean: float) -> ExpectedRequests:
    """A mean that is assumed, with what chance alone makes of it."""
    return _interval(mean, NORMAL_90)


def _cells(
    history: DemandHistory, first: date, end: date
) -> Iterator[tuple[datetime, HalfHourPlace]]:
    for half_hour in half_hours(history.zone, first, end):
        week, day = divmod((half_hour.day - history.end).days, WEEK_DAYS)
        yield half_hour.starts_at, (week, day * DAY_HALF_HOURS + half_hour.number)


# Level and profile.


def _means(weeks: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The mean requests of each half-hour in the weeks that follow."""
    recent = weeks[-PROFILE_WEEKS:]
    by_half_hour = [sum(counts) for counts in zip(*recent, strict=True)]
    total = sum(by_half_hour)
    scale = _level([sum(week) for week in weeks]) / total / 2 if total else 0.0
    by_hour = zip(by_half_hour[::2], by_half_hour[1::2], strict=True)
    return tuple(mean for pair in by_hour for mean in [sum(pair) * scale] * 2)


def _level(totals: Sequence[float]) -> float:
    """The requests of the next week, by the smoothing that foresaw these weeks best."""
    return min(_smoothed(totals, smoothing) for smoothing in SMOOTHINGS)[1]


def _smoothed(totals: Sequence[float], smoothing: float) -> tuple[float, float]:
    """The squared errors from week to week, and the last level."""
    level, errors = totals[0], 0.0
    for total in totals[1:]:
        errors += (total - level) ** 2
        level += smoothing * (total - level)
    return errors, level


# Intervals.


def _interval(mean: float, error: float) -> ExpectedRequests:
    width = error * scale_of(mean)
    return ExpectedRequests(max(0.0, mean - width), mean, mean + width)


def _longest_horizon(weeks: int) -> int:
    """The weeks ahead for which there are enough origins."""
    return weeks - MIN_KNOWN_WEEKS - MIN_ORIGINS + 1


def _within(cells: Sequence[HalfHourPlace], longest: int) -> list[HalfHourPlace]:
    """The half-hours, without those too far ahead; from the first week on if all would be."""
    if all(week < longest for week, _ in cells):
        return list(cells)
    first = min(week for week, _ in cells)
    return [(week - first, place) for week, place in cells if week - first < longest]


def _half_hour_errors(
    weeks: Sequence[Sequence[float]], origins: Iterable[ForecastOrigin], horizon: int
) -> ErrorsByMean:
    """By the last week of the horizon, or by the fourth."""
    ahead = min(horizon, MAX_HALF_HOUR_WEEKS, _longest_horizon(len(weeks)))
    errors = [
        (mean, scaled_error(mean, came))
        for origin in origins
        if origin.known_weeks + ahead <= len(weeks)
        for mean, came in zip(origin.means, weeks[origin.known_weeks + ahead - 1], strict=True)
    ]
    return ErrorsByMean(sorted(errors))
