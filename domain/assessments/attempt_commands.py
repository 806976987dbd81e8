"""Commands on attempts; every command returns the log's position after it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import (
    AttemptStatus,
    CandidateAnswer,
    ReviewOutcome,
)
from domain.assessments.grading import needs_grading, result_of
from domain.assessments.selection import select_items
from domain.errors import Invalid, NotNow
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason, RevocationReason
from domain.reasons import AppealOutcome

ReadTexts = Callable[[Sequence[UUID]], Texts]
"""Reads candidates' texts by id from the private store; erased ones are missing."""


class AttemptCommands:
    """Each command returns the log position after it; `at` is when it happened, UTC."""

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
        Start the member's next attempt at a test.

        seed: of the selection of items. extra_percent: extra time, 0 or more.
        device_digest: a keyed digest of the device's cookie.
        Raises NotFound without the test or member; NotNow when the test is not open, another
        attempt runs or waits for grading, no attempt is left, it is too early (with the date), or
        the member is qualified by this test; Invalid for negative extra time.
        """

        def decide() -> Decision:
            assessment = self._log.load(Assessment, assessment_id)
            number, edition = assessment.open_edition()
            last = self._last_attempt(assessment_id, member_id)
            attempt_in_cycle = _next_in_cycle(last, edition.rules, at) if last else 1
            self._must_not_be_qualified(self._log.load(Member, member_id), assessment, at)
            attempt_number = last.started.attempt_number + 1 if last else 1
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
            reservation = _attempt_reservation(assessment_id, member_id, attempt_number, attempt_id)
            return Decision([attempt], reserve=[reservation])

        if extra_percent < 0:
            raise Invalid("Extra time cannot be negative.")
        return self._log.execute(decide, idempotency_key)

    def _last_attempt(self, assessment_id: UUID, member_id: UUID) -> Attempt | None:
        last_id = None
        for attempt_number in count(1):
            reservation = _attempt_reservation(assessment_id, member_id, attempt_number)
            holder = self._log.current(reservation).holder
            if not holder:
                break
            last_id = UUID(holder)
        return self._log.load(Attempt, last_id) if last_id else None

    def _must_not_be_qualified(self, member: Member, assessment: Assessment, at: datetime) -> None:
        present = member.qualifications.get(assessment.subject_id)
        if present and present.is_valid(at) and present.assessment_id == assessment.id:
            raise NotNow(
                "You have already passed this test, and your qualification is still valid."
            )

    def save_answers(
        self,
        attempt_id: UUID,
        member_id: UUID,
        candidate_answers: Sequence[CandidateAnswer],
        at: datetime,
    ) -> int:
        """
        Save answers, all or none of them.

        Raises NotFound without the attempt, to another member, and for a question of another
        attempt; NotNow unless it is running, and for an answer that was saved from elsewhere
        meanwhile; Invalid for an answer that does not fit its question.
        """

        def decide() -> Decision:
            attempt = self._own(attempt_id, member_id)
            for candidate_answer in candidate_answers:
                attempt.save_answer(candidate_answer, at)
            return Decision([attempt])

        return self._log.execute(decide)

    def submit(self, attempt_id: UUID, member_id: UUID, at: datetime) -> int:
        """
        End the attempt; without texts to grade by hand, its result follows at once.

        Raises NotFound without the attempt or to another member.
        """

        def decide() -> Decision:
            attempt = self._own(attempt_id, member_id)
            attempt.submit(at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def time_out(self, attempt_id: UUID, at: datetime) -> int:
        """
        End the attempt as of its deadline; before that, nothing happens.

        Raises NotFound without the attempt.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.time_out(at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def grade_answer(
        self, attempt_id: UUID, question_id: UUID, percent: Decimal, by: UUID, at: datetime
    ) -> int:
        """
        Grade a text by hand; after the last one, the result is recorded.

        percent: of the question's points, 0 to 100.
        Raises NotFound without the attempt; NotNow while it runs, without a text to grade, or
        after the result; NotAllowed to the candidate; Invalid for another percentage.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.grade_answer(question_id, percent, by, at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def appeal(
        self, attempt_id: UUID, member_id: UUID, text_id: UUID, length: int, at: datetime
    ) -> int:
        """
        Appeal against the result.

        text_id, length: where the reason is in the private store, and its length in characters.
        Raises NotFound without the attempt or to another member; NotNow without a result, or
        during an appeal; Invalid when nothing is written.
        """

        def decide() -> Decision:
            attempt = self._own(attempt_id, member_id)
            attempt.appeal(text_id, length, at)
            return Decision([attempt])

        return self._log.execute(decide)

    def review(
        self, attempt_id: UUID, outcome: ReviewOutcome, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        """
        Record the outcome of a review; annulled, the attempt's qualification is revoked.

        text_id: where the reviewer's reason is in the private store.
        Raises NotFound without the attempt; NotNow while it runs; NotAllowed to the candidate,
        and to a person who has graded or reviewed it.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.review(outcome, text_id, by, at)
            member = self._log.load(Member, attempt.member_id)
            if outcome is ReviewOutcome.ANNULLED:
                member.revoke_qualification(attempt.id, RevocationReason.ANNULLED, by, at)
            return Decision([attempt, member])

        return self._log.execute(decide)

    def decide_appeal(
        self, attempt_id: UUID, outcome: AppealOutcome, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        """
        Decide an appeal; granted, the member is qualified as if the attempt had passed.

        text_id: where the reason is in the private store.
        Raises NotFound without the attempt; NotNow without an appeal; NotAllowed to the candidate,
        and to a person who has graded or reviewed it.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.decide_appeal(outcome, text_id, by, at)
            member = self._log.load(Member, attempt.member_id)
            if outcome is AppealOutcome.GRANTED:
                assessment = self._log.load(Assessment, attempt.started.assessment_id)
                qualification = qualification_by(assessment, attempt, self._texts_of(attempt), at)
                member.qualify(qualification, QualificationReason.APPEAL, at)
            return Decision([attempt, member])

        return self._log.execute(decide)

    def _with_result(self, attempt: Attempt, at: datetime) -> Decision:
        """If the attempt has ended and all is graded, record its result and its consequence."""
        if attempt.status is not AttemptStatus.ENDED or attempt.ended_at is None:
            return Decision([attempt])
        assessment = self._log.load(Assessment, attempt.started.assessment_id)
        texts = self._texts_of(attempt)
        if needs_grading(assessment, attempt.submission, len(assessment.key_changes), texts):
            return Decision([attempt])
        rules = rules_of(assessment, attempt)
        result = result_of(assessment, attempt.submission, rules, texts)
        if not result.score.passed:
            retry_at = rules.retry_at(attempt.started.attempt_in_cycle, attempt.ended_at)
            attempt.record_result(result, retry_at, at)
            return Decision([attempt])
        attempt.record_result(result, rules.valid_until(attempt.ended_at), at)
        if attempt.annulled:
            return Decision([attempt])
        member = self._log.load(Member, attempt.member_id)
        member.qualify(
            qualification_by(assessment, attempt, texts, at), QualificationReason.PASSED, at
        )
        return Decision([attempt, member])

    def _texts_of(self, attempt: Attempt) -> Texts:
        return self._read_texts(attempt.texts) if attempt.texts else {}

    def _own(self, attempt_id: UUID, member_id: UUID) -> Attempt:
        attempt = self._log.load(Attempt, attempt_id)
        attempt.must_be_of(member_id)
        return attempt


def rules_of(assessment: Assessment, attempt: Attempt) -> AssessmentRules:
    """The rules of the edition that the attempt was started with."""
    return assessment.editions[attempt.started.edition - 1].rules


def qualification_by(
    assessment: Assessment, attempt: Attempt, texts: Texts, at: datetime
) -> Qualification:
    """The qualification that an attempt gives, with its score under the newest key version."""
    assert attempt.ended_at is not None
    rules = rules_of(assessment, attempt)
    score = result_of(assessment, attempt.submission, rules, texts).score
    until = rules.valid_until(attempt.ended_at)
    return Qualification(assessment.subject_id, assessment.id, attempt.id, score.percent, at, until)


def _next_in_cycle(last: Attempt, rules: AssessmentRules, at: datetime) -> int:
    """The attempt in cycle of the one after this. Raises NotNow when it may not start now."""
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
    return attempts_used + 1


def _attempt_reservation(
    assessment_id: UUID, member_id: UUID, attempt_number: int, attempt_id: UUID | None = None
) -> Reservation:
    """A member's n-th attempt at a test; its holder is the attempt."""
    return Reservation(
        "attempt", f"{assessment_id}/{member_id}/{attempt_number}", str(attempt_id or "")
    )
