"""The figures of a comparison; docs/glossary.md defines each of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from projections.read_models import Lag
from projections.statistics import Share

FULL_TIME_HOURS = 151.67
"""Hours a month of a French full-time job (35 hours a week)."""
MIN_RATED = 10
"""Below so many rated conversations no satisfaction is shown."""


@dataclass(frozen=True)
class Wait:
    """Seconds from request to first answer; n: how many requests were answered."""

    n: int
    median: float | None
    median_interval: tuple[int, int] | None
    """The 95 % interval of the median."""
    p90: int | None
    """The 90th percentile."""
    promised_s: int
    within_promise: Share | None
    """The share of waits up to promised_s."""


@dataclass(frozen=True)
class CostLine:
    """One line of what a model cost, in minor units of the comparison's currency."""

    line: str
    """A cost category, CONVERSATIONS, POINTS or WAGES."""
    amount_minor: int | None
    """None: nothing was recorded that could be added up."""
    n: int
    """How many costs, conversations or points the amount is for."""
    estimated: bool = False


@dataclass(frozen=True)
class Cost:
    """What a model cost in a period, and how many requests it answered."""

    currency: str
    lines: tuple[CostLine, ...]
    answered: int

    @property
    def total_minor(self) -> int | None:
        """The sum of the lines that have an amount, in minor units; None when none has one."""
        amounts = [line.amount_minor for line in self.lines if line.amount_minor is not None]
        return sum(amounts) if amounts else None

    def amount_of(self, name: str) -> int:
        """The amounts of the lines with a name, in minor units; 0 when none is known."""
        return sum(line.amount_minor or 0 for line in self.lines if line.line == name)

    @property
    def per_answered_minor(self) -> int | None:
        """The cost of an answered request, rounded half up to minor units; None if unknown."""
        if not self.answered or self.total_minor is None:
            return None
        return (2 * self.total_minor + self.answered) // (2 * self.answered)


@dataclass(frozen=True)
class Satisfaction:
    """The visitors' ratings: three from 1 to 5 for each rated conversation."""

    n: int
    """How many rated conversations."""
    response_rate: float | None
    """Rated conversations by closed ones, 0 to 1; None without closed ones."""
    mean: float | None
    """The mean of all ratings; None below MIN_RATED."""
    satisfied: Share | None
    """The share of rated conversations whose ratings are 4 on average or more."""


@dataclass(frozen=True)
class Sales:
    """The sales attributed to a model's conversations, in minor units."""

    n: int
    amount_minor: int | None
    """None without any."""


@dataclass(frozen=True)
class ModelFigures:
    """What one engagement model covered, and what it cost."""

    model: str
    answered: int
    closed: int
    """How many of the answered are closed: handling time, prices, points and ratings are theirs."""
    demand_coverage: Share | None
    """The share of requests that this model answered; None: it was not in service."""
    staffed_share: float | None
    """
    The share of opening minutes with enough respondents of this model, 0 to 1; None: it was not in
    service.
    """
    wait: Wait
    handled_hours: float
    work_hours: float
    """Handling time divided by the concurrency of each conversation."""
    full_time_equivalents: float
    """Handled hours by those of a full-time job over the same months."""
    cost: Cost
    satisfaction: Satisfaction
    sales: Sales


@dataclass(frozen=True)
class BreakEven:
    """Answered requests a month at which volunteers and paid experts cost the same."""

    fixed_minor_per_month: int
    voluntary_minor_per_answer: float
    paid_minor_per_answer: float
    requests_per_month: float


@dataclass(frozen=True)
class WhatIf:
    """What the answers of experts and ambassadors would have cost at a price card: an estimate."""

    model: str
    conversations: int
    price_minor: int
    commission_percent: int
    total_minor: int
    commission_minor: int
    """The part of the total that the platform keeps."""
    actual_minor: int | None
    """What both models cost in fact; None: it is unknown of one that answered."""

    @property
    def difference_minor(self) -> int | None:
        """How much more than the actual cost, in minor units; negative: less; None: unknown."""
        return None if self.actual_minor is None else self.total_minor - self.actual_minor


class BookedMinutes(NamedTuple):
    """The minutes of all seats in the shifts of bookings that are over."""

    booked: int
    delivered: int
    credited: int
    """Given back to the brand, since they were not delivered."""


@dataclass(frozen=True)
class Assumption:
    """An assumption behind a figure, by a key that pages turn into a sentence."""

    key: str
    values: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """Every figure of a comparison of the engagement models, for one brand and period."""

    brand: str
    """The short name."""
    name: str
    first: date
    end: date
    """The day after the last one."""
    zone: str
    currency: str
    log_position: int
    """The earliest position of the log among the read models that were read."""
    requests: int
    answered: int
    lost: dict[str, int]
    """How many requests were lost, by reason."""
    demand_coverage: Share | None
    opening_minutes: int | None
    """None: the brand never set opening hours."""
    staffed_share: float | None
    booked: BookedMinutes | None
    """None: no shift of a booking began in the period and is over."""
    requests_by_hour: dict[int, int]
    """By hour of the week, from Monday 00:00 in the brand's zone."""
    lost_by_hour: dict[int, int]
    models: dict[str, ModelFigures]
    break_even: BreakEven | None
    what_if: WhatIf | None
    assumptions: tuple[Assumption, ...]
    lag: Lag = field(default_factory=Lag)
    """What the read models lack of the log."""
