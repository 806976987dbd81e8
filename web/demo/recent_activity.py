"""
What happened recently, counted back from the day on which the demonstration is loaded.

Pages go by the clock: an open call, and members who wait for a grade, a decision or their next
attempt, make sense beside a real today only. The log keeps which day that was (`reference_day`),
for a load that completes an interrupted one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.simulation import rng_for
from web.demo.brand_script import BrandScript, subject_id_of
from web.demo.brands.camping_shop.assessment import (
    LANGUAGE,
    SUBJECT,
    assessment_id_of,
    planned_assessment,
)
from web.demo.brands.camping_shop.attempt_commands import AttemptScript
from web.demo.brands.camping_shop.attempt_plan import (
    PlannedAttempt,
    SimulatedCandidate,
    plan_attempt,
)
from web.demo.brands.camping_shop.recent_booking import RENEWING, recent_booking_commands
from web.demo.brands.camping_shop.recruitment import (
    EXPERTS_ABILITY,
    OTHERS,
    PARIS,
    adviser_id_of,
    call_details,
    other_id_of,
)
from web.demo.brands.camping_shop.respondents import expert_id_of
from web.demo.demand import local
from web.demo.people import (
    COPIED_FROM,
    COPIES,
    FIRST_JOINED,
    Applicant,
    Newcomer,
    NewcomerOutcome,
    Person,
    applicants_of,
    evening,
    newcomers_of,
    people_of,
)
from web.demo.planned import PlannedCommand, PlannedText, by_time, id_in
from web.demo.rhythms import morning
from web.marketplace import Marketplace

CALLED, OPENS, ENDS = -21, -14, 56
"""Days from today on which the call is published, opens and ends."""
WANTED = 6
PASSING = {
    NewcomerOutcome.QUALIFIED: True,
    NewcomerOutcome.JOINED: True,
    NewcomerOutcome.COPIED: None,
    NewcomerOutcome.AWAITS_GRADING: None,
    NewcomerOutcome.APPEALS: False,
    NewcomerOutcome.FAILED: False,
}
ABILITY = 1.0
APPEALED = "Robinet en roulant"
APPEAL = (
    "Pour le robinet de gaz, j'ai répondu en pensant à mon camping-car : il a un détendeur avec"
    " détecteur de choc et peut chauffer en roulant. Ma réponse me paraît juste."
)


@dataclass(frozen=True)
class RecentActivity:
    commands: tuple[PlannedCommand, ...]
    people: tuple[Person, ...]
    texts: tuple[PlannedText, ...]


NO_RECENT_ACTIVITY = RecentActivity((), (), ())


def reference_day(log: EventLog, shop_id: UUID, today: date) -> date:
    """The day from which an earlier load counted back; today when there was none."""
    first, *_ = newcomers_of(shop_id, today)
    history = log.history(first.id)
    if not history:
        return today
    joined = history[0].data
    assert isinstance(joined, Member.Joined)
    return joined.at.date() + timedelta(days=FIRST_JOINED)


def has_assessment(log: EventLog, shop_id: UUID) -> bool:
    """A demonstration that was loaded before there were tests stays as it is."""
    return bool(log.load_or_new(Assessment, assessment_id_of(shop_id)).version)


def plan_recent_activity(
    marketplace: Marketplace,
    shop_id: UUID,
    exchange_id: UUID,
    today: date,
    *,
    has_booking: bool = True,
) -> RecentActivity:
    """has_booking: whether the shop has a running booking; there has not always been one."""
    newcomers, applicants = newcomers_of(shop_id, today), applicants_of(exchange_id)
    shop, attempts = _at_the_shop(marketplace, shop_id, newcomers, today)
    exchange = _at_the_exchange(marketplace, exchange_id, applicants, today)
    booked = recent_booking_commands(marketplace, shop_id, today) if has_booking else []
    commands = [*shop.commands, *attempts.commands, *exchange.commands, *booked]
    return RecentActivity(
        commands=tuple(by_time(commands)),
        people=people_of(newcomers, applicants),
        texts=(*attempts.texts, *exchange.texts),
    )


def _at_the_shop(
    marketplace: Marketplace, shop_id: UUID, newcomers: Sequence[Newcomer], today: date
) -> tuple[BrandScript, AttemptScript]:
    subject_id, adviser_id = subject_id_of(shop_id, SUBJECT), adviser_id_of(shop_id)
    assessment = planned_assessment(shop_id, subject_id, adviser_id, evening(today))
    script = BrandScript(marketplace, shop_id)
    for newcomer in newcomers:
        script.join_pool(
            newcomer.id, (LANGUAGE,), newcomer.country, (subject_id,), newcomer.joined_at
        )
    _call(script, shop_id, assessment, newcomers, today)
    attempts = AttemptScript(marketplace, assessment, adviser_id)
    _renew(attempts, assessment, shop_id, today)
    _take(attempts, assessment, newcomers, today)
    return script, attempts


def _call(
    script: BrandScript,
    shop_id: UUID,
    assessment: Assessment,
    newcomers: Sequence[Newcomer],
    today: date,
) -> None:
    call_id, published_at = call_id_of(shop_id), morning(today + timedelta(days=CALLED))
    others = [other_id_of(shop_id, number) for number in range(OTHERS)]
    opens_at = local(today + timedelta(days=OPENS), 0, PARIS)
    ends_at = local(today + timedelta(days=ENDS), 24, PARIS)
    details = call_details(assessment, (opens_at, ends_at), WANTED)
    invited = [*others, *(newcomer.id for newcomer in newcomers)]
    script.publish_call(call_id, details, invited, published_at)
    for newcomer in newcomers:
        if newcomer.outcome is NewcomerOutcome.JOINED:
            script.join_call(call_id, newcomer.id, evening(today - timedelta(days=2)))


def _renew(attempts: AttemptScript, assessment: Assessment, shop_id: UUID, today: date) -> None:
    for number in range(RENEWING):
        candidate = SimulatedCandidate.seeded(expert_id_of(shop_id, number), EXPERTS_ABILITY)
        attempt = plan_attempt(assessment, candidate, 3, passing=True)
        attempts.take(attempt, _evening_of(candidate, today - timedelta(days=40 - number)))


def _take(
    attempts: AttemptScript, assessment: Assessment, newcomers: Sequence[Newcomer], today: date
) -> None:
    planned: dict[int, PlannedAttempt] = {}
    for newcomer in newcomers:
        outcome = newcomer.outcome
        if outcome is NewcomerOutcome.NOT_ATTEMPTED:
            continue
        attempt = planned[newcomer.number] = _attempt(newcomer, assessment, planned)
        is_graded = outcome is not NewcomerOutcome.AWAITS_GRADING
        day = today - timedelta(days=16 - newcomer.number if is_graded else 2)
        at = _evening_of(attempt.candidate, day)
        result_at = attempts.take(attempt, at, is_graded=is_graded)
        if outcome is NewcomerOutcome.APPEALS:
            attempts.appeal(attempt, APPEAL, result_at + timedelta(hours=8))


def _attempt(
    newcomer: Newcomer, assessment: Assessment, planned: dict[int, PlannedAttempt]
) -> PlannedAttempt:
    """A newcomer's first; one of them copies another's, on the same device."""
    candidate, copied = SimulatedCandidate.seeded(newcomer.id, ABILITY), None
    if newcomer.number == COPIES:
        copied = planned[COPIED_FROM]
        device = copied.candidate.device
        candidate = SimulatedCandidate(newcomer.id, candidate.ability, device)
    return plan_attempt(
        assessment,
        candidate,
        1,
        passing=PASSING[newcomer.outcome],
        copied=copied,
        mistaken_in=APPEALED if newcomer.outcome is NewcomerOutcome.APPEALS else "",
    )


def _at_the_exchange(
    marketplace: Marketplace, exchange_id: UUID, applicants: Sequence[Applicant], today: date
) -> BrandScript:
    script = BrandScript(marketplace, exchange_id)
    subject_id = subject_id_of(exchange_id, "home-exchange")
    for applicant in applicants:
        at = evening(today - timedelta(days=applicant.days_ago))
        script.join_pool(applicant.id, applicant.languages, applicant.country, (subject_id,), at)
        script.send_application(
            applicant.id, applicant.home_exchanges, applicant.text, at + timedelta(minutes=20)
        )
    return script


def _evening_of(candidate: SimulatedCandidate, day: date) -> datetime:
    """When a candidate takes the test that day."""
    minutes = rng_for(candidate.member_id, "lately").randint(0, 150)
    return evening(day) + timedelta(minutes=minutes)


def call_id_of(shop_id: UUID) -> UUID:
    return id_in(shop_id, "call", "lately")
