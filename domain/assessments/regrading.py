"""
When a question turns out to be no good: all past attempts are scored again, none is touched.

First one sees who would cross the pass mark, in both directions. Who passes under the right key is
qualified; nobody who was qualified loses it unless the brand says so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment import Assessment
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_commands import ReadTexts, qualification_by, rules_of
from domain.assessments.attempt_context import AttemptStatus
from domain.assessments.grading import Score, result_of
from domain.errors import Invalid
from domain.log.entries import Decision
from domain.log.event_log import EventLog
from domain.members.member import Member, QualificationReason

KeyChange = Callable[[Assessment], None]
"""Voids a question of a test, or gives it a new key."""


class ResultChange(NamedTuple):
    """Somebody whose result is on the other side of the pass mark after a change of the key."""

    attempt_id: UUID
    member_id: UUID
    before: Score
    after: Score


class RegradingCommands:
    def __init__(self, log: EventLog, read_texts: ReadTexts) -> None:
        self._log = log
        self._read_texts = read_texts

    def preview(
        self, assessment_id: UUID, change: KeyChange, attempt_ids: Sequence[UUID]
    ) -> list[ResultChange]:
        """Who would cross the pass mark, of these attempts. Nothing happens."""
        assessment = self._log.load(Assessment, assessment_id)
        known = len(assessment.key_changes)
        change(assessment)
        return list(self._crossings(assessment, known, self._marked(assessment_id, attempt_ids)))

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
        Change the key, and qualify who passes by it, in one decision.

        revoke: who would not have passed is qualified no longer.
        """

        def decide() -> Decision:
            assessment = self._log.load(Assessment, assessment_id)
            known = len(assessment.key_changes)
            change(assessment)
            attempts = {each.id: each for each in self._marked(assessment_id, attempt_ids)}
            members: dict[UUID, Member] = {}
            for crossing in self._crossings(assessment, known, attempts.values()):
                member = members.get(crossing.member_id)
                member = member or self._log.load(Member, crossing.member_id)
                members[member.id] = member
                if not crossing.after.passed and revoke:
                    member.revoke_qualification(
                        crossing.attempt_id, QualificationReason.ANSWER_KEY_CORRECTED, by, at
                    )
                if crossing.after.passed:
                    self._qualify(member, assessment, attempts[crossing.attempt_id], at)
            return Decision([assessment, *members.values()])

        return self._log.execute(decide)

    def _qualify(
        self, member: Member, assessment: Assessment, attempt: Attempt, at: datetime
    ) -> None:
        won = qualification_by(assessment, attempt, self._texts_of(attempt), at)
        member.qualify(won, QualificationReason.ANSWER_KEY_CORRECTED, at)

    def _marked(self, assessment_id: UUID, attempt_ids: Sequence[UUID]) -> list[Attempt]:
        """Those whose result has been told, without those that count for nothing."""
        attempts = [self._log.load(Attempt, attempt_id) for attempt_id in attempt_ids]
        if any(each.started.assessment_id != assessment_id for each in attempts):
            raise Invalid("One of these attempts belongs to another test.")
        return [
            each for each in attempts if each.status is AttemptStatus.GRADED and not each.annulled
        ]

    def _crossings(
        self, assessment: Assessment, known: int, attempts: Iterable[Attempt]
    ) -> Iterator[ResultChange]:
        """From the key after so many changes that were known, to the one by now."""
        for attempt in attempts:
            before = self._score(assessment, attempt, known)
            after = self._score(assessment, attempt, len(assessment.key_changes))
            if before.passed != after.passed:
                yield ResultChange(attempt.id, attempt.by, before, after)

    def _score(self, assessment: Assessment, attempt: Attempt, key_version: int) -> Score:
        rules = rules_of(assessment, attempt)
        return result_of(
            assessment, attempt.submission, rules, self._texts_of(attempt), key_version
        ).score

    def _texts_of(self, attempt: Attempt) -> Texts:
        return self._read_texts(attempt.texts) if attempt.texts else {}
