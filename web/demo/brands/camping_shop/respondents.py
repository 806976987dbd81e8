"""Who answers for the camping-car shop: paid experts, and since spring a few ambassadors."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from random import Random
from uuid import UUID

from domain.money import Money
from domain.simulation.rng import chance
from domain.terms import Paid, Voluntary
from web.demo import assumptions as assume
from web.demo.ids import id_in
from web.demo.presence_sessions import Respondent
from web.demo.rhythms import AS_THEY_LIKE, HABITS, STEADY

YEAR = 2017
OPENED = datetime(2016, 9, 5, 9, tzinfo=UTC)
SEASON_BEGINS = datetime(2016, 12, 6, 9, tzinfo=UTC)
"""When the first of those who passed the shop's test joined its call."""
PAID = Paid(Money(assume.PRICE_CENTS.value, "EUR"), assume.COMMISSION.value)
VOLUNTARY = Voluntary(points=assume.POINTS.value)
EXPERTS = 12
AMBASSADORS_BEGIN = date(YEAR, 4, 1)
AMBASSADORS_SINCE = (4, 4, 5, 6, 7, 9)
"""The months in which the shop's ambassadors joined, one after another."""

SubjectCommands = dict[str, UUID]

EVERYBODY_KNOWS = ("camping-car", "camping-car-awnings", "camping-car-outside")
"""What anyone who travels in a camping-car can answer."""
SPECIALITIES = (
    ("camping-car-electricity", "camping-car-solar"),
    ("camping-car-water", "camping-car-heating"),
    ("camping-car-electricity", "camping-car-solar", "camping-car-multimedia"),
    ("camping-car-heating", "camping-car-gas"),
    ("camping-car-water", "camping-car-multimedia"),
    ("camping-car-electricity", "camping-car-heating", "camping-car-water"),
)


def experts_of(brand_id: UUID, subjects: SubjectCommands) -> list[Respondent]:
    """Those of the pool who passed the shop's test and were taken on for the year."""
    return [_expert(brand_id, number, subjects) for number in range(EXPERTS)]


def expert_id_of(brand_id: UUID, number: int) -> UUID:
    return id_in(brand_id, "expert", number)


def ambassadors_of(brand_id: UUID, subjects: SubjectCommands) -> list[Respondent]:
    joined = [datetime(YEAR, month, 3, 18, tzinfo=UTC) for month in AMBASSADORS_SINCE]
    return [_ambassador(brand_id, number, at, subjects) for number, at in enumerate(joined)]


def _expert(brand_id: UUID, number: int, subjects: SubjectCommands) -> Respondent:
    luck = chance(brand_id, "expert", number)
    joined = OPENED + timedelta(days=1 + number % 5, hours=number)
    return Respondent(
        id=expert_id_of(brand_id, number),
        country="FR",
        languages=("fr", "en") if luck.random() < 0.5 else ("fr",),  # noqa: PLR2004 - half of them
        subjects=_known(subjects, (number, number + 3), luck),
        terms=PAID,
        habit=HABITS["expert"],
        usual_limit=luck.choice((2, 3, 3, 4)),
        reaction_s=luck.uniform(12, 30),
        eagerness=STEADY,
        joined=joined,
        welcomed=SEASON_BEGINS + timedelta(days=number % 5, hours=number),
    )


def _ambassador(
    brand_id: UUID, number: int, joined: datetime, subjects: SubjectCommands
) -> Respondent:
    luck = chance(brand_id, "ambassador", number)
    return Respondent(
        id=id_in(brand_id, "ambassador", number),
        country="FR",
        languages=("fr", "en") if number % 3 == 0 else ("fr",),
        subjects=_known(subjects, (number + 2,), luck),
        terms=VOLUNTARY,
        habit=HABITS["young programme"],
        usual_limit=luck.choice((1, 2, 2, 3)),
        reaction_s=luck.uniform(20, 45),
        eagerness=AS_THEY_LIKE,
        joined=joined,
        welcomed=joined + timedelta(days=7),
    )


def _known(subjects: SubjectCommands, numbers: Iterable[int], luck: Random) -> tuple[UUID, ...]:
    """What everybody knows, their specialities, and one subject by lot."""
    special = [SPECIALITIES[number % len(SPECIALITIES)] for number in numbers]
    known = {*EVERYBODY_KNOWS, *chain.from_iterable(special), luck.choice(list(subjects))}
    return tuple(subjects[slug] for slug in subjects if slug in known)
