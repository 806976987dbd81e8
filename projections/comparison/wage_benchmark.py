"""The benchmark: the same handling time by employees, at an hourly wage that the reader sets."""

from collections.abc import Iterator
from dataclasses import dataclass

from projections.comparison.costing import HOUR_S, hourly_minor
from projections.comparison.figures import Comparison
from projections.comparison.report import FULL_TIME_DIGITS, Line


@dataclass(frozen=True)
class WageBenchmark:
    """What employees would cost for the handling time of a model; '' is all together."""

    model: str
    answered: int
    handled_s: int
    wage_minor: int
    """For an hour, in minor units."""
    full_time_equivalents: float

    @property
    def cost_minor(self) -> int:
        """The wages for the handling time, rounded half up to whole minor units."""
        return hourly_minor(self.handled_s * self.wage_minor)


def wage_benchmarks(comparison: Comparison, wage_minor: int) -> list[WageBenchmark]:
    """
    The benchmark for all models together, then for each: handled hours only, no idle time.

    wage_minor: for an hour, in minor units.
    """
    by_model = [
        WageBenchmark(
            figures.model,
            figures.answered,
            round(figures.handled_hours * HOUR_S),
            wage_minor,
            figures.full_time_equivalents,
        )
        for figures in comparison.models.values()
    ]
    together = WageBenchmark(
        "",
        sum(benchmark.answered for benchmark in by_model),
        sum(benchmark.handled_s for benchmark in by_model),
        wage_minor,
        sum(benchmark.full_time_equivalents for benchmark in by_model),
    )
    return [together, *by_model]


def lines_of_benchmarks(benchmarks: list[WageBenchmark], currency: str) -> Iterator[Line]:
    """The benchmark as rows of the comparison's table; unit: the brand's currency."""
    for row in benchmarks:
        yield Line("employees:cost", row.model, row.cost_minor, f"{currency} minor", row.answered)
        full_time = round(row.full_time_equivalents, FULL_TIME_DIGITS)
        yield Line("employees:full_time", row.model, full_time, "full-time jobs", row.answered)
