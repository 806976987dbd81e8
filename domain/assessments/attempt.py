"""An attempt at a test: one person, the questions drawn for them, and the server's clock."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.assessments.answers import Answer, TextAnswer
from domain.assessments.attempt_context import (
    AttemptStatus,
    ReviewOutcome,
    SubmittedAnswer,
)
from domain.assessments.grading import AttemptResult, SubmittedAttempt
from domain.assessments.question import check_answer
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from domain.assessments.selection import AttemptItem
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.reasons import AppealOutcome

ABSENT = "This attempt does not exist."


class Attempt(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.start_event: Attempt.Started | None = None
        self.items: dict[UUID, AttemptItem] = {}
        self.answers: dict[UUID, Answer] = {}
        self.answer_revisions: dict[UUID, int] = {}
        self.manual_marks: dict[UUID, Decimal] = {}
        self.reviewers: set[UUID] = set()
        """Who marked or judged something in it: another person hears the appeal."""
        self.deadline: datetime | None = None
        self.ended_at: datetime | None = None
        self.result: AttemptResult | None = None
        self.appealed = False
        self.annulled = False
        self.appeal_granted = False

    # What can happen, and what each event changes.

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
        """Of the attempts allowed; it starts again at 1 when a member renews a pass."""
        seed: int
        items: tuple[AttemptItem, ...]
        deadline: datetime
        device_digest: str | None
        """A keyed digest: the same for two attempts on one device, and nothing else."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.start_event = self
            attempt.items = {each.question.question_id: each for each in self.items}
            attempt.deadline = self.deadline

    class AnswerSaved(Event, frozen=True):
        """An answer was saved; the last one counts."""

        question_id: UUID
        answer: Answer

        def apply(self, attempt: "Attempt") -> None:
            attempt.answers[self.question_id] = self.answer
            attempt.answer_revisions[self.question_id] = (
                attempt.answer_revisions.get(self.question_id, 0) + 1
            )

    class Submitted(Event, frozen=True):
        """The person handed it in."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.ended_at = self.at

    class TimedOut(Event, frozen=True):
        """The time was over: what had been saved by then is handed in."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.ended_at = self.at

    class AnswerGraded(Event, frozen=True):
        """A person marked an answer, by the written guide, without knowing whose it is."""

        question_id: UUID
        percent: Decimal
        by: UUID

        def apply(self, attempt: "Attempt") -> None:
            attempt.manual_marks[self.question_id] = self.percent
            attempt.reviewers.add(self.by)

    class Passed(Event, frozen=True):
        """All is marked, and it was enough."""

        result: AttemptResult
        valid_until: datetime | None

        def apply(self, attempt: "Attempt") -> None:
            attempt.result = self.result

    class Failed(Event, frozen=True):
        """All is marked, and it was not enough."""

        result: AttemptResult
        retry_at: datetime | None
        """When the next attempt may start; None: this was the last one."""

        def apply(self, attempt: "Attempt") -> None:
            attempt.result = self.result

    class Appealed(Event, frozen=True):
        """The person asks for another look; why lies in the private store."""

        appeal_text_id: UUID
        text_length: int

        def apply(self, attempt: "Attempt") -> None:
            attempt.appealed = True

    class Reviewed(Event, frozen=True):
        """A person reviewed a flagged attempt, and said what they found."""

        outcome: ReviewOutcome
        reason_text_id: UUID
        by: UUID

        def apply(self, attempt: "Attempt") -> None:
            attempt.reviewers.add(self.by)
            attempt.annulled = self.outcome is ReviewOutcome.ANNULLED
            attempt.appeal_granted = False

    class AppealDecided(Event, frozen=True):
        """Another person decided an appeal: granted, the attempt counts as passed."""

        outcome: AppealOutcome
        reason_text_id: UUID
        by: UUID

        def apply(self, attempt: "Attempt") -> None:
            attempt.reviewers.add(self.by)
            attempt.appealed = False
            if self.outcome is AppealOutcome.GRANTED:
                attempt.annulled, attempt.appeal_granted = False, True

    # What people ask of it: the rules, then the event.

    def start(self, started: "Attempt.Started") -> None:
        """Raises NotNow when the attempt was started before, or the test has no items left."""
        if self.version:
            raise NotNow("This attempt has already been started.")
        if not started.items:
            raise NotNow(
                "This test no longer has any questions that count. Please contact the brand."
            )
        self.record(started)

    def answer(self, given: SubmittedAnswer, at: datetime) -> None:
        """The same answer again is no news, and a replayed one does not undo a newer one."""
        self._must_be_running(at)
        drawn = self.items.get(given.question_id)
        if drawn is None:
            raise NotFound("This question is not part of this attempt.")
        check_answer(drawn.question_type, drawn.keys, drawn.answer_limit, given.answer)
        if self.answers.get(given.question_id) == given.answer:
            return
        if given.answer_revision != self.answer_revisions.get(given.question_id, 0):
            raise NotNow(
                "This answer was changed elsewhere, perhaps in another tab. Reload the page."
            )
        self.record(self.AnswerSaved(at=at, question_id=given.question_id, answer=given.answer))

    def submit(self, at: datetime) -> None:
        """Handing in twice is handing in; after the time is over, what was saved by then counts."""
        if self.ended_at is not None:
            return
        if at > self.time_is_over_at:
            self.time_out(at)
        else:
            self.record(self.Submitted(at=at))

    def time_out(self, at: datetime) -> None:
        if self.ended_at is None and at > self.time_is_over_at:
            self.record(self.TimedOut(at=self.time_is_over_at))

    def grade_answer(self, question_id: UUID, percent: Decimal, by: UUID, at: datetime) -> None:
        answer = self.answers.get(question_id)
        if self.ended_at is None or not isinstance(answer, TextAnswer) or not answer.text_length:
            raise NotNow("There is nothing to grade here.")
        if by == self.by:
            raise NotAllowed("You cannot grade your own answers.")
        if not NOTHING <= percent <= WHOLE:
            raise Invalid("An answer must earn between 0 and 100 percent of the points.")
        if self.result is not None:
            raise NotNow("The result has already been given.")
        self.record(self.AnswerGraded(at=at, question_id=question_id, percent=percent, by=by))

    def record_result(self, result: AttemptResult, until: datetime | None, at: datetime) -> None:
        """
        Once: it stays as it was told, whatever is found out about the key afterwards.

        until: passed, when that lapses; failed, when the next attempt may start.
        """
        if self.status is not AttemptStatus.ENDED:
            raise NotNow("The result of this attempt cannot be given at this stage.")
        if result.score.passed:
            self.record(self.Passed(at=at, result=result, valid_until=until))
        else:
            self.record(self.Failed(at=at, result=result, retry_at=until))

    def appeal(self, text_id: UUID, length: int, at: datetime) -> None:
        if self.status is not AttemptStatus.GRADED or self.appealed:
            raise NotNow("You can appeal once the result is known, if no other appeal is pending.")
        if not length:
            raise Invalid("Explain what should be reviewed.")
        self.record(self.Appealed(at=at, appeal_text_id=text_id, text_length=length))

    def review(self, outcome: ReviewOutcome, text_id: UUID, by: UUID, at: datetime) -> None:
        """Raises NotAllowed when the reviewer is the candidate, or has graded it before."""
        self._must_be_impartial(by)
        self.record(self.Reviewed(at=at, outcome=outcome, reason_text_id=text_id, by=by))

    def decide_appeal(self, outcome: AppealOutcome, text_id: UUID, by: UUID, at: datetime) -> None:
        """Raises NotAllowed when the decider is the candidate, or has graded it before."""
        if self.ended_at is not None and not self.appealed:
            raise NotNow("There is no appeal to decide.")
        self._must_be_impartial(by)
        self.record(self.AppealDecided(at=at, outcome=outcome, reason_text_id=text_id, by=by))

    # What its readers want to know.

    @property
    def by(self) -> UUID:
        """Whose attempt it is."""
        return self.started.member_id

    @property
    def started(self) -> "Attempt.Started":
        """Whose attempt it is, at which edition of which test. It has been started."""
        assert self.start_event is not None
        return self.start_event

    @property
    def texts(self) -> list[UUID]:
        """Where the words lie that were written in it."""
        return [each.text_id for each in self.answers.values() if isinstance(each, TextAnswer)]

    @property
    def time_is_over_at(self) -> datetime:
        assert self.deadline is not None
        return self.deadline

    @property
    def status(self) -> AttemptStatus:
        if self.ended_at is None:
            return AttemptStatus.RUNNING
        return AttemptStatus.ENDED if self.result is None else AttemptStatus.GRADED

    @property
    def has_passed(self) -> bool:
        """By its score or by an appeal, as it was told: whatever was found out about the key."""
        passed = self.result is not None and self.result.score.passed
        return (passed or self.appeal_granted) and not self.annulled

    @property
    def submission(self) -> SubmittedAttempt:
        marks = self.result.marks if self.result else ()
        kept = {mark.question_id: mark.percent for mark in marks}
        return SubmittedAttempt(tuple(self.items.values()), self.answers, self.manual_marks, kept)

    def must_be_of(self, member_id: UUID) -> None:
        """Somebody else's attempt answers as one that is not there."""
        if self.by != member_id:
            raise NotFound(ABSENT)

    def _must_be_impartial(self, by: UUID) -> None:
        if self.ended_at is None:
            raise NotNow("This attempt is still in progress.")
        if by == self.by or by in self.reviewers:
            raise NotAllowed(
                "This attempt is your own or you have already handled it. Another person must"
                " review it."
            )

    def _must_be_running(self, at: datetime) -> None:
        if self.ended_at is not None:
            raise NotNow("This attempt has already been submitted.")
        if at > self.time_is_over_at:
            raise NotNow("Time is up for this attempt. The answers you had saved count.")
