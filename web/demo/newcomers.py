"""Who entered the pool lately, and who would like to be an ambassador: the invented people."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from web.demo.ids import id_in
from web.demo.people import FRANCOPHONE, Person, in_the_pool

FIRST_CAME = 45
"""So many days ago; it is the first thing that happened lately."""
ONE_EVERY = 2


class Lot(Enum):
    """What becomes of somebody who was invited to the shop's open call."""

    QUALIFIED = auto()
    """Passed, and may join the call."""
    STILL_TO_SIT = auto()
    JOINED = auto()
    APPEALS = auto()
    WAITS_FOR_A_MARK = auto()
    HELPED = auto()
    """Passed with the answers of somebody on the same device, who passed before."""
    FAILED = auto()


LOTS = (
    Lot.QUALIFIED,
    Lot.STILL_TO_SIT,
    Lot.JOINED,
    Lot.APPEALS,
    Lot.WAITS_FOR_A_MARK,
    Lot.QUALIFIED,
    Lot.HELPED,
    Lot.FAILED,
    Lot.QUALIFIED,
    Lot.STILL_TO_SIT,
)
HELPER, HELPED = LOTS.index(Lot.HELPED) - 1, LOTS.index(Lot.HELPED)
COUNTRIES = ("FR", "FR", "BE", "FR", "FR", "FR", "FR", "CH", "FR", "BE")


class Newcomer(NamedTuple):
    number: int
    id: UUID
    lot: Lot
    country: str
    joined: datetime


class Applicant(NamedTuple):
    id: UUID
    languages: tuple[str, ...]
    country: str
    home_exchanges: int
    text: str
    days_ago: int


def newcomers_of(shop_id: UUID, today: date) -> list[Newcomer]:
    """One after another, the first of them first of all."""
    return [
        Newcomer(
            number,
            id_in(shop_id, "newcomer", number),
            lot,
            COUNTRIES[number],
            evening(today - timedelta(days=FIRST_CAME - ONE_EVERY * number)),
        )
        for number, lot in enumerate(LOTS)
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
    shown = {0: "qualified", 1: "candidate"}
    came = [
        in_the_pool(
            each.id,
            FRANCOPHONE,
            shown.get(each.number, f"newcomer-{each.number}"),
            "expert",
            signs_in=each.number in shown,
        )
        for each in newcomers
    ]
    applied = [
        in_the_pool(each.id, each.country, f"applicant-{number}", "ambassador")
        for number, each in enumerate(applicants, start=1)
    ]
    return (*came, *applied)
