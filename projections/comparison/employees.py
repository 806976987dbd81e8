"""The benchmark: the same handling time by employees, at an hourly wage that the reader sets."""

from collections.abc import Iterator
from dataclasses import dataclass

from projections.comparison.figures import Comparison
from projections.comparison.report import FULL_TIME_DIGITS, Line

HOUR_S = 3600


@dataclass(frozen=True)
class Employees:
    """What employees would cost for the handling time of a model; '' is both together."""

    model: str
    answered: int
    handled_s: int
    wage_minor: int
    """For an hour, in minor units."""
    full_time_equivalents: float

    @property
    def cost_minor(self) -> int:
        """The wages for the handling time, rounded half up to whole minor units."""
        return (2 * self.handled_s * self.wage_minor + HOUR_S) // (2 * HOUR_S)


def employees_instead(comparison: Comparison, wage_minor: int) -> list[Employees]:
    """
    The benchmark for both models together, then for each: handled hours only, no idle time.

    wage_minor: for an hour, in minor units.
    """
    by_model = [
        Employees(
            figures.model,
            figures.answered,
            round(figures.handled_hours * HOUR_S),
            wage_minor,
            figures.full_time_equivalents,
        )
        for figures in comparison.models.values()
    ]
    together = Employees(
        "",
        sum(employees.answered for employees in by_model),
        sum(employees.handled_s for employees in by_model),
        wage_minor,
        sum(employees.full_time_equivalents for employees in by_model),
    )
    return [together, *by_model]


def lines_of_employees(employees: list[Employees], currency: str) -> Iterator[Line]:
    """The benchmark as rows of the comparison's table; unit: the brand's currency."""
    for row in employees:
        yield Line("employees:cost", row.model, row.cost_minor, f"{currency} minor", row.answered)
        full_time = round(row.full_time_equivalents, FULL_TIME_DIGITS)
        yield Line("employees:full_time", row.model, full_time, "full-time jobs", row.answered)
