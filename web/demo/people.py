"""The invented people, and who of them came recently: names and addresses are not in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from domain.simulation import rng_for
from web.demo.planned import FINANCE_ID, PLATFORM_ID, id_in, manager_id_of
from web.demo.presence_sessions import Respondent

FIRST_NAMES = {
    "FR": "Camille Claire Denis Émilie Fabien Gérard Hélène Inès Jérôme Karine Léa Mathieu Nadège"
    " Odile Pascal Quentin Romane Sylvie Thierry Valérie Yann Zoé",
    "ES": "Alba Bruno Carmen Diego Elena Iker Lucía Marta Nuria Pablo Rocío Sergio",
    "GB": "Alison Brian Colin Daisy Edward Fiona Graham Harriet Imogen Keith Moira Nigel",
}
LAST_NAMES = {
    "FR": "Aubry Barbier Charpentier Delorme Estève Fontaine Garnier Hamel Jacquet Lambert"
    " Masson Noël Perrin Roussel Tessier Vasseur",
    "ES": "Aguilar Bravo Castaño Duarte Fuentes Herrera Lozano Molina Navarro Ortega",
    "GB": "Ashworth Bramley Carver Dunmore Fairley Hartley Kendrick Marlowe Penrose Whitlock",
}
FRANCOPHONE = "FR"
"""Names that are usual wherever people speak French."""
LANGUAGE = {"FR": "fr", "ES": "en", "GB": "en"}
"""In which of the two languages of the pages a person reads them."""


@dataclass(frozen=True)
class Person:
    """A person with an account; `signs_in` when the demonstration shows their pages."""

    id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    brand_id: UUID | None
    language: str
    signs_in: bool = False


def platform_staff() -> tuple[Person, ...]:
    """Those who run the marketplace itself."""
    staff = (
        (PLATFORM_ID, "Dominique Arnaud", "platform", "fr"),
        (FINANCE_ID, "Frances Holt", "finance", "en"),
    )
    return tuple(
        Person(id, name, f"{role}@comptoir.example.org", (role,), None, language, signs_in=True)
        for id, name, role, language in staff
    )


def manager(brand_id: UUID, slug: str, name: str) -> Person:
    email = f"manager@{slug}.example.org"
    return Person(manager_id_of(brand_id), name, email, ("brand",), brand_id, "fr", signs_in=True)


def adviser(id: UUID, brand_id: UUID, slug: str, name: str) -> Person:
    """An employee of the brand who knows its subject; not among those who are shown."""
    return Person(id, name, f"adviser@{slug}.example.org", ("brand",), brand_id, "fr")


def members(
    respondents: Sequence[Respondent], role: str, brand_id: UUID, slug: str
) -> list[Person]:
    """The respondents of a brand; the first of them signs in."""
    people = []
    for number, respondent in enumerate(respondents, start=1):
        name = fictional_name(respondent.id, respondent.country)
        email = f"{role}-{number}@{slug}.example.org"
        language, signs_in = LANGUAGE[respondent.country], number == 1
        people.append(Person(respondent.id, name, email, (role,), brand_id, language, signs_in))
    return people


def in_the_pool(
    id: UUID, country: str, address: str, role: str, *, signs_in: bool = False
) -> Person:
    """A member who does not answer for a brand yet."""
    name, email = fictional_name(id, country), f"{address}@pool.example.org"
    return Person(id, name, email, (role,), None, "fr", signs_in)


def fictional_name(member_id: UUID, country: str) -> str:
    rng = rng_for(member_id, "name")
    first, last = FIRST_NAMES[country].split(), LAST_NAMES[country].split()
    return f"{rng.choice(first)} {rng.choice(last)}"


FIRST_JOINED = 45
"""So many days ago; it is the first of the recent activity."""
DAYS_BETWEEN = 2


class NewcomerOutcome(Enum):
    """What becomes of a member who was invited to the shop's open call."""

    QUALIFIED = auto()
    """Passed, and may join the call."""
    NOT_ATTEMPTED = auto()
    JOINED = auto()
    APPEALS = auto()
    AWAITS_GRADING = auto()
    COPIED = auto()
    """Passed with the answers of another candidate on the same device, who passed before."""
    FAILED = auto()


OUTCOMES = (
    NewcomerOutcome.QUALIFIED,
    NewcomerOutcome.NOT_ATTEMPTED,
    NewcomerOutcome.JOINED,
    NewcomerOutcome.APPEALS,
    NewcomerOutcome.AWAITS_GRADING,
    NewcomerOutcome.QUALIFIED,
    NewcomerOutcome.COPIED,
    NewcomerOutcome.FAILED,
    NewcomerOutcome.QUALIFIED,
    NewcomerOutcome.NOT_ATTEMPTED,
)
COPIES = OUTCOMES.index(NewcomerOutcome.COPIED)
COPIED_FROM = COPIES - 1
COUNTRIES = ("FR", "FR", "BE", "FR", "FR", "FR", "FR", "CH", "FR", "BE")


class Newcomer(NamedTuple):
    number: int
    id: UUID
    outcome: NewcomerOutcome
    country: str
    joined_at: datetime


class Applicant(NamedTuple):
    id: UUID
    languages: tuple[str, ...]
    country: str
    home_exchanges: int
    text: str
    days_ago: int


def newcomers_of(shop_id: UUID, today: date) -> list[Newcomer]:
    """In the order in which they joined."""
    return [
        Newcomer(
            number,
            id_in(shop_id, "newcomer", number),
            outcome,
            COUNTRIES[number],
            evening(today - timedelta(days=FIRST_JOINED - DAYS_BETWEEN * number)),
        )
        for number, outcome in enumerate(OUTCOMES)
    ]


def applicants_of(exchange_id: UUID) -> list[Applicant]:
    """They wait for the home-exchange brand's answer."""
    return [
        Applicant(
            id_in(exchange_id, "applying", "first"),
            ("fr", "en"),
            "FR",
            6,
            "Six échanges en quatre ans, dont deux avec de jeunes enfants. Je réponds volontiers"
            " à ceux qui hésitent avant le premier.",
            3,
        ),
        Applicant(
            id_in(exchange_id, "applying", "second"),
            ("es", "fr"),
            "ES",
            2,
            "Je parle espagnol et français, et je suis souvent libre le soir.",
            1,
        ),
    ]


def evening(day: date) -> datetime:
    return datetime.combine(day, time(18), UTC)


def people_of(newcomers: Sequence[Newcomer], applicants: Sequence[Applicant]) -> tuple[Person, ...]:
    """The first two newcomers are shown: one is qualified, one has still to take the test."""
    short_names = {0: "qualified", 1: "candidate"}
    experts = [
        in_the_pool(
            newcomer.id,
            FRANCOPHONE,
            short_names.get(newcomer.number, f"newcomer-{newcomer.number}"),
            "expert",
            signs_in=newcomer.number in short_names,
        )
        for newcomer in newcomers
    ]
    ambassadors = [
        in_the_pool(applicant.id, applicant.country, f"applicant-{number}", "ambassador")
        for number, applicant in enumerate(applicants, start=1)
    ]
    return (*experts, *ambassadors)
