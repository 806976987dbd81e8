"""Building blocks of discrete-event simulations: an event queue, and random numbers from a key."""

import heapq
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

Action = Callable[[], None]


T = TypeVar("T")


class EventQueue:
    """A priority queue of planned actions and the simulated clock that they advance."""

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        """The simulated time, UTC: that of the action that runs, or ran last."""
        self._entries: list[tuple[datetime, int, Action]] = []
        self._count = 0

    def at(self, when: datetime, action: Action) -> None:
        """
        Plan an action.

        A time before `now` means now; actions of one moment run in the order they were planned.
        """
        self._count += 1
        heapq.heappush(self._entries, (max(when, self.now), self._count, action))

    def after(self, seconds: float, action: Action) -> None:
        """Plan an action so many seconds after `now`."""
        self.at(self.now + timedelta(seconds=seconds), action)

    def run(self) -> None:
        """Run all actions in order, including those they plan, until the queue is empty."""
        while self._entries:
            self.now, _, action = heapq.heappop(self._entries)
            action()


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
