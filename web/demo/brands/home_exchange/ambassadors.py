"""The ambassadors of the home-exchange brand: who they are, and when they come online."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.simulation import rng_for
from domain.terms import Voluntary
from web.demo import assumptions as assume
from web.demo.planned import id_in
from web.demo.presence_sessions import Respondent
from web.demo.rhythms import HABITS, VOLUNTARY_ACTIVITY

TERMS = Voluntary(points=assume.POINTS.value)
YEAR = 2017
OPENED = datetime(2016, 11, 21, 9, tzinfo=UTC)

COUNTRIES = ("FR", "FR", "ES", "FR", "GB") * 5
LATER_COUNTRIES = ("FR", "ES", "GB", "FR", "FR", "ES")
"""Of those who join from July on; as many leave, so that the brand keeps its 25."""
LANGUAGES = {
    "FR": (("fr",), ("fr", "en"), ("fr", "es"), ("fr", "en", "es"), ("fr", "en")),
    "ES": (("es",), ("es", "fr"), ("es", "en"), ("es", "fr", "en")),
    "GB": (("en",), ("en", "fr"), ("en", "es"), ("en", "fr")),
}
"""The languages that people of a country may speak, each choice equally likely."""
HABIT_KINDS = (
    "after work",
    "retired",
    "after work",
    "between jobs",
    "night owl",
    "after work",
    "retired",
    "early bird",
)
ENGAGED_IN_JANUARY = 19
LEAVING_MONTH = {3: 7, 7: 8, 10: 9, 12: 10, 14: 11, 17: 12}
"""The month in which an ambassador leaves, by number."""


def ambassadors_of(brand_id: UUID, subjects: tuple[UUID, ...]) -> list[Respondent]:
    """Nineteen in January; one more becomes active each month; from July on one leaves, too."""
    countries = COUNTRIES + LATER_COUNTRIES
    return [
        _ambassador(brand_id, number, country, subjects) for number, country in enumerate(countries)
    ]


def _ambassador(
    brand_id: UUID, number: int, country: str, subjects: tuple[UUID, ...]
) -> Respondent:
    rng = rng_for(brand_id, "ambassador", number)
    joined_at = _joined_at(number)
    return Respondent(
        id=id_in(brand_id, "ambassador", number),
        country=country,
        languages=_languages(country, rng.random()),
        subjects=subjects,
        terms=TERMS,
        habit=HABITS[HABIT_KINDS[number % len(HABIT_KINDS)]],
        usual_capacity=rng.choice((1, 2, 2, 3, 3, 4)),
        reaction_s=rng.uniform(18, 50),
        monthly_activity=VOLUNTARY_ACTIVITY,
        joined_at=joined_at,
        engaged_from=joined_at + timedelta(days=9),
        engaged_until=_engaged_until(number),
    )


def _languages(country: str, random: float) -> tuple[str, ...]:
    """Their own first, and for many a second one."""
    spoken = LANGUAGES[country]
    return spoken[int(random * len(spoken))]


def _joined_at(number: int) -> datetime:
    month = number - ENGAGED_IN_JANUARY + 1
    if month < 1:
        return OPENED + timedelta(days=1 + number)
    return datetime(YEAR, month, 4, 18, 30, tzinfo=UTC)


def _engaged_until(number: int) -> datetime | None:
    """One of the first members leaves at the end of each month from July on."""
    if number not in LEAVING_MONTH:
        return None
    return datetime(YEAR, LEAVING_MONTH[number], 28, tzinfo=UTC)
