"""Random numbers from a key: the same key gives the same numbers, on every machine and each run."""

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def rng_for(*key: object) -> Random:
    """
    A generator of its own for each key, so that one simulated thing does not shift another.

    The key is data: another key is another simulation.
    """
    return Random("/".join(map(str, key)))  # noqa: S311 - a simulation hides nothing


def poisson_int(rng: Random, mean: float) -> int:
    """How many events occur when `mean` are expected (Knuth's method, for small means)."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def lognormal_int(rng: Random, median: float, sigma: float, lowest: int, highest: int) -> int:
    """A whole number around a median, within bounds, with the long tail of people's delays."""
    return round(min(max(median * rng.lognormvariate(0, sigma), lowest), highest))


def weighted_choice(rng: Random, weights: Mapping[T, float]) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]
