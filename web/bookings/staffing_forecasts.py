"""What a brand's coming weeks need in people, what its ambassadors cover, and when it is open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.bookings.assumed_demand import AssumedDemand
from domain.bookings.demand_forecast import DemandForecast, NoHistory
from domain.bookings.quote import DEFAULT_HANDLING_S, QuoteAssumption
from domain.bookings.staffing_gap import (
    GapWindow,
    HalfHourStaffing,
    PeopleBasis,
    gap_windows,
    quiet_below,
    staffing_week,
)
from domain.bookings.weekly_windows import half_hours_within
from domain.brands.opening_hours import OpeningHours
from projections.brands.brands import BrandSummary, opening_hours_of, promise_of
from projections.conversations.queries import mean_handling_s
from projections.members.usual_hours import UsualHoursSummary, usual_hours_for
from projections.read_models import ReadModels
from web.bookings.quotes import (
    A_WEEK,
    ONE_DAY,
    RECENT_WEEKS,
    KnownDemand,
    expected_demand,
    known_demand,
)

MAX_WEEKS = 4
DEFAULT_WEEKS = 2
HalfHourOfWeek = tuple[int, int]
"""Weekday (Monday is 0) and half-hour (0 to 47)."""


class ForecastRequest(NamedTuple):
    """What a forecast is asked for."""

    weeks: int = DEFAULT_WEEKS
    subject_id: UUID | None = None
    """Only requests on it; None: all."""
    assumed: AssumedDemand | None = None
    """What the brand expects; used only without enough history."""


@dataclass(frozen=True)
class StaffingForecast:
    """The next weeks of a brand. Days are the brand's."""

    first: date
    end: date
    demand: DemandForecast
    known: KnownDemand
    basis: PeopleBasis
    is_handling_known: bool
    week: tuple[HalfHourStaffing, ...]
    """The 336 half-hours of the typical week."""
    hours: OpeningHours | None
    """The brand's; None: it never set any."""
    usually_there: Mapping[HalfHourOfWeek, int]
    """How many ambassadors said that they usually are."""

    @property
    def last_day(self) -> date:
        return self.end - ONE_DAY

    @cached_property
    def gaps(self) -> list[GapWindow]:
        return gap_windows(self.week)

    @cached_property
    def quiet_below(self) -> float:
        """The requests below which a half-hour is not worth a booking."""
        return quiet_below(self.week)

    @cached_property
    def open_half_hours(self) -> frozenset[HalfHourOfWeek]:
        """Of a week without exceptions; all where the brand has no hours."""
        return frozenset(half_hours_within((self.hours or OpeningHours.always("UTC")).week))

    @property
    def assumptions(self) -> tuple[QuoteAssumption, ...]:
        """What it takes for granted; the same as of a quote."""
        holds = {
            QuoteAssumption.ASSUMED_DEMAND: self.demand.is_assumption,
            QuoteAssumption.UNCHANGED_DEMAND: True,
            QuoteAssumption.VOLUNTEERS_AS_BEFORE: True,
            QuoteAssumption.ASSUMED_HANDLING_TIME: not self.is_handling_known,
            QuoteAssumption.NO_VISITOR_LEAVES: self.basis.patience_s is None,
            QuoteAssumption.OLD_HISTORY: self.known.is_old,
        }
        return tuple(assumption for assumption, is_made in holds.items() if is_made)


def staffing_forecast(
    read_models: ReadModels, brand: BrandSummary, request: ForecastRequest, at: datetime
) -> StaffingForecast | NoHistory:
    """The weeks from today on. at: now, UTC. NoHistory: neither history nor assumption."""
    first = at.astimezone(ZoneInfo(brand.zone)).date()
    end = first + request.weeks * A_WEEK
    known = known_demand(read_models, brand, request.subject_id, at)
    demand = expected_demand(read_models, brand, known, (first, end), request.assumed)
    if isinstance(demand, NoHistory):
        return demand
    with read_models.read(read_models.brands) as db:
        promise_s = promise_of(brand.brand_id, db)
        hours = opening_hours_of(brand.brand_id, db)
    with read_models.read(read_models.facts) as db:
        recent = (known.end - RECENT_WEEKS * A_WEEK, known.end)
        handling_s = mean_handling_s(brand.brand_id, *recent, db)
    with read_models.read(read_models.usual_hours) as db:
        said = usual_hours_for(brand.brand_id, db)
    basis = PeopleBasis(promise_s, handling_s or DEFAULT_HANDLING_S, known.patience_s)
    return StaffingForecast(
        first,
        end,
        demand,
        known,
        basis,
        bool(handling_s),
        staffing_week(demand.half_hours, brand.zone, known.coverage, basis),
        hours,
        usually_there(said, brand.zone, at),
    )


def usually_there(
    said: Iterable[UsualHoursSummary], zone: str, at: datetime
) -> Mapping[HalfHourOfWeek, int]:
    """How many said so, by half-hours of the brand's week, as its clock is at a time (UTC)."""
    counts: Counter[HalfHourOfWeek] = Counter()
    for one in said:
        counts.update(set(half_hours_within(one.week, minutes_ahead(zone, one.zone, at))))
    return counts


def minutes_ahead(zone: str, other: str, at: datetime) -> int:
    """By how many minutes the clock of a zone is ahead of that of another one."""
    offsets: Sequence[timedelta | None] = [
        at.astimezone(ZoneInfo(name)).utcoffset() for name in (zone, other)
    ]
    own, others = (offset or timedelta() for offset in offsets)
    return (own - others) // timedelta(minutes=1)
