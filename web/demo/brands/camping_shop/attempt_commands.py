"""People who take the shop's test: deeds of those who sit it, and of those who mark it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from domain.assessments.assessment import Test
from domain.assessments.attempt_context import Given
from domain.simulation.rng import about, chance
from web.demo.brands.camping_shop.attempt_plan import Plan
from web.demo.ids import id_in
from web.demo.planned_commands import Commands, Deed

PACE_S, LONGEST_S = 35, 85
MARKED_AFTER = timedelta(hours=15)


class ExamRoom:
    def __init__(self, commands: Commands, test: Test, marked_by: UUID) -> None:
        self.deeds: list[Deed] = []
        self._commands = commands
        self._test = test
        self._marked_by = marked_by

    def open(self, begun_at: datetime, at: datetime) -> None:
        """The test is begun with all its questions, and published some days later."""
        begun, *written, published = self._test.pending_events
        assert isinstance(begun, Test.Begun)
        assert isinstance(published, Test.Published)
        begin = partial(
            self._commands.tests.begin,
            self._test.id,
            begun.brand_id,
            begun.subject_id,
            begun.title,
            begun.language,
            begun.by,
            begun_at,
            questions=self._test.drafted(),
        )
        publish = partial(
            self._commands.tests.publish, self._test.id, published.rules, published.by, at
        )
        self.deeds.append(Deed(begun_at, self._test.id, begin, events=1 + len(written)))
        self.deeds.append(Deed(at, self._test.id, publish))

    def take(self, plan: Plan, at: datetime, *, is_marked: bool = True) -> datetime:
        """An attempt, begun then; when its result is told, which is when it is marked."""
        self._keep_words(plan, at)
        over = self._answer(plan, at)
        if is_marked:
            self.deeds.extend(self._marks(plan, over + MARKED_AFTER))
        return over + MARKED_AFTER

    def appeal(self, plan: Plan, text: str, at: datetime) -> None:
        member_id = plan.taker.member_id
        words = self._commands.words.add(id_in(plan.attempt_id, "appeal"), text, member_id, at)
        appeal = partial(self._commands.attempts.appeal, plan.attempt_id, member_id, *words, at)
        self.deeds.append(Deed(at, plan.attempt_id, appeal))

    def _keep_words(self, plan: Plan, at: datetime) -> None:
        for text_id, text in plan.texts.items():
            self._commands.words.add(text_id, text, plan.taker.member_id, at)

    def _answer(self, plan: Plan, at: datetime) -> datetime:
        """From the start to handing it in; when that is."""
        attempts, luck = self._commands.attempts, chance(plan.attempt_id, "pace")
        attempt_id, member_id = plan.attempt_id, plan.taker.member_id
        start = partial(
            attempts.start,
            attempt_id,
            self._test.id,
            member_id,
            plan.seed,
            at,
            device=plan.taker.device,
        )
        self.deeds.append(Deed(at, attempt_id, start))
        for question_id in (each.ref.question_id for each in plan.drawn):
            at += timedelta(seconds=about(luck, PACE_S, 0.5, 8, LONGEST_S))
            given = [Given(question_id, plan.answer(question_id), 0)]
            save = partial(attempts.answer, attempt_id, member_id, given, at)
            self.deeds.append(Deed(at, attempt_id, save))
        over = at + timedelta(seconds=luck.randint(15, 60))
        self.deeds.append(
            Deed(over, attempt_id, partial(attempts.submit, attempt_id, member_id, over))
        )
        return over

    def _marks(self, plan: Plan, at: datetime) -> Iterator[Deed]:
        """With the last one the result is told, and who passed is qualified."""
        *_, last = plan.by_hand
        for question_id, percent in plan.by_hand.items():
            act = partial(
                self._commands.attempts.mark_answer,
                plan.attempt_id,
                question_id,
                percent,
                self._marked_by,
                at,
            )
            told = question_id == last
            qualified = (plan.taker.member_id,) if told and plan.passes(self._test) else ()
            yield Deed(at, plan.attempt_id, act, events=1 + told, beside=qualified)
