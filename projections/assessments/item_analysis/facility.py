"""How easy a question is: the mean share of its points that is earned, and how that spreads."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

from projections.assessments.item_analysis.figure import (
    MIN_ATTEMPTS,
    Figure,
    MissingReason,
    unknown,
)


def facility(shares: Sequence[float]) -> Figure:
    """
    The facility of a question, 0 to 1: F = mean(x) / x_max, as in Moodle.

    shares: by attempt, the share of the question's points that was earned.
    """
    n = len(shares)
    return Figure(fmean(shares), n) if n >= MIN_ATTEMPTS else unknown(n, MissingReason.TOO_FEW)


def deviation(shares: Sequence[float]) -> Figure:
    """The standard deviation of a sample, as a share of the points: sqrt(V(x)) / x_max (Moodle)."""
    n = len(shares)
    return (
        Figure(sqrt(variance(shares)), n)
        if n >= MIN_ATTEMPTS
        else unknown(n, MissingReason.TOO_FEW)
    )


def variance(values: Sequence[float]) -> float:
    """The unbiased variance, of two values or more."""
    return covariance(values, values)


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The unbiased covariance, of two pairs or more; exactly 0 where one of them never changes."""
    from_x, from_y = [x - xs[0] for x in xs], [y - ys[0] for y in ys]
    mean_x, mean_y = fmean(from_x), fmean(from_y)
    products = [(x - mean_x) * (y - mean_y) for x, y in zip(from_x, from_y, strict=True)]
    return fmean(products) * len(products) / (len(products) - 1)
