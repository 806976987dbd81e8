"""How somebody stands with a test: what they may do about it now, and why not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Stage
from domain.members.member import Member
from projections.assessments.attempts.queries import Taken, attempts_by
from web.http.request_context import marketplace


@dataclass(frozen=True)
class Standing:
    """
    The answer of `Attempts.start` to somebody who would start now, told before they try.

    state: stranger, closed, passed, running, unmarked, none_left, too_early or open.
    """

    state: str
    attempt_id: UUID | None = None
    until: datetime | None = None
    """Passed: when that lapses; too early: when the next attempt may start."""
    had: int = 0
    """Attempts of those that are allowed."""


def standing_of(member_id: UUID, test: Test, at: datetime) -> Standing:
    member = marketplace().log.load_or_new(Member, member_id)
    if not member.version:
        return Standing("stranger")
    last = _last_attempt(member_id, test.id)
    if last and last.stage is Stage.RUNNING:
        return Standing("running", last.id)
    held = member.qualifications.get(test.subject_id)
    if held is not None and held.is_valid(at) and held.test_id == test.id:
        return Standing("passed", held.attempt_id, held.until)
    if test.withdrawn:
        return Standing("closed", last.id if last else None)
    return _after(last, test.editions[-1].rules, at) if last else Standing("open")


def _after(last: Attempt, rules: TestRules, at: datetime) -> Standing:
    if last.stage is Stage.ENDED and not last.annulled:
        return Standing("unmarked", last.id)
    had, retry_at = next_attempt(last, rules)
    if retry_at is None:
        return Standing("none_left", last.id, had=had)
    return Standing("too_early" if at < retry_at else "open", last.id, retry_at, had)


def next_attempt(last: Attempt, rules: TestRules) -> tuple[int, datetime | None]:
    """How many were had of those that are allowed, and when the next may start; None: never."""
    assert last.ended_at is not None
    had = 0 if last.has_passed else last.of.nth
    return had, rules.retry_at(had, last.ended_at)


def attempts_of(member_id: UUID) -> list[Taken]:
    """Somebody's attempts, oldest first."""
    read_models = marketplace().read_models
    with read_models.read(read_models.attempts) as db:
        return attempts_by(member_id, db)


def _last_attempt(member_id: UUID, test_id: UUID) -> Attempt | None:
    taken = [each for each in attempts_of(member_id) if each.test_id == test_id]
    return marketplace().log.load(Attempt, taken[-1].attempt_id) if taken else None
