"""An attempt at a test: one person, the questions drawn for them, and the server's clock."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.assessments.answers import Answer, Written
from domain.assessments.attempt_context import Beginning, Given, Stage, Verdict
from domain.assessments.grading import Result, Sheet
from domain.assessments.question import check_answer
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from domain.assessments.selection import Drawn
from domain.errors import Invalid, NotAllowed, NotFound, NotNow

ABSENT = "There is no such attempt."


class Attempt(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.beginning: Beginning | None = None
        self.drawn: dict[UUID, Drawn] = {}
        self.answers: dict[UUID, Answer] = {}
        self.saves: dict[UUID, int] = {}
        self.by_hand: dict[UUID, Decimal] = {}
        self.looked_at_by: set[UUID] = set()
        """Who marked or judged something in it: another person hears the appeal."""
        self.deadline: datetime | None = None
        self.ended_at: datetime | None = None
        self.result: Result | None = None
        self.appealed = False
        self.annulled = False
        self.upheld = False

    # What can happen, and what each event changes.

    class Started(Event, frozen=True):
        """A person started an attempt: these questions were drawn, until then they have time."""

        beginning: Beginning
        seed: int
        drawn: tuple[Drawn, ...]
        deadline: datetime
        device: str | None
        """A keyed digest: the same for two attempts on one device, and nothing else."""

        def apply(self, thing: "Attempt") -> None:
            thing.beginning = self.beginning
            thing.drawn = {each.ref.question_id: each for each in self.drawn}
            thing.deadline = self.deadline

    class Answered(Event, frozen=True):
        """An answer was saved; the last one counts."""

        question_id: UUID
        answer: Answer

        def apply(self, thing: "Attempt") -> None:
            thing.answers[self.question_id] = self.answer
            thing.saves[self.question_id] = thing.saves.get(self.question_id, 0) + 1

    class Submitted(Event, frozen=True):
        """The person handed it in."""

        def apply(self, thing: "Attempt") -> None:
            thing.ended_at = self.at

    class TimedOut(Event, frozen=True):
        """The time was over: what had been saved by then is handed in."""

        def apply(self, thing: "Attempt") -> None:
            thing.ended_at = self.at

    class AnswerMarked(Event, frozen=True):
        """A person marked an answer, by the written guide, without knowing whose it is."""

        question_id: UUID
        percent: Decimal
        by: UUID

        def apply(self, thing: "Attempt") -> None:
            thing.by_hand[self.question_id] = self.percent
            thing.looked_at_by.add(self.by)

    class Passed(Event, frozen=True):
        """All is marked, and it was enough."""

        result: Result
        valid_until: datetime | None

        def apply(self, thing: "Attempt") -> None:
            thing.result = self.result

    class Failed(Event, frozen=True):
        """All is marked, and it was not enough."""

        result: Result
        retry_at: datetime | None
        """When the next attempt may start; None: this was the last one."""

        def apply(self, thing: "Attempt") -> None:
            thing.result = self.result

    class Appealed(Event, frozen=True):
        """The person asks for another look; why lies in the private store."""

        text_id: UUID
        length: int

        def apply(self, thing: "Attempt") -> None:
            thing.appealed = True

    class Judged(Event, frozen=True):
        """A person looked at what was pointed out, or appealed against, and says what it was."""

        verdict: Verdict
        text_id: UUID
        by: UUID

        def apply(self, thing: "Attempt") -> None:
            thing.looked_at_by.add(self.by)
            if self.verdict.answers_an_appeal:
                thing.appealed = False
            if self.verdict is not Verdict.STANDS:
                thing.annulled = self.verdict is Verdict.ANNULLED
                thing.upheld = self.verdict is Verdict.UPHELD

    # What people ask of it: the rules, then the event.

    def start(
        self,
        beginning: Beginning,
        seed: int,
        drawn: tuple[Drawn, ...],
        deadline: datetime,
        device: str | None,
        at: datetime,
    ) -> None:
        if self.version:
            raise NotNow("This attempt has been started already.")
        if not drawn:
            raise NotNow("This test has no question left that counts; tell the brand.")
        self.record(
            self.Started(
                at=at, beginning=beginning, seed=seed, drawn=drawn, deadline=deadline, device=device
            )
        )

    def answer(self, given: Given, at: datetime) -> None:
        """The same answer again is no news, and a replayed one does not undo a newer one."""
        self._must_be_running(at)
        drawn = self.drawn.get(given.question_id)
        if drawn is None:
            raise NotFound("There is no such question in this attempt.")
        check_answer(drawn.kind, drawn.keys, drawn.most, given.answer)
        if self.answers.get(given.question_id) == given.answer:
            return
        if given.after != self.saves.get(given.question_id, 0):
            raise NotNow("This answer was changed elsewhere, in another tab perhaps: reload it.")
        self.record(self.Answered(at=at, question_id=given.question_id, answer=given.answer))

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

    def mark_answer(self, question_id: UUID, percent: Decimal, by: UUID, at: datetime) -> None:
        answer = self.answers.get(question_id)
        if self.ended_at is None or not isinstance(answer, Written) or not answer.length:
            raise NotNow("There is nothing here for a person to mark.")
        if by == self.by:
            raise NotAllowed("Nobody marks their own answers.")
        if not NOTHING <= percent <= WHOLE:
            raise Invalid("An answer earns from 0 to 100 percent of the points.")
        if self.result is not None:
            raise NotNow("The result has been told already.")
        self.record(self.AnswerMarked(at=at, question_id=question_id, percent=percent, by=by))

    def tell_result(self, result: Result, until: datetime | None, at: datetime) -> None:
        """
        Once: it stays as it was told, whatever is found out about the key afterwards.

        until: passed, when that lapses; failed, when the next attempt may start.
        """
        if self.stage is not Stage.ENDED:
            raise NotNow("The result of this attempt is not to be told now.")
        if result.score.passed:
            self.record(self.Passed(at=at, result=result, valid_until=until))
        else:
            self.record(self.Failed(at=at, result=result, retry_at=until))

    def appeal(self, text_id: UUID, length: int, at: datetime) -> None:
        if self.stage is not Stage.MARKED or self.appealed:
            raise NotNow("One appeal at a time, once the result is known.")
        if not length:
            raise Invalid("Write what should be looked at again.")
        self.record(self.Appealed(at=at, text_id=text_id, length=length))

    def judge(self, verdict: Verdict, text_id: UUID, by: UUID, at: datetime) -> None:
        """Never by whose it is, nor by those who have marked or judged it before."""
        if self.ended_at is None:
            raise NotNow("This attempt is still running.")
        if verdict.answers_an_appeal and not self.appealed:
            raise NotNow("There is no appeal to answer.")
        if by == self.by or by in self.looked_at_by:
            raise NotAllowed("Somebody else has to look at this, who had no part in it.")
        self.record(self.Judged(at=at, verdict=verdict, text_id=text_id, by=by))

    # What its readers want to know.

    @property
    def by(self) -> UUID:
        """Whose attempt it is."""
        return self.of.member_id

    @property
    def of(self) -> Beginning:
        """Which attempt it is, of what. It has begun."""
        assert self.beginning is not None
        return self.beginning

    @property
    def texts(self) -> list[UUID]:
        """Where the words lie that were written in it."""
        return [each.text_id for each in self.answers.values() if isinstance(each, Written)]

    @property
    def time_is_over_at(self) -> datetime:
        assert self.deadline is not None
        return self.deadline

    @property
    def stage(self) -> Stage:
        if self.ended_at is None:
            return Stage.RUNNING
        return Stage.ENDED if self.result is None else Stage.MARKED

    @property
    def has_passed(self) -> bool:
        """By its score or by an appeal, as it was told: whatever was found out about the key."""
        passed = self.result is not None and self.result.score.passed
        return (passed or self.upheld) and not self.annulled

    @property
    def sheet(self) -> Sheet:
        marks = self.result.marks if self.result else ()
        kept = {mark.question_id: mark.percent for mark in marks}
        return Sheet(tuple(self.drawn.values()), self.answers, self.by_hand, kept)

    def must_be_of(self, member_id: UUID) -> None:
        """Somebody else's attempt answers as one that is not there."""
        if self.by != member_id:
            raise NotFound(ABSENT)

    def _must_be_running(self, at: datetime) -> None:
        if self.ended_at is not None:
            raise NotNow("This attempt has been handed in.")
        if at > self.time_is_over_at:
            raise NotNow("The time for this attempt is over; what you had answered by then counts.")
