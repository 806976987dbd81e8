"""The payouts of one currency, week by week: what is certain, what is expected, and bounds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from payments.payout_forecasts.conversation_rates import ConversationRates
from payments.payout_forecasts.market_facts import MarketFacts
from payments.payout_forecasts.past_forecasts import (
    PastForecast,
    PayoutParts,
    booked_pay,
    past_forecasts,
)
from payments.payout_forecasts.payout_weeks import week_number, week_start_us
from payments.payout_forecasts.ratio_intervals import (
    ForecastRecord,
    PayoutInterval,
    interval_of,
    record_of,
)
from payments.payout_forecasts.shift_work import work_by_week


class WeekForecast(NamedTuple):
    """A week's expected payout, in minor units."""

    week: int
    certain: int
    mean: int
    low: int | None
    """None: too early for an interval, or no hours are booked yet."""
    high: int | None
    is_open: bool
    """Work that is still to be done may be paid in this week."""
    record: ForecastRecord
    """Of past forecasts made as far ahead."""


class PayoutForecast(NamedTuple):
    """The coming payouts in one currency."""

    weeks: Sequence[WeekForecast]
    record: ForecastRecord
    """Of forecasts made `record_lead` weeks ahead: the nearest weeks that are not certain."""
    record_lead: int
    checked: int
    """How many past forecasts of that lead have an outcome."""


def forecast_payouts(
    facts: MarketFacts, certain: Mapping[int, int], at_us: int, weeks: int
) -> PayoutForecast:
    """
    The payouts of the week of a moment and of those that follow.

    certain: by week of payout, what is payable or held with the day of its release, minor units.
    """
    origin = week_number(at_us)
    weeks_of_work = work_by_week(facts, at_us).values()
    rates = ConversationRates(work for known in weeks_of_work for work in known)
    booked = booked_pay(facts.shifts, rates, at_us, facts.hold_us)
    past = past_forecasts(facts, origin, range(weeks))
    rows = []
    for week in range(origin, origin + weeks):
        parts = PayoutParts(origin, week, certain.get(week, 0), booked[week])
        rows.append(_week(parts, past, is_open=week_start_us(week) - facts.hold_us > at_us))
    lead = next((row.week - origin for row in rows if row.is_open), 0)
    checked = sum(one.parts.lead == lead for one in past)
    return PayoutForecast(rows, record_of(past, lead), lead, checked)


def _week(parts: PayoutParts, past: Sequence[PastForecast], *, is_open: bool) -> WeekForecast:
    interval = _interval(parts, past, is_open=is_open)
    return WeekForecast(
        parts.week,
        parts.certain,
        round(parts.certain + parts.booked),
        None if interval is None else round(interval.low),
        None if interval is None else round(interval.high),
        is_open,
        record_of(past, parts.lead),
    )


def _interval(
    parts: PayoutParts, past: Sequence[PastForecast], *, is_open: bool
) -> PayoutInterval | None:
    if not is_open:
        return PayoutInterval(parts.certain + parts.booked, parts.certain + parts.booked)
    return interval_of(parts, past) if parts.booked else None
