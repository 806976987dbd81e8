"""
The payout forecast of every currency: payments' arithmetic on what read models say of shifts.

Payments read no read model, so the shifts are passed to them as plain numbers.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from domain.bookings.booking import BookingStatus
from payments.ledger.entries import EPOCH, microseconds
from payments.ledger.trial_balance import trial_balance
from payments.payout_forecasts.conversation_rates import ConversationRates
from payments.payout_forecasts.known_market import KnownMarket, WeekAhead
from payments.payout_forecasts.ledger_facts import (
    CertainPayouts,
    certain_payouts,
    certain_payouts_as_of,
    earned_pay,
)
from payments.payout_forecasts.market_facts import EarnedPay, ExpertShift, MarketFacts
from payments.payout_forecasts.payout_forecast import (
    NextWeeks,
    PayoutForecast,
    forecast_payouts,
)
from payments.payout_forecasts.payout_weeks import week_number, week_start_us
from projections.bookings.bookings import BookingSummary, bookings_with_ids
from projections.bookings.shifts import Assignment, assignments_since
from projections.engine.generation import position_of
from web.marketplace import Marketplace

HISTORY = timedelta(weeks=104)
MICROSECOND = timedelta(microseconds=1)
MOST_WEEKS = 26
USUAL_CURRENCY = "EUR"
NOTHING_KNOWN = KnownMarket(ConversationRates(), ())


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
    hold_us, at_us = held_for // MICROSECOND, microseconds(moment.at)
    certain, shifts = _certain(market, hold_us, moment), _expert_shifts(market, moment.at)
    known = _known(market, WeekAhead(week_number(at_us), weeks, hold_us))
    found = {}
    for currency in sorted({*certain, *shifts, *known}):
        by_week, without_day = certain.get(currency, CertainPayouts({}, 0))
        ahead = NextWeeks(by_week, shifts.get(currency, ()), hold_us)
        payouts = forecast_payouts(known.get(currency, NOTHING_KNOWN), ahead, at_us, weeks)
        found[currency] = CurrencyForecast(currency, payouts, without_day)
    return found


def _certain(
    market: Marketplace, hold_us: int, moment: ForecastMoment
) -> dict[str, CertainPayouts]:
    """Now from the lists of what is held; of a past day from the events of each earning."""
    at_us = microseconds(moment.at)
    with market.ledger.read() as db:
        if moment.recorded_before is None:
            return certain_payouts(market.log, db, at_us)
        before_us = microseconds(moment.recorded_before)
        earned = earned_pay(db, hold_us, _since_us(at_us), before_us)
        balances = trial_balance(db, before_us)
    return certain_payouts_as_of(market.log, earned, balances, at_us, before_us)


def _known(market: Marketplace, ahead: WeekAhead) -> Mapping[str, KnownMarket]:
    """What was known on a Monday, when nothing more can come: both are behind by seconds."""
    monday_us = week_start_us(ahead.week)

    def is_complete() -> bool:
        last = market.log.rows.position_before(monday_us)
        models = market.read_models
        with models.read(models.shifts) as shifts, models.read(models.bookings) as bookings:
            is_read = min(position_of(shifts), position_of(bookings)) >= last
        return is_read and market.poster.progress().position >= last

    def read_facts() -> dict[str, MarketFacts]:
        return _facts(market, ahead.hold_us, monday_us)

    return market.known_markets.of(ahead, read_facts, is_complete)


def _facts(market: Marketplace, hold_us: int, monday_us: int) -> dict[str, MarketFacts]:
    """By currency, what was recorded before a Monday."""
    since_us = _since_us(monday_us)
    with market.ledger.read() as db:
        earned = earned_pay(db, hold_us, since_us, monday_us)
    pays: defaultdict[str, list[EarnedPay]] = defaultdict(list)
    for earning in earned:
        pays[earning.currency].append(earning.pay)
    shifts = _expert_shifts(market, EPOCH + timedelta(microseconds=since_us))
    return {
        currency: MarketFacts(pays[currency], shifts.get(currency, []), hold_us)
        for currency in {*pays, *shifts}
    }


def _since_us(moment_us: int) -> int:
    """What was recorded before is not looked at."""
    return max(moment_us - HISTORY // MICROSECOND, 0)


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
    ahead = NextWeeks({}, (), held_for // MICROSECOND)
    payouts = forecast_payouts(NOTHING_KNOWN, ahead, microseconds(moment.at), weeks)
    return CurrencyForecast(currency, payouts, 0)


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
