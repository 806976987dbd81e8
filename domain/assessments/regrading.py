"""
Regrading: past attempts are graded again under a changed answer key; no attempt is changed.

The author first sees which attempts would cross the pass mark, in both directions. A member who
passes under the corrected key is qualified; one who no longer passes stays qualified, unless the
author revokes the qualification.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_commands import GradingCommands, qualification_by, rules_of
from domain.assessments.attempt_context import AttemptStatus
from domain.assessments.grading import Score, result_of
from domain.errors import Invalid
from domain.log.entries import Decision
from domain.members.member import Member
from domain.members.qualification import QualificationReason, RevocationReason

KeyChange = Callable[[Assessment], None]
"""Voids a question of a test, or corrects its answer key."""


class ResultChange(NamedTuple):
    """A crossing: an attempt whose result changes sides of the pass mark by a changed key."""

    attempt_id: UUID
    member_id: UUID
    before: Score
    after: Score


class RegradingCommands(GradingCommands):
    """Preview a change of an answer key, and carry it out."""

    def preview(
        self, assessment_id: UUID, change: KeyChange, attempt_ids: Sequence[UUID]
    ) -> list[ResultChange]:
        """
        The crossings among these attempts that a change would cause; nothing is recorded.

        Raises NotFound without the test or an attempt; Invalid for an attempt at another test;
        and what the change raises.
        """
        assessment = self._log.load(Assessment, assessment_id)
        key_version = len(assessment.key_changes)
        change(assessment)
        attempts = self._graded(assessment_id, attempt_ids)
        return list(self._crossings(assessment, key_version, attempts))

    def change_key(
        self,
        assessment_id: UUID,
        change: KeyChange,
        attempt_ids: Sequence[UUID],
        by: UUID,
        at: datetime,
        *,
        revoke: bool = False,
    ) -> int:
        """
        Change the key, and qualify the members who pass under it, in one transaction.

        attempt_ids: all attempts at the test. revoke: whether members who no longer pass lose the
        qualification. Returns the log position after the command.
        Raises NotFound without the test or an attempt; Invalid for an attempt at another test;
        and what the change raises.
        """

        def decide() -> Decision:
            assessment = self._log.load(Assessment, assessment_id)
            key_version = len(assessment.key_changes)
            change(assessment)
            attempts = {attempt.id: attempt for attempt in self._graded(assessment_id, attempt_ids)}
            members: dict[UUID, Member] = {}
            for crossing in self._crossings(assessment, key_version, attempts.values()):
                member = members.get(crossing.member_id)
                member = member or self._log.load(Member, crossing.member_id)
                members[member.id] = member
                if not crossing.after.passed and revoke:
                    member.revoke_qualification(
                        crossing.attempt_id, RevocationReason.ANSWER_KEY_CORRECTED, by, at
                    )
                if crossing.after.passed:
                    self._qualify(member, assessment, attempts[crossing.attempt_id], at)
            return Decision([assessment, *members.values()])

        return self._log.execute(decide)

    def _qualify(
        self, member: Member, assessment: Assessment, attempt: Attempt, at: datetime
    ) -> None:
        qualification = qualification_by(assessment, attempt, self._texts_of(attempt), at)
        member.qualify(qualification, QualificationReason.ANSWER_KEY_CORRECTED, at)

    def _graded(self, assessment_id: UUID, attempt_ids: Sequence[UUID]) -> list[Attempt]:
        """The attempts that have a result, without annulled ones."""
        attempts = [self._log.load(Attempt, attempt_id) for attempt_id in attempt_ids]
        if any(attempt.started.assessment_id != assessment_id for attempt in attempts):
            raise Invalid("One of these attempts belongs to another test.")
        return [
            attempt
            for attempt in attempts
            if attempt.status is AttemptStatus.GRADED and not attempt.annulled
        ]

    def _crossings(
        self, assessment: Assessment, key_version: int, attempts: Iterable[Attempt]
    ) -> Iterator[ResultChange]:
        """The results that change from this key version to the newest one."""
        for attempt in attempts:
            before = self._score(assessment, attempt, key_version)
            after = self._score(assessment, attempt, len(assessment.key_changes))
            if before.passed != after.passed:
                yield ResultChange(attempt.id, attempt.member_id, before, after)

    def _score(self, assessment: Assessment, attempt: Attempt, key_version: int) -> Score:
        rules = rules_of(assessment, attempt)
        return result_of(
            assessment, attempt.submission, rules, self._texts_of(attempt), key_version
        ).score
