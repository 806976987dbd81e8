"""The benchmark: the same handled time by employees, at a wage the reader sets."""

from collections.abc import Iterator
from dataclasses import dataclass

from projections.comparison.figures import Comparison
from projections.comparison.report import FULL_TIME_DIGITS, Line

HOUR_S = 3600


@dataclass(frozen=True)
class Employees:
    """What employees would take for the handled time of a model; '' is both together."""

    model: str
    answered: int
    handled_s: int
    wage_minor: int
    full_time_equivalents: float

    @property
    def cost_minor(self) -> int:
        """Rounded half up to whole minor units."""
        return (2 * self.handled_s * self.wage_minor + HOUR_S) // (2 * HOUR_S)


def employees_instead(comparison: Comparison, wage_minor: int) -> list[Employees]:
    """For both models together and for each: as many hours as were handled, no idle ones."""
    each = [
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
        sum(one.answered for one in each),
        sum(one.handled_s for one in each),
        wage_minor,
        sum(one.full_time_equivalents for one in each),
    )
    return [together, *each]


def lines_of_employees(employees: list[Employees], currency: str) -> Iterator[Line]:
    """The benchmark as rows, to stand below those of the comparison."""
    for one in employees:
        yield Line("employees:cost", one.model, one.cost_minor, f"{currency} minor", one.answered)
        full_time = round(one.full_time_equivalents, FULL_TIME_DIGITS)
        yield Line("employees:full_time", one.model, full_time, "full-time jobs", one.answered)
