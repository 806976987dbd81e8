"""
What a plan is expected to bring and to cost, before it is booked.

For each half-hour in the plan's windows: the requests expected, less those that volunteers answer
as they did before, go to the booked seats; a queue with so many people (Erlang A, or C where no
visitor is known to leave) says how many are answered at all, and how many within the promise. Each
answered conversation costs the price, until the budget is spent.

The interval comes from the demand: the same is computed for its lower and its upper bound.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.bookings.booking_plan import BookingMode, BookingPlan, booked_minutes, intervals
from domain.bookings.demand_forecast import DemandForecast, ExpectedRequests, HalfHourDemand
from domain.bookings.staffing import RequestLoad, Unstable, staffing_of
from domain.money import Money

HALF_HOUR = timedelta(minutes=30)
HALF_HOUR_S = 1800
NEGLIGIBLE = 1e-6
"""Requests."""
NEVER = datetime.max.replace(tzinfo=UTC)
DEFAULT_HANDLING_S = 600.0
"""Ten minutes, as the thesis measured at Guest to Guest; assumed where a brand has no history."""


class QuoteAssumption(StrEnum):
    """What a quote takes for granted; pages put each into words."""

    UNCHANGED_DEMAND = "unchanged_demand"
    ASSUMED_DEMAND = "assumed_demand"
    VOLUNTEERS_AS_BEFORE = "volunteers_as_before"
    ALL_SEATS_FILLED = "all_seats_filled"
    ASSUMED_HANDLING_TIME = "assumed_handling_time"
    NO_VISITOR_LEAVES = "no_visitor_leaves"
    EVERY_SUBJECT = "every_subject"
    OLD_HISTORY = "old_history"
    EVERY_ANSWER_AT_PLAN_PRICE = "every_answer_at_plan_price"
    OTHER_BOOKINGS_IGNORED = "other_bookings_ignored"
    HOLIDAYS_BOOKED = "holidays_booked"


@dataclass(frozen=True)
class QuoteBasis:
    """What is known of a brand's demand and people when a plan is quoted."""

    forecast: DemandForecast
    """Of the plan's days, and of the day after them: windows may pass its midnight."""
    promise_s: int
    """Within so many seconds the brand promises an answer."""
    handling_s: float | None
    """Mean handled time of its conversations; None: not known."""
    patience_s: float | None
    """Mean time after which its visitors leave; None: none is known to leave."""
    volunteers: Mapping[tuple[int, int], float]
    """What volunteers answer on average, by weekday (Monday is 0) and half-hour (0 to 47)."""
    volunteers_within_promise: float
    """The share of these that they answer within the promise, 0 to 1."""
    qualified_people: int
    """How many members could take the seats."""
    is_history_old: bool = False
    """Whether the newest requests are from weeks ago, and are taken for the latest."""
    has_other_bookings: bool = False
    """Whether other bookings of the brand cover some of the plan's time."""
    concurrency: int = 1
    """How many conversations an expert holds at once."""


@dataclass(frozen=True)
class ExpectedCost:
    """A mean, and the costs at the bounds of the demand."""

    low: Money
    mean: Money
    high: Money


@dataclass(frozen=True)
class Quote:
    """What a plan brings and costs."""

    booked_minutes: int
    expected_requests: ExpectedRequests
    answered_within_promise: ExpectedRequests
    """By the booked seats and by volunteers, during the windows."""
    answered_by_volunteers: float
    cost: ExpectedCost
    budget_ends_on: date | None
    """The day on which the mean cost reaches the budget; None: it lasts."""
    qualified_people: int
    assumptions: tuple[QuoteAssumption, ...]


class _Answers(NamedTuple):
    """What is answered in one booked half-hour if the budget lasts."""

    day: date
    by_volunteers: float
    by_seats: float
    by_seats_in_time: float


class _Outcome(NamedTuple):
    within_promise: float
    by_volunteers: float
    cost: float
    """In minor units."""
    budget_ends_on: date | None


class _BookedHalfHour(NamedTuple):
    demand: HalfHourDemand
    share: float
    """Of the half-hour that is booked, above 0 and at most 1."""


def quote_of(plan: BookingPlan, basis: QuoteBasis) -> Quote:
    """Quote a plan that `check_plan` has checked."""
    booked = list(_booked(plan, basis.forecast.half_hours))
    requests = _requests(booked, basis.forecast)
    queue = _SeatQueue(plan.seats, basis)
    low, mean, high = (
        _outcome(plan, basis, _answers(plan, basis, queue, booked, _ratio(bound, requests.mean)))
        for bound in (requests.low, requests.mean, requests.high)
    )
    return Quote(
        booked_minutes(plan),
        requests,
        _sorted_around(mean.within_promise, low.within_promise, high.within_promise),
        mean.by_volunteers,
        ExpectedCost(*(Money(round(one.cost), plan.price.currency) for one in (low, mean, high))),
        mean.budget_ends_on,
        basis.qualified_people,
        tuple(_assumptions(plan, basis)),
    )


def _ratio(bound: float, mean: float) -> float:
    """By what to multiply the demand of each half-hour; fewer than one in a million is none."""
    return bound / mean if mean > NEGLIGIBLE else 0.0


