"""Whether a member may start a test now, and why not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus
from domain.members.member import Member
from projections.assessments.attempts.queries import AttemptSummary, attempts_by
from web.http.request_context import marketplace, read, read_models


@dataclass(frozen=True)
class Eligibility:
    """
    What the command that starts an attempt would answer now, shown before a member tries.

    state: not_a_member, closed, passed, running, ungraded, none_left, too_early or open.
    """

    state: str
    attempt_id: UUID | None = None
    until: datetime | None = None
    """Passed: when the qualification ends; too early: when the next attempt may start."""
    attempts_used: int = 0
    """Of those that are allowed."""


def eligibility_of(member_id: UUID, assessment: Assessment, at: datetime) -> Eligibility:
    member = marketplace().log.load_or_new(Member, member_id)
    if not member.version:
        return Eligibility("not_a_member")
    last = _last_attempt(member_id, assessment.id)
    if last and last.status is AttemptStatus.RUNNING:
        return Eligibility("running", last.id, attempts_used=last.started.attempt_in_cycle)
    qualification = member.qualifications.get(assessment.subject_id)
    if (
        qualification
        and qualification.is_valid(at)
        and qualification.assessment_id == assessment.id
    ):
        return Eligibility("passed", qualification.attempt_id, qualification.until)
    if assessment.withdrawn:
        return Eligibility("closed", last.id if last else None)
    return _after(last, assessment.editions[-1].rules, at) if last else Eligibility("open")


def _after(last: Attempt, rules: AssessmentRules, at: datetime) -> Eligibility:
    if last.status is AttemptStatus.ENDED and not last.annulled:
        return Eligibility("ungraded", last.id, attempts_used=last.started.attempt_in_cycle)
    used, retry_at = next_attempt(last, rules)
    if retry_at is None:
        return Eligibility("none_left", last.id, attempts_used=used)
    return Eligibility("too_early" if at < retry_at else "open", last.id, retry_at, used)


def next_attempt(last: Attempt, rules: AssessmentRules) -> tuple[int, datetime | None]:
    """How many of the allowed attempts are used, and when the next may start; None: never."""
    assert last.ended_at is not None
    used = 0 if last.has_passed else last.started.attempt_in_cycle
    return used, rules.retry_at(used, last.ended_at)


def attempts_of(member_id: UUID) -> list[AttemptSummary]:
    """A member's attempts, oldest first."""
    with read(read_models().attempts) as db:
        return attempts_by(member_id, db)


def _last_attempt(member_id: UUID, assessment_id: UUID) -> Attempt | None:
    attempts = [
        attempt for attempt in attempts_of(member_id) if attempt.assessment_id == assessment_id
    ]
    return marketplace().log.load(Attempt, attempts[-1].attempt_id) if attempts else None
