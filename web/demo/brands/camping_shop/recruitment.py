"""How the shop found its experts: a test, a call, and thirty-eight candidates in autumn 2016."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.assessments.assessment import Assessment
from domain.recruitment.call_for_experts import CallCloseReason, CallDetails
from domain.simulation import rng_for
from web.demo.brand_script import BrandScript
from web.demo.brands.camping_shop.assessment import LANGUAGE, RULES, SUBJECT, planned_assessment
from web.demo.brands.camping_shop.attempt_commands import AttemptScript
from web.demo.brands.camping_shop.attempt_plan import (
    PlannedAttempt,
    SimulatedCandidate,
    plan_attempt,
)
from web.demo.brands.camping_shop.respondents import OPENED, PAID, SEASON_BEGINS, SubjectIds
from web.demo.demand import local
from web.demo.people import FRANCOPHONE, Person, in_the_pool
from web.demo.planned import PlannedCommand, PlannedText, id_in
from web.demo.presence_sessions import Respondent
from web.marketplace import Marketplace

CREATED = datetime(2016, 9, 19, 8, tzinfo=UTC)
PUBLISHED = datetime(2016, 9, 26, 8, tzinfo=UTC)
CALLED = datetime(2016, 10, 3, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
LAST_DAY = 42
"""So many days after the call the last of them took the test for the first time."""
CLOSED = SEASON_BEGINS + timedelta(days=14)
OTHERS = 26
FAILED_ONCE = (3, 8)
"""The experts, by number, who failed once before they passed."""
EXPERTS_ABILITY, OTHERS_ABILITY = 1.4, 0.0
RETRY_SHARE = 0.5
COUNTRIES = ("FR", "FR", "FR", "BE", "FR", "CH")
RETRIED_AFTER = timedelta(seconds=RULES.retry_after_s) + timedelta(days=2)


class OtherCandidate(NamedTuple):
    """A member who took the test, and was not among the shop's experts afterwards."""

    id: UUID
    country: str
    joined_at: datetime


@dataclass(frozen=True)
class ExpertRecruitment:
    commands: tuple[PlannedCommand, ...]
    people: tuple[Person, ...]
    """Those who are not among the experts."""
    texts: tuple[PlannedText, ...] = ()


def adviser_id_of(brand_id: UUID) -> UUID:
    """The adviser writes and grades the test, so that the manager can decide appeals."""
    return id_in(brand_id, "adviser")


def plan_recruitment(
    marketplace: Marketplace, brand_id: UUID, subjects: SubjectIds, experts: Sequence[Respondent]
) -> ExpertRecruitment:
    adviser_id = adviser_id_of(brand_id)
    assessment = planned_assessment(brand_id, subjects[SUBJECT], adviser_id, PUBLISHED)
    script = BrandScript(marketplace, brand_id)
    attempts = AttemptScript(marketplace, assessment, adviser_id)
    attempts.open(CREATED, PUBLISHED)
    others = [_other(brand_id, number) for number in range(OTHERS)]
    _join_pool(script, experts, others, subjects)
    _call(script, brand_id, assessment, experts, others)
    for number, expert in enumerate(experts):
        _qualify(attempts, assessment, expert.id, fails_first=number in FAILED_ONCE)
    for other in others:
        _try(attempts, assessment, other.id)
    commands = (*script.commands, *attempts.commands)
    return ExpertRecruitment(commands, _people(others), tuple(attempts.texts))


def other_id_of(brand_id: UUID, number: int) -> UUID:
    return id_in(brand_id, "candidate", number)


def _other(brand_id: UUID, number: int) -> OtherCandidate:
    joined_at = OPENED + timedelta(days=3 + number % 20, hours=number % 11)
    return OtherCandidate(other_id_of(brand_id, number), COUNTRIES[number % 6], joined_at)


def _join_pool(
    script: BrandScript,
    experts: Sequence[Respondent],
    others: Sequence[OtherCandidate],
    subjects: SubjectIds,
) -> None:
    for expert in experts:
        script.join_pool(
            expert.id, expert.languages, expert.country, expert.subjects, expert.joined_at
        )
    for other in others:
        script.join_pool(
            other.id, (LANGUAGE,), other.country, (subjects[SUBJECT],), other.joined_at
        )


def _people(others: Sequence[OtherCandidate]) -> tuple[Person, ...]:
    return tuple(
        in_the_pool(other.id, FRANCOPHONE, f"pool-{number}", "expert")
        for number, other in enumerate(others, start=1)
    )


def call_details(
    assessment: Assessment, period: tuple[datetime, datetime], wanted: int
) -> CallDetails:
    """What the shop offers in each of its calls to members who pass its test."""
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
    script: BrandScript,
    brand_id: UUID,
    assessment: Assessment,
    experts: Sequence[Respondent],
    others: Sequence[OtherCandidate],
) -> None:
    """Published, joined by the experts, and closed when there were enough."""
    call_id = id_in(brand_id, "call", "2016")
    period = CALLED, local(date(2016, 12, 31), 24, PARIS)
    invited = [*(expert.id for expert in experts), *(other.id for other in others)]
    script.publish_call(call_id, call_details(assessment, period, len(experts)), invited, CALLED)
    for expert in experts:
        script.join_call(call_id, expert.id, expert.engaged_from)
    script.close_call(call_id, CallCloseReason.FILLED, CLOSED)


def _qualify(
    attempts: AttemptScript, assessment: Assessment, member_id: UUID, *, fails_first: bool
) -> None:
    candidate, at = SimulatedCandidate.seeded(member_id, EXPERTS_ABILITY), _evening(member_id)
    if fails_first:
        attempts.take(plan_attempt(assessment, candidate, 1, passing=False), at)
        second = plan_attempt(assessment, candidate, 2, passing=True)
        attempts.take(second, at + RETRIED_AFTER)
    else:
        attempts.take(plan_attempt(assessment, candidate, 1, passing=True), at)


def _try(attempts: AttemptScript, assessment: Assessment, member_id: UUID) -> None:
    """With whatever result; half of those who fail try again."""
    candidate, at = SimulatedCandidate.seeded(member_id, OTHERS_ABILITY), _evening(member_id)
    first = plan_attempt(assessment, candidate, 1, passing=None)
    attempts.take(first, at)
    if _retries(first, assessment):
        second = plan_attempt(assessment, candidate, 2, passing=None)
        attempts.take(second, at + RETRIED_AFTER)


def _retries(first: PlannedAttempt, assessment: Assessment) -> bool:
    would_retry = rng_for(first.id, "again").random() < RETRY_SHARE
    return would_retry and not first.passes(assessment)


def _evening(member_id: UUID) -> datetime:
    """When a member takes the test for the first time."""
    rng = rng_for(member_id, "evening")
    day = CALLED + timedelta(days=rng.randint(1, LAST_DAY))
    return day.replace(hour=rng.randint(16, 20), minute=rng.randint(0, 59))
