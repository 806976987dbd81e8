"""The ambassadors of the home-exchange brand: who they are, when they come, how they sit."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.simulation.rng import chance
from domain.terms import Voluntary
from web.demo import assumptions as assume
from web.demo.ids import id_in
from web.demo.presence_sessions import Respondent
from web.demo.rhythms import AS_THEY_LIKE, HABITS

TERMS = Voluntary(points=assume.POINTS.value)
YEAR = 2017
OPENED = datetime(2016, 11, 21, 9, tzinfo=UTC)

COUNTRIES = ("FR", "FR", "ES", "FR", "GB") * 5
NEWCOMERS_LATER = ("FR", "ES", "GB", "FR", "FR", "ES")
"""They join from July on; as many leave, so that the brand keeps its 25."""
LANGUAGES = {
    "FR": (("fr",), ("fr", "en"), ("fr", "es"), ("fr", "en", "es"), ("fr", "en")),
    "ES": (("es",), ("es", "fr"), ("es", "en"), ("es", "fr", "en")),
    "GB": (("en",), ("en", "fr"), ("en", "es"), ("en", "fr")),
}
"""What people of a country speak; each answer is as likely as the next."""
KINDS = (
    "after work",
    "retired",
    "after work",
    "between jobs",
    "night owl",
    "after work",
    "retired",
    "early bird",
)
WITH_THE_BRAND_IN_JANUARY = 19
LEAVING = {3: 7, 7: 8, 10: 9, 12: 10, 14: 11, 17: 12}
"""Who leaves, by number, and in which month."""


def ambassadors_of(brand_id: UUID, subjects: tuple[UUID, ...]) -> list[Respondent]:
    """Nineteen in January; one more becomes active each month; from July on one leaves, too."""
    countries = COUNTRIES + NEWCOMERS_LATER
    return [
        _ambassador(brand_id, number, country, subjects) for number, country in enumerate(countries)
    ]


def _ambassador(
    brand_id: UUID, number: int, country: str, subjects: tuple[UUID, ...]
) -> Respondent:
    luck = chance(brand_id, "ambassador", number)
    joined = _joined(number)
    return Respondent(
        id=id_in(brand_id, "ambassador", number),
        country=country,
        languages=_languages(country, luck.random()),
        subjects=subjects,
        terms=TERMS,
        habit=HABITS[KINDS[number % len(KINDS)]],
        usual_limit=luck.choice((1, 2, 2, 3, 3, 4)),
        reaction_s=luck.uniform(18, 50),
        eagerness=AS_THEY_LIKE,
        joined=joined,
        welcomed=joined + timedelta(days=9),
        parted=_parted(number),
    )


def _languages(country: str, select_items: float) -> tuple[str, ...]:
    """Their own first, and for many a second one."""
    spoken = LANGUAGES[country]
    return spoken[int(select_items * len(spoken))]


def _joined(number: int) -> datetime:
    month = number - WITH_THE_BRAND_IN_JANUARY + 1
    if month < 1:
        return OPENED + timedelta(days=1 + number)
    return datetime(YEAR, month, 4, 18, 30, tzinfo=UTC)


def _parted(number: int) -> datetime | None:
    """One of the first members leaves at the end of each month from July on."""
    if number not in LEAVING:
        return None
    return datetime(YEAR, LEAVING[number], 28, tzinfo=UTC)
