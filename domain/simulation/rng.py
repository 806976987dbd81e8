"""Random numbers from a key: the same key gives the same numbers on every machine and run."""

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def rng_for(*key: object) -> Random:
    """
    A separate generator for each key, so that one simulated process does not shift another.

    key: what identifies the process, such as a seed and an id; its parts are joined as text.
    """
    return Random("/".join(map(str, key)))  # noqa: S311 - a simulation hides nothing


def poisson_int(rng: Random, mean: float) -> int:
    """
    A Poisson-distributed count with this mean.

    Knuth's method (The Art of Computer Programming, volume 2, 3.4.1), in time linear in the mean.
    """
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def lognormal_int(rng: Random, median: float, sigma: float, lowest: int, highest: int) -> int:
    """
    A log-normally distributed whole number, clamped to [lowest, highest].

    median: of the distribution before clamping. sigma: standard deviation of its logarithm.
    """
    return round(min(max(median * rng.lognormvariate(0, sigma), lowest), highest))


def weighted_choice(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, with a probability proportional to its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
