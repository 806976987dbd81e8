"""Chance from a seed: the same question has the same answer, on every machine and in every run."""

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(*about: object) -> Random:
    """A source of chance of its own for each thing, so that one thing does not shift another."""
    return Random("/".join(map(str, about)))  # noqa: S311 - an invented world hides nothing


def poisson(luck: Random, mean: float) -> int:
    """How many of something come when so many are expected (Knuth's method, for small means)."""
    limit, product, count = math.exp(-mean), luck.random(), 0
    while product > limit:
        product *= luck.random()
        count += 1
    return count


def about(luck: Random, median: float, spread: float, lowest: int, highest: int) -> int:
    """A whole number around a median, with the long tail that people's delays have."""
    return round(min(max(median * luck.lognormvariate(0, spread), lowest), highest))


def one_of(luck: Random, weights: Mapping[T, float]) -> T:
    return luck.choices(list(weights), list(weights.values()))[0]
