"""Commands on attempts; every command returns the log's position after it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus, CandidateAnswer, ReviewOutcome
from domain.assessments.attempt_limits import AttemptNumber, attempt_reservation, next_attempt
from domain.assessments.grading import needs_grading, result_of
from domain.assessments.selection import select_items
from domain.errors import Invalid
from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason, RevocationReason
from domain.reasons import AppealOutcome

ReadTexts = Callable[[Sequence[UUID]], Texts]
"""Reads candidates' texts by id from the private store; erased ones are missing."""


class AttemptOwner(NamedTuple):
    """Who takes a test, and a keyed digest of the device's cookie."""

    member_id: UUID
    device_digest: str | None


class GradingCommands(Commands):
    """Commands that read candidates' texts to grade them."""

    def __init__(self, log: EventLog, read_texts: ReadTexts) -> None:
        super().__init__(log)
        self._read_texts = read_texts

    def _texts_of(self, attempt: Attempt) -> Texts:
        return self._read_texts(attempt.texts) if attempt.texts else {}


class AttemptCommands(GradingCommands):
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
        Raises what next_attempt and Attempt.start raise; NotFound without the test; NotNow when it
        is not open; Invalid for negative extra time.
        """

        def decide() -> Decision:
            assessment = self._log.load(Assessment, assessment_id)
            _, edition = assessment.open_edition()
            number = next_attempt(self._log, assessment, edition.rules, member_id, at)
            deadline = at + edition.rules.time_limit(extra_percent)
            attempt = self._log.load_or_new(Attempt, attempt_id)
            attempt.start(_started(assessment, number, seed, at, deadline, candidate))
            key = (assessment_id, member_id, number.attempt_number)
            return Decision([attempt], reserve=[attempt_reservation(*key, attempt_id)])

        if extra_percent < 0:
            raise Invalid("Extra time cannot be negative.")
        candidate = AttemptOwner(member_id, device_digest)
        return self._log.execute(decide, idempotency_key)

    def save_answers(
        self,
        attempt_id: UUID,
        member_id: UUID,
        candidate_answers: Sequence[CandidateAnswer],
        at: datetime,
    ) -> int:
        """
        Save answers, all or none of them.

        Raises what Attempt.save_answer raises; NotFound without the attempt or to another member.
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
        """End the attempt as Attempt.time_out does. Raises NotFound without the attempt."""

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
        Raises what Attempt.grade_answer raises; NotFound without the attempt.
        """

        def decide() -> Decision:
            attempt = self._log.load(Attempt, attempt_id)
            attempt.grade_answer(question_id, percent, by, at)
            return self._with_result(attempt, at)

        return self._log.execute(decide)

    def appeal(
        self, attempt_id: UUID, member_id: UUID, text_id: UUID, length: int, at: datetime
    ) -> int:
        """As Attempt.appeal. Raises NotFound without the attempt or to another member."""

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
        Raises what Attempt.review raises; NotFound without the attempt.
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
        Raises what Attempt.decide_appeal raises; NotFound without the attempt.
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

    def _own(self, attempt_id: UUID, member_id: UUID) -> Attempt:
        attempt = self._log.load(Attempt, attempt_id)
        attempt.must_be_of(member_id)
        return attempt


def _started(
    assessment: Assessment,
    number: AttemptNumber,
    seed: int,
    at: datetime,
    deadline: datetime,
    candidate: AttemptOwner,
) -> Attempt.Started:
    """The candidate's attempt at the open edition, with the items that the seed selects."""
    edition_number, edition = assessment.open_edition()
    return Attempt.Started(
        at=at,
        assessment_id=assessment.id,
        edition=edition_number,
        subject_id=assessment.subject_id,
        brand_id=assessment.brand_id,
        member_id=candidate.member_id,
        attempt_number=number.attempt_number,
        attempt_in_cycle=number.attempt_in_cycle,
        seed=seed,
        items=select_items(assessment, edition, seed),
        deadline=deadline,
        device_digest=candidate.device_digest,
    )


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
