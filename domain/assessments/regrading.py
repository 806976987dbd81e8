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
from domain.assessments.assessment import Test
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_commands import ReadTexts, qualification_by, rules_of
from domain.assessments.attempt_context import Stage
from domain.assessments.grading import Score, result_of
from domain.errors import Invalid
from domain.log.entries import Decision
from domain.log.event_log import EventLog
from domain.members.member import Because, Member

Change = Callable[[Test], None]
"""Voids a question of a test, or gives it a new key."""


class Crossing(NamedTuple):
    """Somebody whose result is on the other side of the pass mark after a change of the key."""

    attempt_id: UUID
    member_id: UUID
    before: Score
    after: Score


class Rescoring:
    def __init__(self, log: EventLog, read_texts: ReadTexts) -> None:
        self._log = log
        self._read_texts = read_texts

    def preview(self, test_id: UUID, change: Change, attempt_ids: Sequence[UUID]) -> list[Crossing]:
        """Who would cross the pass mark, of these attempts. Nothing happens."""
        test = self._log.load(Test, test_id)
        known = len(test.changes)
        change(test)
        return list(self._crossings(test, known, self._marked(test_id, attempt_ids)))

    def change_key(
        self,
        test_id: UUID,
        change: Change,
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
            test = self._log.load(Test, test_id)
            known = len(test.changes)
            change(test)
            attempts = {each.id: each for each in self._marked(test_id, attempt_ids)}
            members: dict[UUID, Member] = {}
            for crossing in self._crossings(test, known, attempts.values()):
                member = members.get(crossing.member_id)
                member = member or self._log.load(Member, crossing.member_id)
                members[member.id] = member
                if not crossing.after.passed and revoke:
                    member.lose_qualification(crossing.attempt_id, Because.REKEYED, by, at)
                if crossing.after.passed:
                    self._qualify(member, test, attempts[crossing.attempt_id], at)
            return Decision([test, *members.values()])

        return self._log.execute(decide)

    def _qualify(self, member: Member, test: Test, attempt: Attempt, at: datetime) -> None:
        won = qualification_by(test, attempt, self._texts_of(attempt), at)
        member.qualify(won, Because.REKEYED, at)

    def _marked(self, test_id: UUID, attempt_ids: Sequence[UUID]) -> list[Attempt]:
        """Those whose result has been told, without those that count for nothing."""
        attempts = [self._log.load(Attempt, attempt_id) for attempt_id in attempt_ids]
        if any(each.of.test_id != test_id for each in attempts):
            raise Invalid("One of these attempts is at another test.")
        return [each for each in attempts if each.stage is Stage.MARKED and not each.annulled]

    def _crossings(self, test: Test, known: int, attempts: Iterable[Attempt]) -> Iterator[Crossing]:
        """From the key after so many changes that were known, to the one by now."""
        for attempt in attempts:
            before = self._score(test, attempt, known)
            after = self._score(test, attempt, len(test.changes))
            if before.passed != after.passed:
                yield Crossing(attempt.id, attempt.by, before, after)

    def _score(self, test: Test, attempt: Attempt, changes: int) -> Score:
        rules = rules_of(test, attempt)
        return result_of(test, attempt.sheet, rules, self._texts_of(attempt), changes).score

    def _texts_of(self, attempt: Attempt) -> Texts:
        return self._read_texts(attempt.texts) if attempt.texts else {}
