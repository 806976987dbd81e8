"""
Split-conformal prediction: how far counts may be from their forecasts, by how far others were.

Source: V. Vovk, A. Gammerman and G. Shafer, "Algorithmic Learning in a Random World" (2005), 4.5
for the groups (Mondrian).
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

GROUPS = 5


def scale_of(mean: float) -> float:
    """The standard deviation of a count by chance, not quite 0 for the rarest."""
    return math.sqrt(mean + 0.1)


def scaled_error(mean: float, came: float) -> float:
    return abs(came - mean) / scale_of(mean)


def quantile(errors: Sequence[float]) -> float:
    """The error of rank 0.8 (n + 1), which the next one exceeds with a probability of 20 %."""
    rank = -(-4 * (len(errors) + 1) // 5)
    return sorted(errors)[min(rank, len(errors)) - 1]


class ErrorsByMean:
    """The scaled error that 80 % of half-hours of a similar mean did not exceed."""

    def __init__(self, errors: list[tuple[float, float]]) -> None:
        """errors: means with the errors of their half-hours, ordered by mean."""
        size = math.ceil(len(errors) / GROUPS)
        groups = [errors[begin : begin + size] for begin in range(0, len(errors), size)]
        self._from = [group[0][0] for group in groups[1:]]
        self._errors = [quantile([error for _, error in group]) for group in groups]

    def __call__(self, mean: float) -> float:
        return self._errors[bisect_right(self._from, mean)]
