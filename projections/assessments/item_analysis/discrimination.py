"""Whether a question tells those who know from those who do not."""

from collections.abc import Sequence
from math import atanh, sqrt, tanh
from typing import NamedTuple

from projections.assessments.item_analysis.facility import covariance, variance
from projections.assessments.item_analysis.figure import FEWEST_PAIRED, Figure, Why, unknown
from projections.statistics import Z_95


class Interval(NamedTuple):
    low: float
    high: float


def discrimination(shares: Sequence[float], rests: Sequence[float]) -> Figure:
    """
    The correlation of a question with the rest of the test, from -1 to 1.

    DI = C(x, X) / sqrt(V(x) V(X)), where X is what the other questions earned: as a share of their
    points, which differs from Moodle only where questions are drawn that are not worth the same.
    """
    n = len(shares)
    if n < FEWEST_PAIRED:
        return unknown(n, Why.TOO_FEW)
    spread = sqrt(variance(shares) * variance(rests))
    if not spread:
        return unknown(n, Why.NO_VARIANCE)
    return Figure(_within_one(covariance(shares, rests) / spread), n)


def efficiency(shares: Sequence[float], rests: Sequence[float]) -> Figure:
    """
    How much of the discrimination there could be at this facility there is: at most 1.

    DE = C(x, X) / C_max(x, X): the highest covariance is that of both put in order.
    """
    n = len(shares)
    if n < FEWEST_PAIRED:
        return unknown(n, Why.TOO_FEW)
    most = covariance(sorted(shares), sorted(rests))
    if most <= 0 or not sqrt(variance(shares) * variance(rests)):
        return unknown(n, Why.NO_VARIANCE)
    return Figure(min(1.0, covariance(shares, rests) / most), n)


def interval(correlation: Figure) -> Interval | None:
    """The 95 % interval of a correlation, by Fisher's transformation."""
    r, n = correlation.value, correlation.n
    if r is None:
        return None
    if abs(r) == 1:
        return Interval(r, r)
    half = Z_95 / sqrt(n - 3)
    return Interval(tanh(atanh(r) - half), tanh(atanh(r) + half))


def _within_one(value: float) -> float:
    """What rounding may have pushed beyond the bounds of a correlation."""
    return max(-1.0, min(1.0, value))
