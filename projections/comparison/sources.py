"""What a comparison is made of, read from seven projections, each in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.brands.opening_hours import Interval
from domain.brands.widget import WidgetSettings
from domain.terms import MODELS, Voluntary
from projections.brands import brands
from projections.brands.brands import BrandSummary
from projections.brands.programme_costs import CostSum, cost_sums
from projections.comparison.booked import booked_minutes_of
from projections.comparison.figures import BookedMinutes
from projections.comparison.period import Period
from projections.comparison.totals import Totals, totals_of
from projections.engine.generation import position_of
from projections.engine.projection import Projection
from projections.engine.timestamps import at_ms, ms_of
from projections.presence.queries import models_in_service, opened_minutes, staffed_minutes
from projections.read_models import Lag, ReadModels
from projections.rewards.points import PointCost, bonus_points, point_costs_of

DEFAULT_WIDGET = WidgetSettings(texts={})


class PriceCard(NamedTuple):
    """What a paid conversation would cost, in minor units of the brand's currency."""

    price_minor: int
    commission_percent: int


@dataclass(frozen=True)
class ComparisonQuery:
    """The parameters of a comparison: a brand, the days [first, end), and a price card."""

    slug: str
    """The brand's short name."""
    first: date
    end: date
    price_card: PriceCard | None = None
    as_of: date | None = None
    """The day up to whose end the read models were rebuilt; None: they are the live ones."""


@dataclass(frozen=True)
class Coverage:
    """The opening minutes of a period, and how many of them were staffed."""

    opening_minutes: int | None
    """None: the brand never set opening hours."""
    staffed: dict[str, int]
    """Minutes by engagement model; '' for all."""
    engaged: frozenset[str]
    """The engagement models under which respondents were engaged in the period."""

    def has_in_service(self, model: str) -> bool:
        """Whether respondents of a model were engaged with the brand, or present for it."""
        return model in self.engaged or self.staffed.get(model, 0) > 0

    def share(self, model: str = "") -> float | None:
        """The share of opening minutes staffed under a model, 0 to 1; None without any."""
        if not self.opening_minutes:
            return None
        return self.staffed[model] / self.opening_minutes


@dataclass(frozen=True)
class ExpectedPoints:
    """The points earned in a period, with bonuses, and what the brand expects them to cost."""

    earned: int
    """In points."""
    minor: int
    """Their expected cost in minor units."""
    latest: PointCost | None
    """The expectation in force at the end of the period, if there is one."""


@dataclass(frozen=True)
class Sources:
    """Everything that a comparison is computed from."""

    brand: BrandSummary
    period: Period
    widget: WidgetSettings
    promised_wait_s: int
    """The promise by the latest setting."""
    totals: Totals
    costs: Sequence[CostSum]
    points: ExpectedPoints
    coverage: Coverage
    booked: BookedMinutes | None
    """None: nothing was booked."""
    position: int
    """The earliest position of the log among the read models that were read."""
    lag: Lag


def projections_read(read_models: ReadModels) -> tuple[Projection, ...]:
    """The projections that `sources_for` reads."""
    return (
        read_models.brands,
        read_models.facts,
        read_models.programme_costs,
        read_models.presence,
        read_models.points,
        read_models.bookings,
        read_models.shifts,
    )


def sources_for(query: ComparisonQuery, read_models: ReadModels, now: datetime) -> Sources:
    """
    Read what a comparison needs.

    Raises NotFound when there is no such brand, Invalid when the period has no days or leaves the
    calendar.
    """
    lag = read_models.lag(projections_read(read_models))
    if query.as_of:
        lag = lag._replace(unread=0)  # later events are left out on purpose
    with read_models.read(read_models.brands) as db:
        brand = brands.brand_called(query.slug, db)
        period = Period(query.first, query.end, brand.zone)
        opened = brands.opening_times(
            brand.brand_id, period.starts_at, min(period.ends_at, now), db
        )
        widget = brands.widget_of(brand.brand_id, db) or DEFAULT_WIDGET
        promise = brands.promise_of(brand.brand_id, db)
        positions = [position_of(db)]
    with read_models.read(read_models.facts) as db:
        totals = totals_of(brand.brand_id, period, db)
        points = _expected_points(brand, period, totals, db, read_models)
        positions.append(position_of(db))
    with read_models.read(read_models.programme_costs) as db:
        costs = cost_sums(brand.brand_id, query.first, query.end, db)
        positions.append(position_of(db))
    coverage, position = _coverage(brand, period, opened, widget.minimum_present, now, read_models)
    booked, booked_position = booked_minutes_of(brand.brand_id, period, now, read_models)
    return Sources(
        brand,
        period,
        widget,
        promise,
        totals,
        costs,
        points,
        coverage,
        booked,
        min(*positions, position, booked_position),
        lag,
    )


def _coverage(
    brand: BrandSummary,
    period: Period,
    opened: Sequence[Interval] | None,
    least: int,
    now: datetime,
    read_models: ReadModels,
) -> tuple[Coverage, int]:
    with read_models.read(read_models.presence) as db:
        engaged = models_in_service(brand.brand_id, period.starts_at, period.ends_at, db)
        if opened is None:
            return Coverage(None, {}, engaged), position_of(db)
        staffed = {
            model: staffed_minutes(brand.brand_id, model, opened, least, now, db)
            for model in ("", *MODELS)
        }
        return Coverage(opened_minutes(opened), staffed, engaged), position_of(db)


def _expected_points(
    brand: BrandSummary, period: Period, totals: Totals, facts: Connection, read_models: ReadModels
) -> ExpectedPoints:
    """Price the points of each stretch of days at what the brand expected on those days."""
    with read_models.read(read_models.points) as db:
        expected = point_costs_of(brand.brand_id, db)
        days = [at_ms(cost.since_ms).astimezone(ZoneInfo(brand.zone)).date() for cost in expected]
        minor, latest = 0, None
        until = [*days[1:], period.end]
        for cost, first, end in zip(expected, days, until, strict=False):
            stretch = max(first, period.first), min(end, period.end)
            if stretch[0] < stretch[1]:
                part = Period(*stretch, brand.zone)
                inside = totals if part == period else totals_of(brand.brand_id, part, facts)
                minor, latest = minor + cost.of(_earned(brand, part, inside, db)), cost
        return ExpectedPoints(_earned(brand, period, totals, db), minor, latest)


def _earned(brand: BrandSummary, period: Period, totals: Totals, db: Connection) -> int:
    span = ms_of(period.starts_at), ms_of(period.ends_at)
    return totals.of("points", Voluntary.model) + bonus_points(brand.brand_id, *span, db)
