"""Figures with the number of attempts they rest on, and the first: facility and deviation."""

from collections.abc import Sequence
from enum import StrEnum
from math import sqrt
from statistics import fmean
from typing import NamedTuple

MIN_ATTEMPTS = 10
"""Below so many attempts no figure is shown."""
MIN_PAIRED_ATTEMPTS = 30
"""Below so many attempts no figure is shown that compares answers, such as a correlation."""


class MissingReason(StrEnum):
    """Why there is no figure."""

    TOO_FEW = "too_few"
    """Fewer attempts than the figure needs."""
    NO_VARIANCE = "no_variance"
    """All attempts earned the same."""
    ONE_QUESTION = "one_question"
    """There is no other question to compare with."""
    NOT_SELECTED_FOR_ALL = "not_drawn_for_all"
    """Questions are selected at random, and not all attempts contain this one."""
    NEGATIVE = "negative"
    """It would be the root of a negative number."""


class Figure(NamedTuple):
    """A statistic, or the reason why there is none."""

    value: float | None
    n: int
    """How many attempts it rests on."""
    reason: MissingReason | None = None
    """Why there is no value."""


def unknown(n: int, reason: MissingReason) -> Figure:
    """A figure without a value. n: how many attempts there are all the same."""
    return Figure(None, n, reason)


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
