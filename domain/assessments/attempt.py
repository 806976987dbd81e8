"""An attempt: one run of one person through a test, with its items and its deadline."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.assessments.answers import Answer, TextAnswer
from domain.assessments.attempt_context import AttemptStatus, CandidateAnswer, ReviewOutcome
from domain.assessments.grading import AttemptResult, SubmittedAttempt
from domain.assessments.question import check_answer
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from domain.assessments.selection import AttemptItem
from domain.errors import Invalid, NotAllowed, NotFound, NotNow, translatable
from domain.reasons import AppealOutcome


class Attempt(Aggregate):
    """One run of one person through one edition of a test."""

    ABSENT = translatable("This attempt does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.start_event: Attempt.Started | None = None
        self.items: dict[UUID, AttemptItem] = {}
        self.answers: dict[UUID, Answer] = {}
        self.answer_revisions: dict[UUID, int] = {}
        self.manual_marks: dict[UUID, Decimal] = {}
        self.reviewers: set[UUID] = set()
        """The persons who graded or reviewed it: another one decides an appeal."""
        self.deadline: datetime | None = None
        self.ended_at: datetime | None = None
        self.result: AttemptResult | None = None
        self.appealed = False
        self.annulled = False
        self.appeal_granted = False

    # Events, and what each changes.

    class Started(Event, frozen=True):
        """A member started an attempt; these items were selected with the seed."""

        assessment_id: UUID
        edition: int
        subject_id: UUID
        brand_id: UUID | None
        member_id: UUID
        attempt_number: int
        """The member's first attempt at this test is 1."""
        attempt_in_cycle: int
        """Of the attempts allowed; starts again at 1 when a qualification is renewed."""
        seed: int
        items: tuple[AttemptItem, ...]
        deadline: datetime
        device_digest: str | None
        """A keyed digest of a random cookie: equal for two attempts on one device."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.start_event = self
            attempt.items = {item.question.question_id: item for item in self.items}
            attempt.deadline = self.deadline

    class AnswerSaved(Event, frozen=True):
        """An answer was saved; the last one of a question counts."""

        question_id: UUID
        answer: Answer

        def apply(self, attempt: "Attempt") -> None:
            attempt.answers[self.question_id] = self.answer
            attempt.answer_revisions[self.question_id] = (
                attempt.answer_revisions.get(self.question_id, 0) + 1
            )

    class Submitted(Event, frozen=True):
        """The candidate ended the attempt."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.ended_at = self.at

    class TimedOut(Event, frozen=True):
        """The deadline ended the attempt, with the answers saved by then."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.ended_at = self.at

    class AnswerGraded(Event, frozen=True):
        """A person graded a free-text answer by the grading guide, without knowing whose it is."""

        question_id: UUID
        percent: Decimal
        by: UUID

        def apply(self, attempt: "Attempt") -> None:
            attempt.manual_marks[self.question_id] = self.percent
            attempt.reviewers.add(self.by)

    class Passed(Event, frozen=True):
        """All answers are graded, and the score reached the pass marks."""

        result: AttemptResult
        valid_until: datetime | None

        def apply(self, attempt: "Attempt") -> None:
            attempt.result = self.result

    class Failed(Event, frozen=True):
        """All answers are graded, and the score did not reach a pass mark."""

        result: AttemptResult
        retry_at: datetime | None
        """When the next attempt may start; None: this was the last one."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.result = self.result

    class Appealed(Event, frozen=True):
        """The candidate asked for a review; the reason is in the private store."""

        appeal_text_id: UUID
        text_length: int

        def apply(self, attempt: "Attempt") -> None:
            attempt.appealed = True

    class Reviewed(Event, frozen=True):
        """A person reviewed the attempt's integrity flags, with an outcome and a reason."""

        outcome: ReviewOutcome
        reason_text_id: UUID
        by: UUID

        def apply(self, attempt: "Attempt") -> None:
            attempt.reviewers.add(self.by)
            attempt.annulled = self.outcome is ReviewOutcome.ANNULLED
            attempt.appeal_granted = False

    class AppealDecided(Event, frozen=True):
        """Another person decided the appeal; granted, the attempt counts as passed."""

        outcome: AppealOutcome
        reason_text_id: UUID
        by: UUID

        def apply(self, attempt: "Attempt") -> None:
            attempt.reviewers.add(self.by)
            attempt.appealed = False
            if self.outcome is AppealOutcome.GRANTED:
                attempt.annulled, attempt.appeal_granted = False, True

    # Decisions: the rules, then the event.

    def start(self, started: "Attempt.Started") -> None:
        """Raises NotNow when it was started before, or no item is left to answer."""
        if self.version:
            raise NotNow("This attempt has already been started.")
        if not started.items:
            raise NotNow(
                "This test no longer has any questions that count. Please contact the brand."
            )
        self.record(started)

    def save_answer(self, candidate_answer: CandidateAnswer, at: datetime) -> None:
        """
        Save an answer; one that is equal to the saved one changes nothing.

        Raises NotNow unless the attempt is running, and when the answer has been saved since the
        candidate's browser loaded it; NotFound for a question of another attempt; Invalid for an
        answer that does not fit the question.
        """
        self._must_be_running(at)
        question_id, answer, answer_revision = candidate_answer
        item = self.items.get(question_id)
        if item is None:
            raise NotFound("This question is not part of this attempt.")
        check_answer(item.question_type, item.keys, item.answer_limit, answer)
        if self.answers.get(question_id) == answer:
            return
        if answer_revision != self.answer_revisions.get(question_id, 0):
            raise NotNow(
                "This answer was changed elsewhere, perhaps in another tab. Reload the page."
            )
        self.record(self.AnswerSaved(at=at, question_id=question_id, answer=answer))

    def submit(self, at: datetime) -> None:
        """End the attempt; after its deadline, as of the deadline. Twice changes nothing."""
        if self.ended_at is not None:
            return
        if at > self.time_is_over_at:
            self.time_out(at)
        else:
            self.record(self.Submitted(at=at))

    def time_out(self, at: datetime) -> None:
        """End the attempt as of its deadline, if that has passed and it is running."""
        if self.ended_at is None and at > self.time_is_over_at:
            self.record(self.TimedOut(at=self.time_is_over_at))

    def grade_answer(self, question_id: UUID, percent: Decimal, by: UUID, at: datetime) -> None:
        """
        Grade a text by hand, with a percentage of its points.

        Raises NotNow while the attempt runs, without a text to grade, or after the result;
        NotAllowed to the candidate; Invalid outside 0 to 100.
        """
        answer = self.answers.get(question_id)
        if self.ended_at is None or not isinstance(answer, TextAnswer) or not answer.text_length:
            raise NotNow("There is nothing to grade here.")
        if by == self.member_id:
            raise NotAllowed("You cannot grade your own answers.")
        if not NOTHING <= percent <= WHOLE:
            raise Invalid("An answer must earn between 0 and 100 percent of the points.")
        if self.result is not None:
            raise NotNow("The result has already been given.")
        self.record(self.AnswerGraded(at=at, question_id=question_id, percent=percent, by=by))

    def record_result(self, result: AttemptResult, until: datetime | None, at: datetime) -> None:
        """
        Record the result, once: a later change of the key does not change it.

        until: when passed, the end of the qualification; when failed, the start of the next
        attempt. Raises NotNow unless the attempt has ended and has no result.
        """
        if self.status is not AttemptStatus.ENDED:
            raise NotNow("The result of this attempt cannot be given at this stage.")
        if result.score.passed:
            self.record(self.Passed(at=at, result=result, valid_until=until))
        else:
            self.record(self.Failed(at=at, result=result, retry_at=until))

    def appeal(self, text_id: UUID, length: int, at: datetime) -> None:
        """
        Ask for a review of the result.

        text_id, length: where the reason is in the private store, and its length in characters.
        Raises NotNow without a result, or during an appeal; Invalid when nothing is written.
        """
        if self.status is not AttemptStatus.GRADED or self.appealed:
            raise NotNow("You can appeal once the result is known, if no other appeal is pending.")
        if not length:
            raise Invalid("Explain what should be reviewed.")
        self.record(self.Appealed(at=at, appeal_text_id=text_id, text_length=length))

    def review(self, outcome: ReviewOutcome, text_id: UUID, by: UUID, at: datetime) -> None:
        """
        Record the outcome of a review.

        Raises NotNow while the attempt runs; NotAllowed to the candidate, and to a person who has
        graded or reviewed it.
        """
        self._must_be_impartial(by)
        self.record(self.Reviewed(at=at, outcome=outcome, reason_text_id=text_id, by=by))

    def decide_appeal(self, outcome: AppealOutcome, text_id: UUID, by: UUID, at: datetime) -> None:
        """
        Decide the appeal; granted, the attempt counts as passed.

        Raises NotNow without an appeal; NotAllowed to the candidate, and to a person who has
        graded or reviewed it.
        """
        if self.ended_at is not None and not self.appealed:
            raise NotNow("There is no appeal to decide.")
        self._must_be_impartial(by)
        self.record(self.AppealDecided(at=at, outcome=outcome, reason_text_id=text_id, by=by))

    # What the state says.

    @property
    def member_id(self) -> UUID:
        """The candidate."""
        return self.started.member_id

    @property
    def started(self) -> "Attempt.Started":
        """The event that started it, with candidate, test and edition."""
        assert self.start_event is not None
        return self.start_event

    @property
    def texts(self) -> list[UUID]:
        """The ids in the private store of the texts among the answers."""
        return [
            answer.text_id for answer in self.answers.values() if isinstance(answer, TextAnswer)
        ]

    @property
    def time_is_over_at(self) -> datetime:
        """The deadline of an attempt that was started."""
        assert self.deadline is not None
        return self.deadline

    @property
    def status(self) -> AttemptStatus:
        if self.ended_at is None:
            return AttemptStatus.RUNNING
        return AttemptStatus.ENDED if self.result is None else AttemptStatus.GRADED

    @property
    def has_passed(self) -> bool:
        """By its recorded score or by an appeal; later changes of the key do not count."""
        passed = self.result is not None and self.result.score.passed
        return (passed or self.appeal_granted) and not self.annulled

    @property
    def submission(self) -> SubmittedAttempt:
        """What is graded of it."""
        marks = self.result.marks if self.result else ()
        earlier = {mark.question_id: mark.percent for mark in marks}
        items = tuple(self.items.values())
        return SubmittedAttempt(items, self.answers, self.manual_marks, earlier)

    def must_be_of(self, member_id: UUID) -> None:
        """Raises NotFound to another member, as if the attempt did not exist."""
        if self.member_id != member_id:
            raise NotFound(self.ABSENT)

    def _must_be_impartial(self, by: UUID) -> None:
        if self.ended_at is None:
            raise NotNow("This attempt is still in progress.")
        if by == self.member_id or by in self.reviewers:
            raise NotAllowed(
                "This attempt is your own or you have already handled it. Another person must"
                " review it."
            )

    def _must_be_running(self, at: datetime) -> None:
        if self.ended_at is not None:
            raise NotNow("This attempt has already been submitted.")
        if at > self.time_is_over_at:
            raise NotNow("Time is up for this attempt. The answers you had saved count.")
