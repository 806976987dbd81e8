"""
How many people a load of requests needs, and what so many people achieve.

Handling time and concurrency become servers as follows. One person is one server. A person who
holds up to c conversations at once does the work of CONCURRENCY[c] conversations held alone (2.5
for 3), so a conversation takes a person handling_s / CONCURRENCY[c] of working time, and that is
the handling time of the server. It is the practitioners' rule, and what the comparison calls
working time. It is cautious: a request waits while each person has one conversation's work, where
in reality a second chat would begin at once.

* staffing_of      the figures of a number of people, or Unstable
* people_needed    the fewest people for a service level
* rostered         the people to plan when some of them are absent
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from domain.bookings.concurrency import CONCURRENCY
from domain.bookings.erlang import QueueFigures, erlang_a, erlang_c
from domain.errors import Invalid

DAY_S = 86_400
MAX_LOAD = 50_000
"""People busy on average."""
MAX_PEOPLE = 100_000
MAX_WAITING = 1_000_000
"""Requests that arrive while a visitor is patient: with few people, so many may wait at once."""
CACHED = 20_000


@dataclass(frozen=True)
class RequestLoad:
    """
    Requests that arrive at random at a constant rate.

    Raises Invalid for values that are not positive, or too large to be computed.
    """

    arrivals: float
    """In one span; may be 0."""
    per_s: float
    """The length of the span, seconds."""
    handling_s: float
    """Mean time from claim to last message at this concurrency, seconds."""
    patience_s: float | None = None
    """Mean time after which a visitor leaves, seconds; None: visitors never leave."""
    concurrency: int = 1
    """How many conversations a person holds at once, 1 to 5."""

    def __post_init__(self) -> None:
        times = [self.per_s, self.handling_s]
        if self.patience_s is not None:
            times.append(self.patience_s)
        if not all(0 < time < math.inf for time in times):
            raise Invalid("Enter times in seconds that are greater than 0.")
        if not 0 <= self.arrivals < math.inf:
            raise Invalid("Enter a number of requests that is not negative.")
        if self.concurrency not in CONCURRENCY:
            raise Invalid(
                "A person can hold 1 to %(most)s conversations at once.", most=max(CONCURRENCY)
            )
        self._check_size()

    def _check_size(self) -> None:
        patience_s = self.patience_s or 0
        if patience_s > DAY_S:
            raise Invalid("Enter a patience of at most one day.")
        if self.people_busy > MAX_LOAD or self.arrivals_per_s * patience_s > MAX_WAITING:
            raise Invalid("These are more requests at once than can be computed.")

    @property
    def arrivals_per_s(self) -> float:
        return self.arrivals / self.per_s

    @property
    def is_idle(self) -> bool:
        """Whether no requests arrive, or so few that the load is 0 in floats."""
        return self.arrivals_per_s * self.working_s == 0

    @property
    def working_s(self) -> float:
        """What a conversation takes of a person's time, seconds."""
        return float(self._exact_working_s)

    @cached_property
    def people_busy(self) -> Fraction:
        """
        The people who are busy on average if no visitor leaves; in erlangs.

        Exact: as a float, a load of 13 may be 12.999999999999998, which 13 people could handle.
        """
        return _decimal(self.arrivals) / _decimal(self.per_s) * self._exact_working_s

    @cached_property
    def _exact_working_s(self) -> Fraction:
        return _decimal(self.handling_s) / _decimal(CONCURRENCY[self.concurrency])


def _decimal(value: float) -> Fraction:
    """The decimal number that a float was written as: 1.7, not 1.6999999999999999556."""
    return Fraction(str(value))


@dataclass(frozen=True)
class Unstable:
    """
    So many people never keep up: the queue grows without end, and no figure has a value.

    Only where visitors never leave, and the load is at least the number of people.
    """

    people: int


IDLE = QueueFigures(1.0, 0.0, 0.0, 0.0, 0.0)
"""Without requests."""


@lru_cache(CACHED)
def staffing_of(load: RequestLoad, people: int, target_s: float) -> QueueFigures | Unstable:
    """
    What so many people achieve.

    people: present and available, 0 to 100,000. target_s: the wait that counts as in time, from 0.
    By Erlang C if visitors never leave, else by Erlang A. Raises Invalid for other values.
    """
    _check_people(people)
    _check_target(target_s)
    if load.is_idle:
        return IDLE
    rates = load.arrivals_per_s, load.working_s
    if load.patience_s is not None:
        return erlang_a(*rates, people, target_s, load.patience_s)
    if load.people_busy >= people:
        return Unstable(people)
    return erlang_c(*rates, people, target_s)


def people_needed(load: RequestLoad, target_s: float, service_level: float) -> int:
    """
    The fewest people that serve this share of all requests within the target.

    service_level: more than 0 and less than 1; no number of people reaches 1 for certain. target_s:
    seconds, from 0. Without requests, 0. Raises Invalid for other values.
    """
    if not 0 < service_level < 1:
        raise Invalid("Enter a service level between 0 and 1, such as 0.8.")
    if load.is_idle:
        return 0
    too_few, enough = 0, max(1, math.ceil(load.people_busy))
    while not _reaches(load, enough, target_s, service_level):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _reaches(load, middle, target_s, service_level):
            enough = middle
        else:
            too_few = middle
    return enough


def _reaches(load: RequestLoad, people: int, target_s: float, service_level: float) -> bool:
    figures = staffing_of(load, people, target_s)
    return isinstance(figures, QueueFigures) and figures.service_level >= service_level


def rostered(people: int, shrinkage: float) -> int:
    """
    The people to plan, so that on average so many are available.

    shrinkage: the share of planned time that is not available, such as breaks; from 0 and less than
    1. Raises Invalid for other values.
    """
    _check_people(people)
    if not 0 <= shrinkage < 1:
        raise Invalid("Enter a shrinkage from 0 to less than 1, such as 0.3.")
    return math.ceil(people / (1 - _decimal(shrinkage)))


def _check_people(people: int) -> None:
    if not 0 <= people <= MAX_PEOPLE:
        raise Invalid("Enter a number of people from 0 to %(most)s.", most=MAX_PEOPLE)


def _check_target(target_s: float) -> None:
    if not 0 <= target_s < math.inf:
        raise Invalid("Enter a target of 0 seconds or more.")
