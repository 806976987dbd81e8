"""From values to positions: round ticks, and scales that never divide by zero."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def known(value: float | None) -> float | None:
    """What has no position (not a number, infinite) is missing, not zero."""
    return float(value) if value is not None and math.isfinite(value) else None


def nice_ticks(low: float, high: float, *, whole: bool = False, about: int = 4) -> list[float]:
    """From at most zero to at least the highest value, in round steps."""
    low, high = min(low, 0.0), max(high, 0.0)
    span = high - low
    if not math.isfinite(span):  # so huge that their distance has no number any more
        return sorted({low, 0.0, high})
    if span == 0:
        return [0.0, 1.0]
    step = _nice_step(span / about or span, whole=whole)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = [index * step for index in range(first, last + 1)]
    return ticks if math.isfinite(ticks[-1] - ticks[0]) else [low, high]


def _nice_step(rough: float, *, whole: bool) -> float:
    magnitude = 10.0 ** math.floor(math.log10(rough))
    if not magnitude:  # smaller than floating point can halve
        return rough
    step = next(step * magnitude for step in STEPS if step * magnitude >= rough * 0.999)
    return max(1.0, float(math.ceil(step))) if whole else step


@dataclass(frozen=True)
class Scale:
    """From values to positions between two points; they may run down, as on a screen."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        # Halved first: the distance of two huge numbers may itself be too huge to be a number.
        span = self.high / 2 - self.low / 2
        share = (value / 2 - self.low / 2) / span if span else 0.0
        return round(self.start + share * (self.end - self.start), 1)


def all_whole(values: Iterable[float]) -> bool:
    return all(float(value).is_integer() for value in values)
