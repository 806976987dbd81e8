"""
Split-conformal intervals: how far a forecast may be off, by how far those before it were.

Source: J. Lei et al., "Distribution-Free Predictive Inference for Regression" (2018), 2.2, with the
ratio of actual and forecast as the score, and both tails taken apart.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from payments.payout_forecasts.past_forecasts import PastForecast, PayoutParts

LEVEL_PERCENT = 80
FEWEST = 12
"""Fewer past forecasts of the same lead give no interval: it is too early."""
MOST = 52
"""Of more, the latest count."""
RECORD_WEEKS = 40


class PayoutInterval(NamedTuple):
    """Bounds of a payout, in minor units."""

    low: float
    high: float


class ForecastRecord(NamedTuple):
    """How many past payouts had an interval, and how many of them were within it."""

    weeks: int
    covered: int


def interval_of(
    parts: PayoutParts, past: Sequence[PastForecast], level_percent: int = LEVEL_PERCENT
) -> PayoutInterval | None:
    """
    The interval of a payout; None when it is too early for one.

    past: of any lead; only those of the same lead whose outcome was known at the origin count. The
    interval has the mean in it, and is never below what is certain.
    """
    known = (one for one in past if one.parts.lead == parts.lead)
    ratios = [one.ratio for one in known if one.parts.week <= parts.origin][-MOST:]
    if len(ratios) < FEWEST:
        return None
    low, high = _bounds(sorted(ratios), level_percent)
    return PayoutInterval(
        parts.certain + parts.booked * min(low, 1.0), parts.certain + parts.booked * max(high, 1.0)
    )


def record_of(past: Sequence[PastForecast], lead: int) -> ForecastRecord:
    """Of the last weeks whose intervals could have been made, each from what was known then."""
    same_lead = [one for one in past if one.parts.lead == lead]
    covered = []
    for one in same_lead:
        interval = interval_of(one.parts, same_lead)
        if interval is not None:
            covered.append(interval.low <= one.actual <= interval.high)
    return ForecastRecord(len(covered[-RECORD_WEEKS:]), sum(covered[-RECORD_WEEKS:]))


def _bounds(ratios: Sequence[float], level_percent: int) -> tuple[float, float]:
    """The ratios of the ranks that leave out half of the rest on each side."""
    tail = (100 - level_percent) / 200
    low = max(1, math.floor(tail * (len(ratios) + 1)))
    high = min(len(ratios), math.ceil((1 - tail) * (len(ratios) + 1)))
    return ratios[low - 1], ratios[high - 1]
