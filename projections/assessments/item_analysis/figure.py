"""A figure with the number of things it rests on, or the reason why there is none."""

from enum import StrEnum
from typing import NamedTuple

FEWEST = 10
"""Below so many attempts no figure is shown."""
FEWEST_PAIRED = 30
"""Below so many nothing is shown that compares answers with each other, such as a correlation."""


class Why(StrEnum):
    """Why a figure cannot be told."""

    TOO_FEW = "too_few"
    """Fewer attempts than it takes."""
    NO_VARIANCE = "no_variance"
    """Everybody earned the same."""
    ONE_QUESTION = "one_question"
    """There is nothing to compare the question with."""
    NOT_DRAWN_FOR_ALL = "not_drawn_for_all"
    """Questions are drawn, and not everybody was asked this one."""
    NEGATIVE = "negative"
    """It would be the root of something below nothing."""


class Figure(NamedTuple):
    value: float | None
    n: int
    """How many attempts it rests on."""
    why: Why | None = None
    """Why there is no value."""


def unknown(n: int, why: Why) -> Figure:
    return Figure(None, n, why)
