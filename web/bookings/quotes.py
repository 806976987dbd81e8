"""What is known of a brand when it books: its demand, its people, and so the quote of a plan."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.bookings.assumed_demand import AssumedDemand, assumed_demand
from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import BookingPlan, intervals, minutes_of, without
from domain.bookings.demand_forecast import DemandForecast, NoHistory, forecast_demand
from domain.bookings.demand_history import DemandHistory, midnight
from domain.bookings.quote import Quote, QuoteBasis, quote_of, with_one_more_seat
from domain.bookings.volunteer_coverage import CoveredRequests, weekly_coverage
from domain.brands.opening_hours import OpeningHours
from domain.terms import Voluntary
from projections.bookings.bookings import bookings_of
from projections.bookings.demand.queries import newest_demand_day, observed_demand
from projections.brands.brands import BrandSummary, opening_hours_of, promise_of
from projections.conversations.queries import mean_handling_s, share_answered_within
from projections.read_models import ReadModels
from web.bookings.shift_experts import experts_for
from web.private_store.store import PrivateStore

A_WEEK = timedelta(weeks=1)
OLD_AFTER = timedelta(weeks=2)
HISTORY_WEEKS = 38
"""How far a forecast looks back."""
RECENT_WEEKS = 4
"""For handling time, and for how often volunteers keep the promise."""
LONGEST_PATIENCE_S = 86_400.0
ONE_DAY = timedelta(days=1)
IN_FORCE = (BookingStatus.AWAITING_FUNDS, BookingStatus.RUNNING, BookingStatus.PAUSED)


class KnownDemand(NamedTuple):
    """What the requests of a brand say, up to the last whole day that is known."""

    history: DemandHistory
    """Moved by whole weeks to now, when the newest requests are older than two weeks."""
    coverage: Mapping[tuple[int, int], CoveredRequests]
    """What volunteers answer, by weekday (Monday is 0) and half-hour of the day."""
    patience_s: float | None
    end: date
    """The day after the last one that is known, as it was."""
    is_old: bool


def known_demand(
    read_models: ReadModels,
    brand: BrandSummary,
    subject_id: UUID | None,
    at: datetime,
    languages: Collection[str] | None = None,
) -> KnownDemand:
    """
    The demand of the last weeks.

    subject_id: only requests on it; None: all. languages: only requests in one of these; None: all.
    at: now, UTC.
    """
    zone, today = ZoneInfo(brand.zone), brand.local_day(at)
    subject_ids = None if subject_id is None else [subject_id]
    with read_models.read(read_models.demand_by_half_hour) as db:
        newest = newest_demand_day(brand.brand_id, db) or today
        is_old = newest + OLD_AFTER < today
        end = newest if is_old else today
        first = end - HISTORY_WEEKS * A_WEEK
        span = (midnight(first, zone), midnight(end, zone))
        observed = observed_demand(
            brand.brand_id, *span, db, subject_ids=subject_ids, languages=languages
        )
    history = DemandHistory.of(observed.requests, brand.zone, first, end)
    answered = DemandHistory.of(observed.answered.get(Voluntary.model, {}), brand.zone, first, end)
    patience_s = observed.patience_s and min(observed.patience_s, LONGEST_PATIENCE_S)
    moved = replace(history, first=history.first + (today - end) // A_WEEK * A_WEEK)
    return KnownDemand(moved, weekly_coverage(answered), patience_s, end, is_old)


def quote(
    read_models: ReadModels,
    store: PrivateStore,
    brand: BrandSummary,
    plan: BookingPlan,
    at: datetime,
    assumed: AssumedDemand | None = None,
) -> tuple[Quote, Quote] | NoHistory:
    """
    The quote of a plan, and of the same plan with one more seat.

    assumed: what the brand expects; used only without enough history. NoHistory: neither is known.
    """
    known = known_demand(read_models, brand, plan.subject_id, at, plan.languages)
    # One day more, for windows that pass the last midnight.
    span = (plan.first_day, plan.until + ONE_DAY)
    forecast = expected_demand(read_models, brand, known, span, assumed)
    if isinstance(forecast, NoHistory):
        return forecast
    people = experts_for(brand.brand_id, plan, at, read_models, store)
    basis = replace(
        _basis(read_models, brand, known, forecast, len(people)),
        has_other_bookings=_is_booked_already(plan, brand.brand_id, read_models),
    )
    return quote_of(plan, basis), quote_of(with_one_more_seat(plan), basis)


def expected_demand(
    read_models: ReadModels,
    brand: BrandSummary,
    known: KnownDemand,
    span: tuple[date, date],
    assumed: AssumedDemand | None,
) -> DemandForecast | NoHistory:
    """
    The requests of the local days of a span, without its end.

    assumed: used only without enough history; a brand without weekly hours counts as always open.
    NoHistory: neither is known.
    """
    forecast = forecast_demand(known.history, *span)
    if not isinstance(forecast, NoHistory) or assumed is None:
        return forecast
    with read_models.read(read_models.brands) as db:
        hours = opening_hours_of(brand.brand_id, db)
    if hours is None or not any(hours.week):
        hours = OpeningHours.always(brand.zone)
    return assumed_demand(assumed.shape, assumed.requests_per_week, hours, *span)


def _is_booked_already(plan: BookingPlan, brand_id: UUID, read_models: ReadModels) -> bool:
    with read_models.read(read_models.bookings) as db:
        others = [one for one in bookings_of(brand_id, db) if one.status in IN_FORCE]
    wanted = intervals(plan)
    minutes = minutes_of(wanted)
    return any(minutes_of(without(wanted, one.times.shift_times)) < minutes for one in others)


def _basis(
    read_models: ReadModels,
    brand: BrandSummary,
    known: KnownDemand,
    forecast: DemandForecast,
    qualified_people: int,
) -> QuoteBasis:
    recent = (known.end - RECENT_WEEKS * A_WEEK, known.end)
    with read_models.read(read_models.brands) as db:
        promise_s = promise_of(brand.brand_id, db)
    with read_models.read(read_models.facts) as db:
        handling_s = mean_handling_s(brand.brand_id, *recent, db)
        in_time = share_answered_within(brand.brand_id, promise_s, Voluntary.model, recent, db)
    return QuoteBasis(
        forecast,
        promise_s,
        handling_s,
        known.patience_s,
        {half_hour: covered.mean for half_hour, covered in known.coverage.items()},
        in_time or 0.0,
        qualified_people,
        known.is_old,
    )
