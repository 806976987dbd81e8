"""How the shop found its experts: a test, a call, and thirty-eight people in the autumn of 2016."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.assessments.assessment import Assessment
from domain.recruitment.call_for_experts import CallCloseReason, CallDetails
from domain.simulation.rng import chance
from web.demo.brand_script import Book
from web.demo.brands.camping_shop.assessment import LANGUAGE, RULES, SUBJECT, planned_test
from web.demo.brands.camping_shop.attempt_commands import ExamRoom
from web.demo.brands.camping_shop.attempt_plan import Plan, Taker, plan_attempt
from web.demo.brands.camping_shop.respondents import OPENED, PAID, SEASON_BEGINS, SubjectCommands
from web.demo.demand import local
from web.demo.ids import id_in
from web.demo.people import FRANCOPHONE, Person, in_the_pool
from web.demo.planned_commands import Commands, Deed
from web.demo.presence_sessions import Respondent

BEGUN = datetime(2016, 9, 19, 8, tzinfo=UTC)
PUBLISHED = datetime(2016, 9, 26, 8, tzinfo=UTC)
CALLED = datetime(2016, 10, 3, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
LATEST_DAY = 42
"""So many days after the call the last of them sat the test for the first time."""
CLOSED = SEASON_BEGINS + timedelta(days=14)
OTHERS = 26
AT_SECOND_TRY = (3, 8)
"""The experts, by number, who failed once before they passed."""
EXPERTS_ABILITY, OTHERS_ABILITY = 1.4, 0.0
RETRY_SHARE = 0.5
COUNTRIES = ("FR", "FR", "FR", "BE", "FR", "CH")
AGAIN_AFTER = timedelta(seconds=RULES.retry_after_s) + timedelta(days=2)


class Candidate(NamedTuple):
    """Somebody of the pool who took the test, and was not among the shop's experts afterwards."""

    id: UUID
    country: str
    joined: datetime


@dataclass(frozen=True)
class Autumn:
    deeds: tuple[Deed, ...]
    people: tuple[Person, ...]
    """Those who are not among the experts."""


def adviser_id_of(brand_id: UUID) -> UUID:
    """Who writes and marks the test, so that the manager can hear appeals."""
    return id_in(brand_id, "adviser")


def autumn_of(
    commands: Commands, brand_id: UUID, subjects: SubjectCommands, experts: Sequence[Respondent]
) -> Autumn:
    adviser_id = adviser_id_of(brand_id)
    assessment = planned_test(brand_id, subjects[SUBJECT], adviser_id, PUBLISHED)
    book, room = Book(commands, brand_id, "EUR"), ExamRoom(commands, assessment, adviser_id)
    room.open(BEGUN, PUBLISHED)
    others = [_candidate(brand_id, number) for number in range(OTHERS)]
    for each in experts:
        book.enter(each.id, each.languages, each.country, each.subjects, each.joined)
    for one in others:
        book.enter(one.id, (LANGUAGE,), one.country, (subjects[SUBJECT],), one.joined)
    _call(book, brand_id, assessment, experts, [one.id for one in others])
    for number, each in enumerate(experts):
        _qualify(room, assessment, each.id, fails_first=number in AT_SECOND_TRY)
    for one in others:
        _try_it(room, assessment, one.id)
    people = [
        in_the_pool(one.id, FRANCOPHONE, f"pool-{number}", "expert")
        for number, one in enumerate(others, start=1)
    ]
    return Autumn((*book.deeds, *room.deeds), tuple(people))


def other_id_of(brand_id: UUID, number: int) -> UUID:
    return id_in(brand_id, "candidate", number)


def _candidate(brand_id: UUID, number: int) -> Candidate:
    joined = OPENED + timedelta(days=3 + number % 20, hours=number % 11)
    return Candidate(other_id_of(brand_id, number), COUNTRIES[number % 6], joined)


def offer_on(assessment: Assessment, period: tuple[datetime, datetime], wanted: int) -> CallDetails:
    """What the shop offers, whenever it calls, to those who pass its test."""
    assert assessment.brand_id is not None
    return CallDetails(
        brand_id=assessment.brand_id,
        subject_id=assessment.subject_id,
        assessment_id=assessment.id,
        languages=(LANGUAGE,),
        countries=(),
        starts_at=period[0],
        ends_at=period[1],
        max_experts=wanted,
        terms=PAID,
    )


def _call(
    book: Book,
    brand_id: UUID,
    assessment: Assessment,
    experts: Sequence[Respondent],
    others: list[UUID],
) -> None:
    """Published, taken up by those who passed, closed when there were enough."""
    call_id = id_in(brand_id, "call", "2016")
    offer = offer_on(assessment, (CALLED, local(date(2016, 12, 31), 24, PARIS)), len(experts))
    book.publish_call(call_id, offer, CALLED)
    book.invite(call_id, [*(each.id for each in experts), *others], CALLED + timedelta(hours=1))
    for each in experts:
        book.join_call(call_id, each.id, each.welcomed)
    book.close_call(call_id, CallCloseReason.FILLED, CLOSED)


def _qualify(room: ExamRoom, assessment: Assessment, member_id: UUID, *, fails_first: bool) -> None:
    taker, at = Taker.seeded(member_id, EXPERTS_ABILITY), _evening(member_id)
    if fails_first:
        room.take(plan_attempt(assessment, taker, 1, passing=False), at)
        room.take(plan_attempt(assessment, taker, 2, passing=True), at + AGAIN_AFTER)
    else:
        room.take(plan_attempt(assessment, taker, 1, passing=True), at)


def _try_it(room: ExamRoom, assessment: Assessment, member_id: UUID) -> None:
    """As it comes; half of those who fail try again."""
    taker, at = Taker.seeded(member_id, OTHERS_ABILITY), _evening(member_id)
    first = plan_attempt(assessment, taker, 1, passing=None)
    room.take(first, at)
    if _tries_again(first, assessment):
        room.take(plan_attempt(assessment, taker, 2, passing=None), at + AGAIN_AFTER)


def _tries_again(first: Plan, assessment: Assessment) -> bool:
    again = chance(first.attempt_id, "again").random() < RETRY_SHARE
    return again and not first.passes(assessment)


def _evening(member_id: UUID) -> datetime:
    """When somebody sat down to the test."""
    luck = chance(member_id, "evening")
    day = CALLED + timedelta(days=luck.randint(1, LATEST_DAY))
    return day.replace(hour=luck.randint(16, 20), minute=luck.randint(0, 59))
