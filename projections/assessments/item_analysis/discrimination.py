"""How well a question separates strong candidates from weak ones."""

from collections.abc import Sequence
from math import atanh, sqrt, tanh
from typing import NamedTuple

from projections.assessments.item_analysis.figure import (
    MIN_PAIRED_ATTEMPTS,
    Figure,
    MissingReason,
    covariance,
    unknown,
    variance,
)
from projections.statistics import Z_95


class ConfidenceInterval(NamedTuple):
    """The bounds of a 95 % confidence interval of a correlation, -1 to 1."""

    low: float
    high: float


def discrimination(shares: Sequence[float], rests: Sequence[float]) -> Figure:
    """
    The item-rest correlation of a question (corrected point-biserial), from -1 to 1.

    shares, rests: by attempt, in the same order, the share of points that the question and all
    others earned. DI = C(x, X) / sqrt(V(x) V(X)), as in Moodle's "Quiz statistics calculations";
    Moodle takes points for X, which differs only where selected questions have unequal points.
    """
    n = len(shares)
    if n < MIN_PAIRED_ATTEMPTS:
        return unknown(n, MissingReason.TOO_FEW)
    spread = sqrt(variance(shares) * variance(rests))
    if not spread:
        return unknown(n, MissingReason.NO_VARIANCE)
    return Figure(_within_one(covariance(shares, rests) / spread), n)


def efficiency(shares: Sequence[float], rests: Sequence[float]) -> Figure:
    """
    The discrimination as a share of the highest possible at this facility: at most 1.

    DE = C(x, X) / C_max(x, X), as in Moodle's "Quiz statistics calculations": the highest
    covariance is that of both in order. shares, rests: as for `discrimination`.
    """
    n = len(shares)
    if n < MIN_PAIRED_ATTEMPTS:
        return unknown(n, MissingReason.TOO_FEW)
    highest = covariance(sorted(shares), sorted(rests))
    if highest <= 0 or not sqrt(variance(shares) * variance(rests)):
        return unknown(n, MissingReason.NO_VARIANCE)
    return Figure(min(1.0, covariance(shares, rests) / highest), n)


def interval(correlation: Figure) -> ConfidenceInterval | None:
    """
    The 95 % interval of a correlation, by Fisher's transformation; None where it is unknown.

    Source: R. A. Fisher, "On the 'probable error' of a coefficient of correlation deduced from a
    small sample", Metron 1 (1921).
    """
    r, n = correlation.value, correlation.n
    if r is None:
        return None
    if abs(r) == 1:
        return ConfidenceInterval(r, r)
    half = Z_95 / sqrt(n - 3)
    return ConfidenceInterval(tanh(atanh(r) - half), tanh(atanh(r) + half))


def _within_one(value: float) -> float:
    """Cut off what rounding may have pushed beyond the bounds of a correlation."""
    return max(-1.0, min(1.0, value))
