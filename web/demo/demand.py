"""Demand: who comes with a question, when, and how long they have patience."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.simulation.rng import about, chance, one_of, poisson
from web.demo.ids import id_in

DAY_BREAK = 5
"""A day of demand lasts from this local hour to the same one of the next day."""
SATURDAY = 5
RUSH_HOURS = (19, 20, 21)
MOOD = 0.12
"""How much one day differs from another like it."""


@dataclass(frozen=True)
class Topic:
    """What visitors ask about, and the page from which they ask."""

    subject_id: UUID | None
    page: str


@dataclass(frozen=True)
class Demand:
    """A brand's demand: by month, weekday and hour, in languages and topics."""

    zone: ZoneInfo
    a_day: tuple[float, ...]
    """Requests expected a day, January first."""
    week: tuple[float, ...]
    """How much a weekday differs from the mean day, Monday first."""
    hours: tuple[float, ...]
    """The weight of each local hour from Monday to Friday, midnight first."""
    weekend_hours: tuple[float, ...]
    languages: Mapping[str, float]
    topics: Mapping[Topic, float]
    patience_s: float
    handling_s: float
    rushes: frozenset[date] = frozenset()
    """Evenings on which a newsletter, or the season's first sale, brings many at once."""
    rush: float = 1.0


@dataclass(frozen=True)
class Visit:
    """A visitor with a question: all that is decided before anybody answers."""

    id: UUID
    visitor_id: UUID
    at: datetime
    language: str
    topic: Topic
    patience_s: int
    handling_s: int


def visits_on(day: date, brand_id: UUID, demand: Demand, more: float = 1.0) -> list[Visit]:
    """The visits of one day, in order; more: how many times the usual demand."""
    luck = chance(brand_id, "demand", day, more)
    moments = sorted(_moments(day, demand, more, luck))
    return [
        _visit(id_in(brand_id, "visit", day, more, number), at, demand, luck)
        for number, at in enumerate(moments)
    ]


def local(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """The UTC moment of a local hour; hours past 24 belong to the night after the day."""
    begin = datetime(day.year, day.month, day.day) + timedelta(seconds=round(hour * 3600))  # noqa: DTZ001 - the wall clock's time, its zone comes next
    return begin.replace(tzinfo=zone).astimezone(UTC)


def night_to_night(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the night before a day to the end of the one after it: all that a day can touch."""
    return local(day, 0, zone), local(day, 24 + 2 * DAY_BREAK, zone)


def _moments(day: date, demand: Demand, more: float, luck: Random) -> Iterator[datetime]:
    mean = demand.a_day[day.month - 1] * demand.week[day.weekday()] * more
    mean *= luck.lognormvariate(0, MOOD)
    weights = demand.weekend_hours if day.weekday() >= SATURDAY else demand.hours
    for hour in range(DAY_BREAK, DAY_BREAK + 24):
        expected = mean * weights[hour % 24] / sum(weights)
        if day in demand.rushes and hour in RUSH_HOURS:
            expected *= demand.rush
        for _ in range(poisson(luck, expected)):
            yield local(day, hour + luck.random(), demand.zone)


def _visit(id: UUID, at: datetime, demand: Demand, luck: Random) -> Visit:
    return Visit(
        id=id,
        visitor_id=id_in(id, "visitor"),
        at=at,
        language=one_of(luck, demand.languages),
        topic=one_of(luck, demand.topics),
        patience_s=about(luck, demand.patience_s, 0.7, 15, 900),
        handling_s=about(luck, demand.handling_s, 0.55, 75, 2700),
    )
