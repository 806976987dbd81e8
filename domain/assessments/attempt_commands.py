"""What people do with attempts at tests; every command returns the log's position after it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import ABSENT, Attempt
from domain.assessments.attempt_context import (
    AttemptStatus,
    ReviewOutcome,
    SubmittedAnswer,
)
from domain.assessments.grading import needs_grading, result_of
from domain.assessments.selection import select_items
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member, Qualification, QualificationReason
from domain.reasons import AppealOutcome

ReadTexts = Callable[[Sequence[UUID]], Texts]
"""Whoever keeps people's own words hands out those that are still there."""


class AttemptCommands:
    def __init__(self, log: EventLog, read_texts: ReadTexts) -> None:
        self._log = log
        self._read_texts = read_texts

    def start(
        self,
        attempt_id: UUID,
        assessment_id: UUID,
        member_id: UUID,
        seed: int,
        at: datetime,
        *,
        extra_percent: int = 0,
        device_digest: str | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Start the member's next attempt: drawn with the seed, with so much more time than others.

        Raises NotNow with the date when it is too early, while another one is running, after the
        last one that is allowed, or when the member has passed and that is still valid.
        """

        def decide() -> Decision:
            assessment = self._log.load(Assessment, assessment_id)
            number, edition = assessment.open_edition()
            before = self._last(assessment_id, member_id)
            attempt_in_cycle = _must_be_time_again(before, edition.rules, at) if before else 1
            self._must_be_worth_it(self._log.load(Member, member_id), assessment, at)
            attempt_number = before.started.attempt_number + 1 if before else 1
            attempt = self._log.load_or_new(Attempt, attempt_id)
            attempt.start(
                Attempt.Started(
                    at=at,
                    assessment_id=assessment_id,
                    edition=number,
                    subject_id=assessment.subject_id,
                    brand_id=assessment.brand_id,
                    member_id=member_id,
                    attempt_number=attempt_number,
                    attempt_in_cycle=attempt_in_cycle,
                    seed=seed,
                    items=select_items(assessment, edition, seed),
                    deadline=at + edition.rules.time_limit(extra_percent),
                    device_digest=device_digest,
                )
            )
            place = _numbered(assessment_id, member_id, attempt_number, attempt_id)
            return Decision([attempt], reserve=[place])

        if extra_percent < 0:
            raise Invalid("Extra time cannot be negative.")
        return self._log.execute(decide, idempotency_key)

    def _last(self, assessment_id: UUID, member_id: UUID) -> Attempt | None:
        """The member's newest attempt at a test."""
        last = None
        for number in count(1):
            place = _numbered(assessment_id, member_id, number)
            holder = self._log.rows.holder_of(place.kind, place.key)
            if holder is None:
                break
            last = UUID(holder)
        return self._log.load(Attempt, last) if last else None

    def _must_be_worth_it(self, member: Member, assessment: Assessment, at: datetime) -> None:
        held = member.qualifications.get(assessment.subject_id)
        if held is not None and held.is_valid(at) and held.assessment_id == assessment.id:
            raise NotNow(
                "You have already passed this test, and your qualification is still valid."
            )

    def answer(
        self, attempt_id: UUID, member_id: UUID, given: Sequence[SubmittedAnswer], at: datetime
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

    def grade_answer(
        self, attempt_id: UUID, question_id: UUID, percent: Decimal, by: UUID, at: datetime
    ) -> int:
        """Mark an answer by hand; with the last one that waits, the result is told."""

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.grade_answer(question_id, percent, by, at)
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

    def review(
        self, attempt_id: UUID, outcome: ReviewOutcome, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        """
        Say what a review found; annulled, the member loses what the attempt qualified for.

        text_id: where the reviewer's reason lies in the private store.
        Raises NotNow while it runs; NotAllowed to the candidate and to earlier reviewers.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.review(outcome, text_id, by, at)
            member = self._log.load(Member, attempt.by)
            if outcome is ReviewOutcome.ANNULLED:
                member.revoke_qualification(attempt.id, QualificationReason.ANNULLED, by, at)
            return Decision([attempt, member])

        return self._log.execute(decide)

    def decide_appeal(
        self, attempt_id: UUID, outcome: AppealOutcome, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        """
        Decide an appeal; granted, the member is qualified as if the attempt had passed.

        text_id: where the reason lies in the private store.
        Raises NotNow without an appeal; NotAllowed to the candidate and to earlier reviewers.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.decide_appeal(outcome, text_id, by, at)
            member = self._log.load(Member, attempt.by)
            if outcome is AppealOutcome.GRANTED:
                assessment = self._log.load(Assessment, attempt.started.assessment_id)
                qualification = qualification_by(assessment, attempt, self._texts_of(attempt), at)
                member.qualify(qualification, QualificationReason.APPEAL, at)
            return Decision([attempt, member])

        return self._log.execute(decide)

    def _with_result(self, attempt: Attempt, at: datetime) -> Decision:
        if attempt.status is not AttemptStatus.ENDED or attempt.ended_at is None:
            return Decision([attempt])
        assessment, texts = (
            self._log.load(Assessment, attempt.started.assessment_id),
            self._texts_of(attempt),
        )
        if needs_grading(assessment, attempt.submission, len(assessment.key_changes), texts):
            return Decision([attempt])
        rules = rules_of(assessment, attempt)
        result = result_of(assessment, attempt.submission, rules, texts)
        if not result.score.passed:
            again = rules.retry_at(attempt.started.attempt_in_cycle, attempt.ended_at)
            attempt.record_result(result, again, at)
            return Decision([attempt])
        attempt.record_result(result, rules.valid_until(attempt.ended_at), at)
        if attempt.annulled:
            return Decision([attempt])
        member = self._log.load(Member, attempt.by)
        member.qualify(
            qualification_by(assessment, attempt, texts, at), QualificationReason.PASSED, at
        )
        return Decision([attempt, member])

    def _texts_of(self, attempt: Attempt) -> Texts:
        return self._read_texts(attempt.texts) if attempt.texts else {}

    def _own(self, attempt_id: UUID, member_id: UUID) -> Attempt:
        attempt = self._log.load_or_new(Attempt, attempt_id)
        if not attempt.version:
            raise NotFound(ABSENT)
        attempt.must_be_of(member_id)
        return attempt


def rules_of(assessment: Assessment, attempt: Attempt) -> AssessmentRules:
    """The rules of the edition that the attempt was started with."""
    return assessment.editions[attempt.started.edition - 1].rules


def qualification_by(
    assessment: Assessment, attempt: Attempt, texts: Texts, at: datetime
) -> Qualification:
    """What an attempt that passed qualifies for, with the score it has by now."""
    assert attempt.ended_at is not None
    rules = rules_of(assessment, attempt)
    score = result_of(assessment, attempt.submission, rules, texts).score
    until = rules.valid_until(attempt.ended_at)
    return Qualification(assessment.subject_id, assessment.id, attempt.id, score.percent, at, until)


def _must_be_time_again(before: Attempt, rules: AssessmentRules, at: datetime) -> int:
    """Which of the attempts that are allowed the one after this would be. Raises NotNow."""
    if before.ended_at is None:
        raise NotNow("You have already started an attempt at this test. Continue that one.")
    if before.status is AttemptStatus.ENDED and not before.annulled:
        raise NotNow("Your last attempt at this test has not been graded yet.")
    had = 0 if before.has_passed else before.started.attempt_in_cycle
    retry_at = rules.retry_at(had, before.ended_at)
    if retry_at is None:
        raise NotNow("You have no attempts left for this test.")
    if at < retry_at:
        raise NotNow(f"You can try again from {retry_at:%Y-%m-%d %H:%M} UTC.")
    return had + 1


def _numbered(
    assessment_id: UUID, member_id: UUID, number: int, attempt_id: UUID | None = None
) -> Reservation:
    """A member's so-manieth attempt at a test, which there can be once."""
    return Reservation("attempt", f"{assessment_id}/{member_id}/{number}", str(attempt_id or ""))
