"""Demand: which visitors ask, when, about what, and how long they wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.simulation import lognormal_int, poisson_int, rng_for, weighted_choice
from web.demo.planned import id_in

DAY_BREAK = 5
"""A day of demand lasts from this local hour to the same one of the next day."""
SATURDAY = 5
RUSH_HOURS = (19, 20, 21)
DAY_SIGMA = 0.12
"""How much one day differs from another like it."""


@dataclass(frozen=True)
class VisitTopic:
    """What visitors ask about, and the page from which they ask."""

    subject_id: UUID | None
    page: str


@dataclass(frozen=True)
class Demand:
    """A brand's demand: by month, weekday and hour, in languages and topics."""

    zone: ZoneInfo
    daily_mean: tuple[float, ...]
    """Requests expected a day, by month, January first."""
    weekday_factors: tuple[float, ...]
    """How much a weekday differs from the mean day, Monday first."""
    hour_weights: tuple[float, ...]
    """The weight of each local hour from Monday to Friday, midnight first."""
    weekend_hour_weights: tuple[float, ...]
    languages: Mapping[str, float]
    topics: Mapping[VisitTopic, float]
    patience_s: float
    handling_s: float
    """Both are medians."""
    rush_days: frozenset[date] = frozenset()
    """On their evenings a newsletter, or the season's first sale, brings many at once."""
    rush_factor: float = 1.0


@dataclass(frozen=True)
class Visit:
    """A visitor with a question: all that is decided before a respondent answers."""

    id: UUID
    visitor_id: UUID
    at: datetime
    language: str
    topic: VisitTopic
    patience_s: int
    handling_s: int


def visits_on(day: date, brand_id: UUID, demand: Demand, factor: float = 1.0) -> list[Visit]:
    """The visits of one day, in order, with so many times the usual demand."""
    rng = rng_for(brand_id, "demand", day, factor)
    moments = sorted(_moments(day, demand, factor, rng))
    return [
        _visit(id_in(brand_id, "visit", day, factor, number), at, demand, rng)
        for number, at in enumerate(moments)
    ]


def local(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """The UTC moment of a local hour; hours past 24 belong to the night after the day."""
    begin = datetime(day.year, day.month, day.day) + timedelta(seconds=round(hour * 3600))  # noqa: DTZ001 - the wall clock's time, its zone comes next
    return begin.replace(tzinfo=zone).astimezone(UTC)


def night_to_night(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the night before a day to the end of the one after it: all that a day can touch."""
    return local(day, 0, zone), local(day, 24 + 2 * DAY_BREAK, zone)


def _moments(day: date, demand: Demand, factor: float, rng: Random) -> Iterator[datetime]:
    mean = demand.daily_mean[day.month - 1] * demand.weekday_factors[day.weekday()] * factor
    mean *= rng.lognormvariate(0, DAY_SIGMA)
    is_weekend = day.weekday() >= SATURDAY
    weights = demand.weekend_hour_weights if is_weekend else demand.hour_weights
    for hour in range(DAY_BREAK, DAY_BREAK + 24):
        expected = mean * weights[hour % 24] / sum(weights)
        if day in demand.rush_days and hour in RUSH_HOURS:
            expected *= demand.rush_factor
        for _ in range(poisson_int(rng, expected)):
            yield local(day, hour + rng.random(), demand.zone)


def _visit(id: UUID, at: datetime, demand: Demand, rng: Random) -> Visit:
    return Visit(
        id=id,
        visitor_id=id_in(id, "visitor"),
        at=at,
        language=weighted_choice(rng, demand.languages),
        topic=weighted_choice(rng, demand.topics),
        patience_s=lognormal_int(rng, demand.patience_s, 0.7, 15, 900),
        handling_s=lognormal_int(rng, demand.handling_s, 0.55, 75, 2700),
    )
