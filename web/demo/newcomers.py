"""The invented people who joined the pool recently, or applied to be ambassadors."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from web.demo.ids import id_in
from web.demo.people import FRANCOPHONE, Person, in_the_pool

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
COPIED_FROM, COPIES = (
    OUTCOMES.index(NewcomerOutcome.COPIED) - 1,
    OUTCOMES.index(NewcomerOutcome.COPIED),
)
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
