"""Whether a member may start another attempt at a test, and which one of theirs it is."""

from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus
from domain.errors import NotNow
from domain.log.entries import Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member


class AttemptNumber(NamedTuple):
    """Which attempt of a member at a test it is."""

    attempt_number: int
    """Of all of them, from 1."""
    attempt_in_cycle: int
    """Of the attempts allowed, from 1."""


def attempt_reservation(
    assessment_id: UUID, member_id: UUID, attempt_number: int, attempt_id: UUID | None = None
) -> Reservation:
    """A member's n-th attempt at a test; its holder is the attempt."""
    key = f"{assessment_id}/{member_id}/{attempt_number}"
    return Reservation("attempt", key, str(attempt_id or ""))


def next_attempt(
    log: EventLog, assessment: Assessment, rules: AssessmentRules, member_id: UUID, at: datetime
) -> AttemptNumber:
    """
    The number of the attempt that the member starts now.

    Raises NotFound without the member; NotNow when another attempt runs or waits for grading, no
    attempt is left, it is too early, or the member is qualified by this test.
    """
    number = _after(_last_attempt(log, assessment.id, member_id), rules, at)
    _must_not_be_qualified(log.load(Member, member_id), assessment, at)
    return number


def _last_attempt(log: EventLog, assessment_id: UUID, member_id: UUID) -> Attempt | None:
    last_id = ""
    for attempt_number in count(1):
        reservation = attempt_reservation(assessment_id, member_id, attempt_number)
        holder = log.current(reservation).holder
        if not holder:
            break
        last_id = holder
    return log.load(Attempt, UUID(last_id)) if last_id else None


def _after(last: Attempt | None, rules: AssessmentRules, at: datetime) -> AttemptNumber:
    if last is None:
        return AttemptNumber(1, 1)
    if last.ended_at is None:
        raise NotNow("You have already started an attempt at this test. Continue that one.")
    if last.status is AttemptStatus.ENDED and not last.annulled:
        raise NotNow("Your last attempt at this test has not been graded yet.")
    attempts_used = 0 if last.has_passed else last.started.attempt_in_cycle
    retry_at = rules.retry_at(attempts_used, last.ended_at)
    if retry_at is None:
        raise NotNow("You have no attempts left for this test.")
    if at < retry_at:
        raise NotNow("You can try again from %(moment)s.", moment=retry_at)
    return AttemptNumber(last.started.attempt_number + 1, attempts_used + 1)


def _must_not_be_qualified(member: Member, assessment: Assessment, at: datetime) -> None:
    present = member.qualifications.get(assessment.subject_id)
    if present and present.is_valid(at) and present.assessment_id == assessment.id:
        raise NotNow("You have already passed this test, and your qualification is still valid.")
