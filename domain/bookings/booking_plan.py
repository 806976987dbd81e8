"""
A booking's plan: when, how many seats, for which visitors, at which price, with which budget.

* BookingPlan
  - check_plan        the rules of a new plan
  - intervals         when it books coverage, in UTC
  - booked_minutes    minutes of all seats
* ShiftSlot
  - shift_slots       an interval cut into shifts, one for each seat
  - shift_times       the same without the seats

What experts take of a booking that changed is in booked_times.py.

Local times have the one reading of domain/brands/opening_hours.py: when clocks are put back, an
hour that occurs twice is booked twice; when they are put forward, the missing hour is not booked.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.json import encode

from domain.brands.opening_hours import DAY, MINUTE, Interval, OpeningHours
from domain.brands.opening_ranges import Ranges
from domain.errors import Invalid
from domain.money import Money

MAX_SEATS = 50
MAX_DAYS = 366
MAX_PRICE = 100_000
"""In minor units, for one conversation. A slip of the keyboard must not empty a budget."""
MAX_BUDGET = 100_000_000
"""In minor units."""
MAX_SHIFT = timedelta(hours=4)
"""Longer windows are cut into shifts of this length, the last one shorter."""
QUARTER = 15
"""Windows begin and end at a multiple of so many minutes."""


class BookingMode(StrEnum):
    """When the booked experts are offered requests."""

    WHEN_CLOSED = "when_closed"
    """Only outside the brand's opening hours."""
    REINFORCEMENT = "reinforcement"
    """Only while no ambassador is present who could take the request."""
    ALWAYS = "always"


class BookingPlan(Struct, frozen=True, kw_only=True):
    """What a brand books, as events store it. Make it, then call `check_plan`."""

    subject_id: UUID | None
    """What the experts must be qualified in; None: any subject."""
    languages: tuple[str, ...]
    first_day: date
    until: date
    """The first day that is no longer booked. Days are the zone's."""
    zone: str
    week: tuple[Ranges, ...]
    """The windows of each weekday, from Monday: local minutes, as in OpeningHours."""
    seats: int
    mode: BookingMode
    price: Money
    """What the brand pays for a conversation of an expert on shift, commission included."""
    budget: Money
    """What conversations may cost in all; top-ups come on top."""
    opening_hours: OpeningHours | None = None
    """With WHEN_CLOSED, the hours outside of which it books: the brand's, as they were then."""


class ShiftSlot(NamedTuple):
    """One seat during one shift of a booking."""

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    seat: int
    """From 1 to the booking's seats."""


class PlanError(NamedTuple):
    """A rule that a plan breaks, and the field of the plan to change."""

    field: str
    refusal: Invalid


def check_plan(plan: BookingPlan, currency: str, at: datetime) -> None:
    """
    Check a new plan. The windows were checked by `OpeningHours.weekly`.

    currency: the brand's. at: now, UTC.
    Raises Invalid for a period that is empty, over or longer than a year, for windows that book
    nothing, are all over or do not begin at a quarter of an hour, and for seats, price or budget
    out of range, and for WHEN_CLOSED without opening hours.
    """
    for error in plan_errors(plan, currency, at):
        raise error.refusal


def plan_errors(plan: BookingPlan, currency: str, at: datetime) -> Iterator[PlanError]:
    """Each rule that the plan breaks; none when it is valid."""
    period_errors = list(_period_errors(plan, at.astimezone(ZoneInfo(plan.zone)).date()))
    yield from period_errors
    yield from _window_errors(plan, at, is_period_valid=not period_errors)
    if not 1 <= plan.seats <= MAX_SEATS:
        yield PlanError("seats", Invalid("Choose between 1 and %(most)s seats.", most=MAX_SEATS))
    if not plan.languages:
        yield PlanError("languages", Invalid("Choose the languages the experts answer in."))
    if plan.mode is BookingMode.WHEN_CLOSED and plan.opening_hours is None:
        yield PlanError("mode", Invalid("Set your opening hours first, or choose another mode."))
    yield from _money_errors(plan, currency)


def _period_errors(plan: BookingPlan, today: date) -> Iterator[PlanError]:
    if plan.until <= plan.first_day:
        yield PlanError("until", Invalid("The booking must end after it starts."))
    elif plan.until - plan.first_day > MAX_DAYS * DAY:
        most = Invalid("A booking can last up to %(most)s days.", most=MAX_DAYS)
        yield PlanError("until", most)
    if plan.first_day < today:
        yield PlanError("first_day", Invalid("The booking must start today or later."))


