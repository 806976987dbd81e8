"""A figure with the number of attempts it rests on, or the reason why there is none."""

from enum import StrEnum
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
