"""The statistics of a comparison, on counted values."""

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The normal quantile of a 95 % interval."""


class Share(NamedTuple):
    """A share of n cases, with its 95 % interval; all between 0 and 1."""

    value: float
    low: float
    high: float
    n: int
    """How many cases it is a share of."""


def wilson(k: int, n: int, z: float = Z_95) -> Share | None:
    """
    The share k of n with Wilson's score interval; None when n is 0.

    z: the normal quantile of the interval, by default of 95 %.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    if n == 0:
        return None
    share, z2 = k / n, z * z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Share(share, max(0.0, middle - half), min(1.0, middle + half), n)


def median(counted: Mapping[int, int]) -> float | None:
    """
    The median: the middle value, or the mean of the two in the middle; None without values.

    counted: how often each value occurs.
    """
    n = sum(counted.values())
    if n == 0:
        return None
    lower, upper = _ranked(counted, (n + 1) // 2), _ranked(counted, n // 2 + 1)
    return (lower + upper) / 2


def percentile(counted: Mapping[int, int], percent: int) -> int | None:
    """
    The smallest value that at least so many per cent of the values do not exceed; None without any.

    The nearest-rank method: the value at rank ceil(n * percent / 100), without interpolation.
    """
    n = sum(counted.values())
    return _ranked(counted, -(-n * percent // 100)) if n else None


def _ranked(counted: Mapping[int, int], rank: int) -> int:
    """The value at a rank, from 1, when all are in order."""
    passed = 0
    for value in sorted(counted):
        passed += counted[value]
        if passed >= rank:
            return value
    raise AssertionError("a rank lies within n")


def rank_interval(counted: Mapping[int, int], z: float = Z_95) -> tuple[int, int] | None:
    """
    A 95 % interval for the median, by the order statistics that enclose it; None below 10 values.

    Source: M. J. Campbell and M. J. Gardner, "Calculating confidence intervals for some
    non-parametric analyses", British Medical Journal 296 (1988).
    """
    n = sum(counted.values())
    if n < 10:  # noqa: PLR2004 - the normal approximation needs a few values
        return None
    half = z * sqrt(n) / 2
    low, high = max(1, round(n / 2 - half)), min(n, round(n / 2 + half + 1))
    return _ranked(counted, low), _ranked(counted, high)