def _window_errors(
    plan: BookingPlan, at: datetime, *, is_period_valid: bool
) -> Iterator[PlanError]:
    if not any(plan.week):
        yield PlanError("week", Invalid("Choose at least one time range in the week."))
    elif any(minute % QUARTER for day in plan.week for window in day for minute in window):
        quarters = Invalid("Time ranges must start and end at a quarter of an hour, such as 18:15.")
        yield PlanError("week", quarters)
    elif is_period_valid and not intervals(plan):
        nothing = Invalid("These time ranges book no coverage in this period. Choose others.")
        yield PlanError("week", nothing)
    elif is_period_valid and intervals(plan)[-1][1] <= at:
        over = Invalid("These time ranges are over already. Choose later ones, or a later day.")
        yield PlanError("week", over)


def _money_errors(plan: BookingPlan, currency: str) -> Iterator[PlanError]:
    for field, money in (("price", plan.price), ("budget", plan.budget)):
        if money.currency != currency:
            other = Invalid(
                "This brand uses %(own)s, not %(other)s.", own=currency, other=money.currency
            )
            yield PlanError(field, other)
    if not 1 <= plan.price.amount <= MAX_PRICE:
        price = Invalid("Check the price for a conversation: it is zero, negative or too high.")
        yield PlanError("price", price)
    elif plan.budget.amount < plan.price.amount:
        small = Invalid("The budget must pay for at least one conversation.")
        yield PlanError("budget", small)
    if plan.budget.amount > MAX_BUDGET:
        most = Money(MAX_BUDGET, currency)
        yield PlanError("budget", Invalid("The budget can be at most %(most)s.", most=most))


@lru_cache(256)
def intervals(plan: BookingPlan) -> tuple[Interval, ...]:
    """
    When the plan books coverage: half-open, in UTC, in order, none touching the next.

    A window past midnight belongs to the day it starts on, also on the last day.
    """
    days = (plan.until - plan.first_day) // DAY
    dates = (plan.first_day + number * DAY for number in range(days))
    windows = tuple((day, plan.week[day.weekday()]) for day in dates)
    closed = tuple(() for _ in range(7))
    hours = OpeningHours(plan.zone, closed, special=windows)
    start, end = midnight(plan.first_day, plan.zone), midnight(plan.until + DAY, plan.zone)
    booked = hours.open_intervals(start, end)
    if plan.mode is BookingMode.WHEN_CLOSED and plan.opening_hours:
        return tuple(without(booked, plan.opening_hours.open_intervals(start, end)))
    return tuple(booked)


def booked_minutes(plan: BookingPlan) -> int:
    """The minutes of all seats together."""
    return plan.seats * minutes_of(intervals(plan))


def shift_slots(
    plan: BookingPlan, booking_id: UUID, period: Interval | None = None
) -> Iterator[ShiftSlot]:
    """
    The shifts of a plan as it was confirmed, by start and seat.

    period: only those that overlap it.
    """
    return slots_at(shift_times(plan), plan.seats, booking_id, period)


def minutes_of(times: Iterable[Interval]) -> int:
    """The whole minutes of times that do not overlap, rounded down once."""
    return sum((end - start for start, end in times), timedelta()) // MINUTE


def slots_at(
    times: Iterable[Interval], seats: int, booking_id: UUID, period: Interval | None = None
) -> Iterator[ShiftSlot]:
    """Every seat of shifts at these times, of those that overlap a period."""
    for start, end in times:
        if period is None or (start < period[1] and end > period[0]):
            for seat in range(1, seats + 1):
                yield ShiftSlot(shift_id_of(booking_id, start, seat), start, end, seat)


@lru_cache(1024)
def shift_times(plan: BookingPlan) -> tuple[Interval, ...]:
    """When its shifts take place as it was confirmed: half-open, in UTC, in order."""
    return tuple(part for start, end in intervals(plan) for part in cut_into_shifts(start, end))


def shift_id_of(booking_id: UUID, starts_at: datetime, seat: int) -> UUID:
    """The id of a shift, taken or not."""
    return uuid5(booking_id, f"{starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}/{seat}")


def midnight(day: date, zone: str) -> datetime:
    """When a day begins in a zone, UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def cut_into_shifts(start: datetime, end: datetime) -> Iterator[Interval]:
    """An interval as shifts of at most MAX_SHIFT."""
    while start < end:
        yield start, min(start + MAX_SHIFT, end)
        start += MAX_SHIFT


def without(booked: Iterable[Interval], removed: Iterable[Interval]) -> Iterator[Interval]:
    """The parts of booked intervals outside the removed ones; both are in order."""
    rest = list(removed)
    for start, end in booked:
        first = bisect_right(rest, start, key=itemgetter(1))
        yield from _remaining(start, end, islice(rest, first, None))


def _remaining(start: datetime, end: datetime, removed: Iterable[Interval]) -> Iterator[Interval]:
    for removed_start, removed_end in removed:
        if removed_start >= end:
            break
        if start < removed_start:
            yield start, removed_start
        start = removed_end
    if start < end:
        yield start, end


def plan_digest(plan: BookingPlan) -> str:
    """The same for equal plans: a page says with it which plan it has shown."""
    return hashlib.sha256(encode(plan)).hexdigest()
