"""What people do with attempts at tests; every command returns the log's position after it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment import Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.attempt import ABSENT, Attempt
from domain.assessments.attempt_context import Beginning, Given, Stage, Verdict
from domain.assessments.grading import result_of, to_be_marked
from domain.assessments.selection import draw
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Because, Member, Qualification

ReadTexts = Callable[[Sequence[UUID]], Texts]
"""Whoever keeps people's own words hands out those that are still there."""


class Attempts:
    def __init__(self, log: EventLog, read_texts: ReadTexts) -> None:
        self._log = log
        self._read_texts = read_texts

    def start(
        self,
        attempt_id: UUID,
        test_id: UUID,
        member_id: UUID,
        seed: int,
        at: datetime,
        *,
        extra_percent: int = 0,
        device: str | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Start the member's next attempt: drawn with the seed, with so much more time than others.

        Raises NotNow with the date when it is too early, while another one is running, after the
        last one that is allowed, or when the member has passed and that is still valid.
        """

        def decide() -> Decision:
            test = self._log.load(Test, test_id)
            number, edition = test.open_edition()
            before = self._last(test_id, member_id)
            nth = _must_be_time_again(before, edition.rules, at) if before else 1
            self._must_be_worth_it(self._log.load(Member, member_id), test, at)
            beginning = Beginning(
                test_id=test_id,
                edition=number,
                subject_id=test.subject_id,
                brand_id=test.brand_id,
                member_id=member_id,
                number=before.of.number + 1 if before else 1,
                nth=nth,
            )
            attempt = self._log.load_or_new(Attempt, attempt_id)
            until = at + edition.rules.time_limit(extra_percent)
            attempt.start(beginning, seed, draw(test, edition, seed), until, device, at)
            place = _numbered(test_id, member_id, beginning.number, attempt_id)
            return Decision([attempt], reserve=[place])

        if extra_percent < 0:
            raise Invalid("Nobody has less time than others.")
        return self._log.execute(decide, idempotency_key)

    def _last(self, test_id: UUID, member_id: UUID) -> Attempt | None:
        """The member's newest attempt at a test."""
        last = None
        for number in count(1):
            place = _numbered(test_id, member_id, number)
            holder = self._log.rows.holder_of(place.kind, place.key)
            if holder is None:
                break
            last = UUID(holder)
        return self._log.load(Attempt, last) if last else None

    def _must_be_worth_it(self, member: Member, test: Test, at: datetime) -> None:
        held = member.qualifications.get(test.subject_id)
        if held is not None and held.is_valid(at) and held.test_id == test.id:
            raise NotNow("You have passed this test, and that is still valid.")

    def answer(
        self, attempt_id: UUID, member_id: UUID, given: Sequence[Given], at: datetime
    ) -> int:
        """Save answers, all or none of them."""

        def decide() -> Decision:
            attempt = self._own(attempt_id, member_id)
            for each in given:
                attempt.answer(each, at)
            return Decision([attempt])

        return self._log.execute(decide)

    def submit(self, attempt_id: UUID, member_id: UUID, at: datetime) -> int:
        """Hand it in; what needs no person to mark it has its result at once."""

        def decide() -> Decision:
            attempt = self._own(attempt_id, member_id)
            attempt.submit(at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def time_out(self, attempt_id: UUID, at: datetime) -> int:
        """Hand in what was saved, when the time is over; before that nothing happens."""

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.time_out(at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def mark_answer(
        self, attempt_id: UUID, question_id: UUID, percent: Decimal, by: UUID, at: datetime
    ) -> int:
        """Mark an answer by hand; with the last one that waits, the result is told."""

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.mark_answer(question_id, percent, by, at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def appeal(
        self, attempt_id: UUID, member_id: UUID, text_id: UUID, length: int, at: datetime
    ) -> int:
        def decide() -> Decision:
            attempt = self._own(attempt_id, member_id)
            attempt.appeal(text_id, length, at)
            return Decision([attempt])

        return self._log.execute(decide)

    def judge(
        self, attempt_id: UUID, verdict: Verdict, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        """Say what a person found; annulled, what was passed with it is lost, upheld, it is won."""

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.judge(verdict, text_id, by, at)
            member = self._log.load(Member, attempt.by)
            if verdict is Verdict.ANNULLED:
                member.lose_qualification(attempt.id, Because.ANNULLED, by, at)
            if verdict is Verdict.UPHELD:
                test = self._log.load(Test, attempt.of.test_id)
                held = qualification_by(test, attempt, self._texts_of(attempt), at)
                member.qualify(held, Because.APPEAL, at)
            return Decision([attempt, member])

        return self._log.execute(decide)

    def _with_result(self, attempt: Attempt, at: datetime) -> Decision:
        if attempt.stage is not Stage.ENDED or attempt.ended_at is None:
            return Decision([attempt])
        test, texts = self._log.load(Test, attempt.of.test_id), self._texts_of(attempt)
        if to_be_marked(test, attempt.sheet, len(test.changes), texts):
            return Decision([attempt])
        rules = rules_of(test, attempt)
        result = result_of(test, attempt.sheet, rules, texts)
        if not result.score.passed:
            again = rules.retry_at(attempt.of.nth, attempt.ended_at)
            attempt.tell_result(result, again, at)
            return Decision([attempt])
        attempt.tell_result(result, rules.valid_until(attempt.ended_at), at)
        if attempt.annulled:
            return Decision([attempt])
        member = self._log.load(Member, attempt.by)
        member.qualify(qualification_by(test, attempt, texts, at), Because.PASSED, at)
        return Decision([attempt, member])

    def _texts_of(self, attempt: Attempt) -> Texts:
        return self._read_texts(attempt.texts) if attempt.texts else {}

    def _own(self, attempt_id: UUID, member_id: UUID) -> Attempt:
        attempt = self._log.load_or_new(Attempt, attempt_id)
        if not attempt.version:
            raise NotFound(ABSENT)
        attempt.must_be_of(member_id)
        return attempt


def rules_of(test: Test, attempt: Attempt) -> TestRules:
    """The rules of the edition that the attempt was started with."""
    return test.editions[attempt.of.edition - 1].rules


def qualification_by(test: Test, attempt: Attempt, texts: Texts, at: datetime) -> Qualification:
    """What an attempt that passed qualifies for, with the score it has by now."""
    assert attempt.ended_at is not None
    rules = rules_of(test, attempt)
    score = result_of(test, attempt.sheet, rules, texts).score
    until = rules.valid_until(attempt.ended_at)
    return Qualification(test.subject_id, test.id, attempt.id, score.percent, at, until)


def _must_be_time_again(before: Attempt, rules: TestRules, at: datetime) -> int:
    """Which of the attempts that are allowed the one after this would be. Raises NotNow."""
    if before.ended_at is None:
        raise NotNow("You have begun an attempt at this test already: go on with it.")
    if before.stage is Stage.ENDED and not before.annulled:
        raise NotNow("Your last attempt at this test is still to be marked.")
    had = 0 if before.has_passed else before.of.nth
    retry_at = rules.retry_at(had, before.ended_at)
    if retry_at is None:
        raise NotNow("You have had all the attempts at this test that there are.")
    if at < retry_at:
        raise NotNow(f"You may try again from {retry_at:%Y-%m-%d %H:%M} UTC on.")
    return had + 1


def _numbered(
    test_id: UUID, member_id: UUID, number: int, attempt_id: UUID | None = None
) -> Reservation:
    """A member's so-manieth attempt at a test, which there can be once."""
    return Reservation("attempt", f"{test_id}/{member_id}/{number}", str(attempt_id or ""))
