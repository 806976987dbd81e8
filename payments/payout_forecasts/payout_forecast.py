"""The payouts of one currency, week by week: what is certain, what is expected, and bounds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from payments.payout_forecasts.known_market import KnownMarket
from payments.payout_forecasts.market_facts import ExpertShift
from payments.payout_forecasts.past_forecasts import (
    PastForecast,
    PayoutParts,
    booked_pay,
)
from payments.payout_forecasts.payout_weeks import week_number, week_start_us
from payments.payout_forecasts.ratio_intervals import (
    ForecastRecord,
    PayoutInterval,
    interval_of,
    record_of,
)


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


class NextWeeks(NamedTuple):
    """What will happen as far as it is known at a moment."""

    certain: Mapping[int, int]
    """By week of payout, what is payable or held with the day of its release, in minor units."""
    shifts: Iterable[ExpertShift]
    """Those that begin from then on; others do not count."""
    hold_us: int
    """How long after its end a conversation becomes payable."""


def forecast_payouts(
    known: KnownMarket, ahead: NextWeeks, at_us: int, weeks: int
) -> PayoutForecast:
    """
    The payouts of the week of a moment and of those that follow.

    known: on the Monday of this week.
    """
    origin, hold_us, past = week_number(at_us), ahead.hold_us, known.past
    booked = booked_pay(ahead.shifts, known.rates, at_us, hold_us)
    rows = []
    for week in range(origin, origin + weeks):
        parts = PayoutParts(origin, week, ahead.certain.get(week, 0), booked[week])
        rows.append(_week(parts, past, is_open=week_start_us(week) - hold_us > at_us))
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
