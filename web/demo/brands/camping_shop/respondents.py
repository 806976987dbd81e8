"""Who answers for the camping-car shop: experts; since spring ambassadors and an employee, too."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from random import Random
from uuid import UUID

from domain.money import Money
from domain.rewards.reward_rules import Tier
from domain.simulation import rng_for
from domain.terms import Employed, Paid, Voluntary
from web.demo import assumptions as assume
from web.demo.planned import id_in
from web.demo.presence_sessions import Respondent
from web.demo.rewards import PlannedGift, RewardScheme, reward_rules
from web.demo.rhythms import HABITS, STEADY_ACTIVITY, VOLUNTARY_ACTIVITY

YEAR = 2017
OPENED = datetime(2016, 9, 5, 9, tzinfo=UTC)
SEASON_BEGINS = datetime(2016, 12, 6, 9, tzinfo=UTC)
"""When the first of those who passed the shop's test joined its call."""
PAID = Paid(Money(assume.PRICE_CENTS.value, "EUR"), assume.COMMISSION.value)
VOLUNTARY = Voluntary(points=assume.POINTS.value)
EMPLOYED = Employed(Money(assume.STAFF_HOUR_CENTS.value, "EUR"))
EXPERTS = 12
AMBASSADORS_BEGIN = date(YEAR, 4, 1)
AMBASSADORS_SINCE = (4, 4, 5, 6, 7, 9)
"""The months in which the shop's ambassadors joined, one after another."""

SubjectIds = dict[str, UUID]

KNOWN_TO_ALL = ("camping-car", "camping-car-awnings", "camping-car-outside")
"""What everyone who travels in a camping-car can answer."""
SPECIALITIES = (
    ("camping-car-electricity", "camping-car-solar"),
    ("camping-car-water", "camping-car-heating"),
    ("camping-car-electricity", "camping-car-solar", "camping-car-multimedia"),
    ("camping-car-heating", "camping-car-gas"),
    ("camping-car-water", "camping-car-multimedia"),
    ("camping-car-electricity", "camping-car-heating", "camping-car-water"),
)


def experts_of(brand_id: UUID, subjects: SubjectIds) -> list[Respondent]:
    """The members who passed the shop's test and joined its call for the year."""
    return [_expert(brand_id, number, subjects) for number in range(EXPERTS)]


def expert_id_of(brand_id: UUID, number: int) -> UUID:
    return id_in(brand_id, "expert", number)


def ambassadors_of(brand_id: UUID, subjects: SubjectIds) -> list[Respondent]:
    joined_at = [datetime(YEAR, month, 3, 18, tzinfo=UTC) for month in AMBASSADORS_SINCE]
    return [_ambassador(brand_id, number, at, subjects) for number, at in enumerate(joined_at)]


def _expert(brand_id: UUID, number: int, subjects: SubjectIds) -> Respondent:
    rng = rng_for(brand_id, "expert", number)
    joined_at = OPENED + timedelta(days=1 + number % 5, hours=number)
    return Respondent(
        id=expert_id_of(brand_id, number),
        country="FR",
        languages=("fr", "en") if rng.random() < 0.5 else ("fr",),  # noqa: PLR2004 - half of them
        subjects=_known(subjects, (number, number + 3), rng),
        terms=PAID,
        habit=HABITS["expert"],
        usual_capacity=rng.choice((2, 3, 3, 4)),
        reaction_s=rng.uniform(12, 30),
        monthly_activity=STEADY_ACTIVITY,
        joined_at=joined_at,
        engaged_from=SEASON_BEGINS + timedelta(days=number % 5, hours=number),
    )


def _ambassador(
    brand_id: UUID, number: int, joined_at: datetime, subjects: SubjectIds
) -> Respondent:
    rng = rng_for(brand_id, "ambassador", number)
    return Respondent(
        id=id_in(brand_id, "ambassador", number),
        country="FR",
        languages=("fr", "en") if number % 3 == 0 else ("fr",),
        subjects=_known(subjects, (number + 2,), rng),
        terms=VOLUNTARY,
        habit=HABITS["young programme"],
        usual_capacity=rng.choice((1, 2, 2, 3)),
        reaction_s=rng.uniform(20, 45),
        monthly_activity=VOLUNTARY_ACTIVITY,
        joined_at=joined_at,
        engaged_from=joined_at + timedelta(days=7),
    )


def employees_of(brand_id: UUID, subjects: SubjectIds) -> list[Respondent]:
    """One of the shop's own salespeople, who knows the whole range."""
    begins_at = datetime.combine(AMBASSADORS_BEGIN, datetime.min.time(), UTC)
    return [
        Respondent(
            id=id_in(brand_id, "employee", 0),
            country="FR",
            languages=("fr", "en"),
            subjects=tuple(subjects.values()),
            terms=EMPLOYED,
            habit=HABITS["weekend staff"],
            usual_capacity=2,
            reaction_s=20.0,
            monthly_activity=STEADY_ACTIVITY,
            joined_at=begins_at - timedelta(days=7),
            engaged_from=begins_at,
        )
    ]


def _known(subjects: SubjectIds, numbers: Iterable[int], rng: Random) -> tuple[UUID, ...]:
    """What all know, their specialities, and one subject at random."""
    special = [SPECIALITIES[number % len(SPECIALITIES)] for number in numbers]
    known = {*KNOWN_TO_ALL, *chain.from_iterable(special), rng.choice(list(subjects))}
    return tuple(subjects[slug] for slug in subjects if slug in known)


ATLAS = PlannedGift(
    slug="road-atlas",
    name_by_language={"fr": "Atlas des aires", "en": "Atlas of stopovers"},
    points=assume.ATLAS_POINTS.value,
    unit_cost=Money(assume.ATLAS_CENTS.value, "EUR"),
    quantity=15,
    request_share=0.5,
)
CREW = Tier("crew", 30, 10, {"fr": "Équipage", "en": "Crew"})
RULES = reward_rules((CREW,), (), 12, ATLAS)


def shop_rewards(brand_id: UUID, volunteers: list[Respondent]) -> RewardScheme:
    since = datetime.combine(AMBASSADORS_BEGIN, datetime.min.time(), UTC) + timedelta(hours=2)
    return RewardScheme(brand_id, RULES, (ATLAS,), since, tuple(volunteers))
