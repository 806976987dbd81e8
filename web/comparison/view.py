"""Everything the comparison's page shows, read once; the CSV holds the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from projections.brands.brands import BrandSummary
from projections.comparison.compare import comparison_of
from projections.comparison.employees import employees_instead, lines_of_employees
from projections.comparison.figures import Comparison
from projections.comparison.report import Line, lines_of
from projections.comparison.series import Step, by_day, by_month, in_years
from projections.comparison.sources import Question, Sources, sources_for
from projections.read_models import ReadModels
from web.comparison.forms import Asked
from web.comparison.periods import Days, default_days

MOST_DAYS, MOST_MONTHS = 62, 48
"""Longer periods are shown by month, still longer ones by year."""


@dataclass(frozen=True)
class Look:
    """One look at a brand's comparison: what was asked, and what was read for it."""

    brand: BrandSummary
    asked: Asked
    days: Days
    at: datetime
    sources: Sources
    comparison: Comparison
    lines: Sequence[Line]

    def line(self, figure: str, model: str = "") -> Line:
        return next(each for each in self.lines if (each.figure, each.model) == (figure, model))


def look_at(brand: BrandSummary, asked: Asked, read_models: ReadModels, at: datetime) -> Look:
    """Read the comparison that was asked for. Raises Invalid."""
    days = _days_asked(brand, asked, read_models, at)
    question = Question(brand.slug, *days, asked.price_card)
    sources = sources_for(question, read_models, at)
    comparison = comparison_of(question, sources)
    lines = [*lines_of(comparison), *_employees(comparison, asked)]
    return Look(brand, asked, days, at, sources, comparison, lines)


def _days_asked(brand: BrandSummary, asked: Asked, read_models: ReadModels, at: datetime) -> Days:
    if asked.first is None or asked.end is None:
        return default_days(brand, read_models, at)
    return Days(asked.first, asked.end)


def _employees(comparison: Comparison, asked: Asked) -> Sequence[Line]:
    if asked.wage_minor is None:
        return ()
    employees = employees_instead(comparison, asked.wage_minor)
    return list(lines_of_employees(employees, comparison.currency))


def steps_of(look: Look, read_models: ReadModels) -> tuple[str, list[Step]]:
    """What became of the requests over the period, by day, month or year."""
    period, brand_id = look.sources.period, look.brand.brand_id
    with read_models.read(read_models.facts) as db:
        if look.days.length <= MOST_DAYS:
            return "day", by_day(brand_id, period, db)
        months = by_month(brand_id, period, db)
    return ("month", months) if len(months) <= MOST_MONTHS else ("year", in_years(months))


def spans_of(steps: Sequence[Step], days: Days) -> list[Days]:
    """The days of each step: the first and the last may be cut."""
    starts = [max(step.start, days.first) for step in steps]
    return [Days(*span) for span in zip(starts, [*starts[1:], days.end], strict=True)]


def address(
    brand: BrandSummary, days: Days, endpoint: str = "comparison.show_comparison", **kept: str
) -> str:
    """A page of these days, with what else was asked."""
    asked = {"from": days.first.isoformat(), "to": days.end.isoformat()} | kept
    return url_for(endpoint, brand_slug=brand.slug, **asked)  # type: ignore[arg-type]
