"""
The payout forecast of every currency: payments' arithmetic on what read models say of shifts.

Payments read no read model, so the shifts are passed to them as plain numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from domain.bookings.booking import BookingStatus
from payments.ledger.entries import EPOCH, microseconds
from payments.ledger.trial_balance import trial_balance
from payments.payout_forecasts.ledger_facts import (
    CertainPayouts,
    ConversationEarning,
    certain_payouts,
    earned_pay,
)
from payments.payout_forecasts.market_facts import ExpertShift, MarketFacts
from payments.payout_forecasts.payout_forecast import PayoutForecast, forecast_payouts
from projections.bookings.bookings import BookingSummary, bookings_with_ids
from projections.bookings.shifts import Assignment, assignments_since
from web.marketplace import Marketplace

HISTORY = timedelta(weeks=104)
"""What was recorded before is not looked at."""
MICROSECOND = timedelta(microseconds=1)
MOST_WEEKS = 26
USUAL_CURRENCY = "EUR"


class ForecastMoment(NamedTuple):
    """When a forecast is made, and what it may know."""

    at: datetime
    """UTC."""
    recorded_before: datetime | None = None
    """Only what the log had recorded before; None: all there is."""


class CurrencyForecast(NamedTuple):
    """The forecast of one currency."""

    currency: str
    payouts: PayoutForecast
    without_day: int
    """Held without a day of release, in minor units."""


class ShownForecast(NamedTuple):
    """The forecast of one currency, and in which others there are some."""

    forecast: CurrencyForecast
    other_currencies: tuple[str, ...]


def moment_of(as_of: datetime | None, now: datetime) -> ForecastMoment:
    """The end of a day (UTC), but not later than now; None: now."""
    if as_of is None:
        return ForecastMoment(now)
    end = as_of.replace(tzinfo=UTC) + timedelta(days=1)
    return ForecastMoment(end, end) if end < now else ForecastMoment(now)


def payout_forecasts(
    market: Marketplace, held_for: timedelta, moment: ForecastMoment, weeks: int
) -> dict[str, CurrencyForecast]:
    """
    By currency, of those in which experts have earned or have booked hours.

    held_for: how long pay is held. weeks: how many, from that of the moment on.
    """
    since, hold_us = moment.at - HISTORY, held_for // MICROSECOND
    at_us = microseconds(moment.at)
    before_us = microseconds(moment.recorded_before) if moment.recorded_before else None
    with market.ledger.read() as db:
        earned = earned_pay(db, hold_us, microseconds(max(since, EPOCH)), before_us)
        balances = trial_balance(db, before_us)
    certain = certain_payouts(market.log, earned, balances, at_us, before_us)
    shifts = _expert_shifts(market, since)
    found = {}
    for currency in sorted({*certain, *shifts}):
        facts = _facts(currency, earned, shifts, hold_us)
        if before_us is not None:
            facts = facts.known_by(before_us)
        by_week, without_day = certain.get(currency, CertainPayouts({}, 0))
        payouts = forecast_payouts(facts, by_week, at_us, weeks)
        found[currency] = CurrencyForecast(currency, payouts, without_day)
    return found


def forecast_of(
    market: Marketplace,
    held_for: timedelta,
    moment: ForecastMoment,
    weeks: int,
    currency: str | None = None,
) -> ShownForecast:
    """The forecast of a currency; None: of euros where there are some, else of the first."""
    found = payout_forecasts(market, held_for, moment, weeks)
    usual = USUAL_CURRENCY if USUAL_CURRENCY in found else next(iter(found), USUAL_CURRENCY)
    code = currency or usual
    others = tuple(other for other in found if other != code)
    return ShownForecast(found.get(code) or _nothing(code, held_for, moment, weeks), others)


def _nothing(
    currency: str, held_for: timedelta, moment: ForecastMoment, weeks: int
) -> CurrencyForecast:
    """The forecast of a currency in which nothing was earned or booked."""
    facts = MarketFacts(hold_us=held_for // MICROSECOND)
    payouts = forecast_payouts(facts, {}, microseconds(moment.at), weeks)
    return CurrencyForecast(currency, payouts, 0)


def _facts(
    currency: str,
    earned: Sequence[ConversationEarning],
    shifts: Mapping[str, list[ExpertShift]],
    hold_us: int,
) -> MarketFacts:
    own = [earning.pay for earning in earned if earning.currency == currency]
    return MarketFacts(own, shifts.get(currency, []), hold_us)


def _expert_shifts(market: Marketplace, since: datetime) -> dict[str, list[ExpertShift]]:
    models = market.read_models
    with models.read(models.shifts) as db:
        assignments = assignments_since(since, db)
    with models.read(models.bookings) as db:
        bookings = bookings_with_ids({assignment.booking_id for assignment in assignments}, db)
    found = defaultdict(list)
    for assignment in assignments:
        booking = bookings.get(assignment.booking_id)
        if booking is not None and booking.status is not BookingStatus.DISCARDED:
            found[booking.plan.price.currency].append(_expert_shift(assignment, booking))
    return dict(found)


def _expert_shift(assignment: Assignment, booking: BookingSummary) -> ExpertShift:
    _, net = booking.plan.price.share(booking.commission_percent)
    withdrawn = assignment.released_at
    return ExpertShift(
        assignment.member_id,
        microseconds(assignment.starts_at),
        microseconds(assignment.ends_at),
        microseconds(assignment.assigned_at),
        None if withdrawn is None else microseconds(withdrawn),
        net.amount,
    )