def _sorted_around(mean: float, *bounds: float) -> ExpectedRequests:
    """With more demand the budget ends earlier, and less may be answered in time, not more."""
    return ExpectedRequests(min(mean, *bounds), mean, max(mean, *bounds))


def with_one_more_seat(plan: BookingPlan) -> BookingPlan:
    """The same plan with a further seat, to quote what it would add."""
    return replace(plan, seats=plan.seats + 1)


def half_hour_of_week(starts_at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """Weekday (Monday is 0) and half-hour (0 to 47) of an instant, by the clock of a zone."""
    local = starts_at.astimezone(zone)
    return local.weekday(), local.hour * 2 + local.minute // 30


def _booked(plan: BookingPlan, half_hours: Iterable[HalfHourDemand]) -> Iterator[_BookedHalfHour]:
    windows = iter(intervals(plan))
    start, end = next(windows)
    for demand in half_hours:
        while end <= demand.starts_at:
            start, end = next(windows, (start, NEVER))
        overlap = min(end, demand.starts_at + HALF_HOUR) - max(start, demand.starts_at)
        if end is not NEVER and overlap > timedelta():
            yield _BookedHalfHour(demand, overlap / HALF_HOUR)


def _requests(booked: Sequence[_BookedHalfHour], forecast: DemandForecast) -> ExpectedRequests:
    """The requests in the windows; a half-hour booked in part counts in part."""
    whole = forecast.total([demand.starts_at for demand, _ in booked])
    mean = math.fsum(demand.requests.mean * share for demand, share in booked)
    part = mean / whole.mean if whole.mean else 1.0
    return ExpectedRequests(whole.low * part, whole.mean * part, whole.high * part)


def _answers(
    plan: BookingPlan,
    basis: QuoteBasis,
    queue: "_SeatQueue",
    booked: Iterable[_BookedHalfHour],
    scale: float,
) -> Iterator[_Answers]:
    zone = ZoneInfo(plan.zone)
    for demand, share in booked:
        half_hour = half_hour_of_week(demand.starts_at, zone)
        requests = demand.requests.mean * scale
        volunteers = min(requests, basis.volunteers.get(half_hour, 0.0))
        answered, in_time = queue.answered(requests - volunteers)
        day = demand.starts_at.astimezone(zone).date()
        yield _Answers(day, volunteers * share, answered * share, in_time * share)


def _outcome(plan: BookingPlan, basis: QuoteBasis, half_hours: Iterable[_Answers]) -> _Outcome:
    """Add up, and stop paying when the budget is spent."""
    in_time = by_volunteers = cost = 0.0
    ends_on = None
    for half_hour in half_hours:
        by_volunteers += half_hour.by_volunteers
        in_time += half_hour.by_volunteers * basis.volunteers_within_promise
        price = half_hour.by_seats * plan.price.amount
        affordable = min(1.0, (plan.budget.amount - cost) / price) if price else 1.0
        cost += price * affordable
        in_time += half_hour.by_seats_in_time * affordable
        if affordable < 1 and ends_on is None:
            ends_on = half_hour.day
    return _Outcome(in_time, by_volunteers, cost, ends_on)


class _SeatQueue:
    """What so many seats answer of the requests of a half-hour; many half-hours are alike."""

    def __init__(self, seats: int, basis: QuoteBasis) -> None:
        self._seats = seats
        self._basis = basis
        self._known: dict[float, tuple[float, float]] = {}

    def answered(self, requests: float) -> tuple[float, float]:
        """How many are answered, and how many of them within the promise."""
        if requests not in self._known:
            self._known[requests] = self._computed(requests)
        return self._known[requests]

    def _computed(self, requests: float) -> tuple[float, float]:
        basis = self._basis
        handling_s = basis.handling_s or DEFAULT_HANDLING_S
        load = RequestLoad(requests, HALF_HOUR_S, handling_s, basis.patience_s, basis.concurrency)
        figures = staffing_of(load, self._seats, basis.promise_s)
        if isinstance(figures, Unstable):
            # No visitor is known to leave, and the queue never ends: what is answered is what the
            # seats can do, all of it late.
            return self._seats * HALF_HOUR_S / load.working_s, 0.0
        return requests * (1 - figures.abandonment), requests * figures.service_level


def _assumptions(plan: BookingPlan, basis: QuoteBasis) -> Iterator[QuoteAssumption]:
    holds = {
        QuoteAssumption.ASSUMED_DEMAND: basis.forecast.is_assumption,
        QuoteAssumption.UNCHANGED_DEMAND: True,
        QuoteAssumption.VOLUNTEERS_AS_BEFORE: True,
        QuoteAssumption.ALL_SEATS_FILLED: True,
        QuoteAssumption.ASSUMED_HANDLING_TIME: basis.handling_s is None,
        QuoteAssumption.NO_VISITOR_LEAVES: basis.patience_s is None,
        QuoteAssumption.EVERY_SUBJECT: plan.subject_id is None,
        QuoteAssumption.OLD_HISTORY: basis.is_history_old,
        QuoteAssumption.EVERY_ANSWER_AT_PLAN_PRICE: True,
        QuoteAssumption.OTHER_BOOKINGS_IGNORED: basis.has_other_bookings,
        QuoteAssumption.HOLIDAYS_BOOKED: plan.mode is not BookingMode.WHEN_CLOSED,
    }
    return (assumption for assumption, is_made in holds.items() if is_made)
