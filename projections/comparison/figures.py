"""The figures of a comparison: what each word of it holds (docs/glossary.md says what it means)."""

from dataclasses import dataclass, field
from datetime import date

from projections.statistics import Share

FULL_TIME_HOURS = 151.67
"""Hours a month of a French full-time job (35 hours a week)."""
FEWEST_RATINGS = 10
"""Below so many ratings no satisfaction is shown."""


@dataclass(frozen=True)
class Wait:
    """Seconds from request to first answer."""

    n: int
    median: float | None
    median_interval: tuple[int, int] | None
    p90: int | None
    promised_s: int
    within_promise: Share | None


@dataclass(frozen=True)
class CostLine:
    """One line of what a model cost, in minor units of the comparison's currency."""

    line: str
    amount_minor: int
    n: int
    estimated: bool = False


@dataclass(frozen=True)
class Cost:
    currency: str
    lines: tuple[CostLine, ...]
    answered: int

    @property
    def total_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)

    @property
    def per_answered_minor(self) -> int | None:
        """Rounded half up to whole minor units; None when nobody was answered."""
        if not self.answered:
            return None
        return (2 * self.total_minor + self.answered) // (2 * self.answered)


@dataclass(frozen=True)
class Satisfaction:
    """The visitors' marks; mean of the three marks, and the share of ratings of 4 and more."""

    n: int
    response_rate: float | None
    mean: float | None
    satisfied: Share | None


@dataclass(frozen=True)
class Sales:
    n: int
    amount_minor: int


@dataclass(frozen=True)
class ModelFigures:
    """What one model covered, and what it cost."""

    model: str
    answered: int
    closed: int
    """How many of those answered are over: handled time, prices, points and marks are theirs."""
    demand_coverage: Share | None
    staffed_share: float | None
    wait: Wait
    handled_hours: float
    work_hours: float
    full_time_equivalents: float
    cost: Cost
    satisfaction: Satisfaction
    sales: Sales


@dataclass(frozen=True)
class BreakEven:
    """Answered requests a month at which the two models cost the same."""

    fixed_minor_per_month: int
    voluntary_minor_per_answer: float
    paid_minor_per_answer: float
    requests_per_month: float


@dataclass(frozen=True)
class WhatIf:
    """What the answered conversations would have cost at a price card: an estimate."""

    model: str
    conversations: int
    price_minor: int
    commission_percent: int
    total_minor: int
    commission_minor: int
    actual_minor: int

    @property
    def difference_minor(self) -> int:
        return self.total_minor - self.actual_minor


@dataclass(frozen=True)
class Assumption:
    """Something a figure takes for granted, by a key that pages turn into a sentence."""

    key: str
    values: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    brand: str
    name: str
    first: date
    end: date
    zone: str
    currency: str
    log_position: int
    requests: int
    answered: int
    lost: dict[str, int]
    demand_coverage: Share | None
    opening_minutes: int | None
    staffed_share: float | None
    requests_by_hour: dict[int, int]
    lost_by_hour: dict[int, int]
    models: dict[str, ModelFigures]
    break_even: BreakEven | None
    what_if: WhatIf | None
    assumptions: tuple[Assumption, ...]
