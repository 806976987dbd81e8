"""The invented people: names and addresses for accounts. The log knows none of this."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.simulation import rng_for
from web.demo.ids import FINANCE_ID, PLATFORM_ID, manager_id_of
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
    return (
        Person(
            PLATFORM_ID,
            "Dominique Arnaud",
            "platform@comptoir.example.org",
            ("platform",),
            None,
            "fr",
            signs_in=True,
        ),
        Person(
            FINANCE_ID,
            "Frances Holt",
            "finance@comptoir.example.org",
            ("finance",),
            None,
            "en",
            signs_in=True,
        ),
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
