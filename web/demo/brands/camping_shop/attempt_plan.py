"""An attempt at a test as it will go: what is drawn, what is said, what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from uuid import UUID

from domain.assessments.answers import Answer, Written
from domain.assessments.assessment import Test
from domain.assessments.grading import Sheet, result_of
from domain.assessments.question_types.entry import FreeText
from domain.assessments.selection import Drawn, draw
from domain.simulation.rng import chance
from web.demo.brands.camping_shop.answer_simulator import knows, mark_for, stored_result
from web.demo.ids import id_in

SEED_BITS = 63
NUDGE = 0.25
SPREAD = 1.3
"""Of people's abilities, around the mean of those they belong to."""

Said = Mapping[UUID, Answer | str]
"""By question; a text is an answer in one's own words."""


@dataclass(frozen=True)
class Taker:
    """Somebody who takes a test, as far as an attempt depends on them."""

    member_id: UUID
    ability: float
    device: str

    @classmethod
    def seeded(cls, member_id: UUID, mean: float) -> "Taker":
        ability = chance(member_id, "ability").gauss(mean, SPREAD)
        return cls(member_id, ability, id_in(member_id, "device").hex)


@dataclass(frozen=True)
class Plan:
    """What somebody does in an attempt, and the marks a person gives."""

    attempt_id: UUID
    taker: Taker
    seed: int
    drawn: tuple[Drawn, ...]
    said: Said
    by_hand: Mapping[UUID, Decimal]

    @property
    def texts(self) -> dict[UUID, str]:
        """Their own words, by where they will lie."""
        return {self._place_of(id): said for id, said in self.said.items() if isinstance(said, str)}

    def answer(self, question_id: UUID) -> Answer:
        said = self.said[question_id]
        return Written(self._place_of(question_id), len(said)) if isinstance(said, str) else said

    def passes(self, test: Test) -> bool:
        _, edition = test.open_edition()
        sheet = Sheet(self.drawn, {id: self.answer(id) for id in self.said}, self.by_hand)
        return result_of(test, sheet, edition.rules, self.texts).score.passed

    def _place_of(self, question_id: UUID) -> UUID:
        return id_in(self.attempt_id, "words", question_id)


def plan_attempt(
    test: Test,
    taker: Taker,
    number: int,
    *,
    passing: bool | None,
    copied: Plan | None = None,
    mistaken_in: str = "",
) -> Plan:
    """
    Somebody's so-manieth attempt.

    passing: they are a little better or worse on that day until it comes out so; None: as it comes.
    copied: of whom they have what they say, wherever the same is asked.
    mistaken_in: the title of a question that they get wrong, whatever they know.
    """
    attempt_id = id_in(test.id, "attempt", taker.member_id, number)
    nudge = {True: NUDGE, False: -NUDGE, None: 0.0}[passing]
    tries = (
        _try(test, replace(taker, ability=taker.ability + nudge * again), attempt_id, mistaken_in)
        for again in count()
    )
    as_said = (_copying(each, copied) for each in tries) if copied else tries
    return next(each for each in as_said if passing in (None, each.passes(test)))


def _try(test: Test, taker: Taker, attempt_id: UUID, mistaken_in: str) -> Plan:
    luck = chance(attempt_id)
    seed = luck.getrandbits(SEED_BITS)
    _, edition = test.open_edition()
    drawn = draw(test, edition, seed)
    said: dict[UUID, Answer | str] = {}
    by_hand = {}
    for question in (test.asked(each.ref) for each in drawn):
        right = knows(taker.ability, question, luck) and question.title != mistaken_in
        said[question.id] = stored_result(question, luck, right=right)
        if isinstance(question.kind, FreeText):
            by_hand[question.id] = mark_for(luck, right=right)
    return Plan(attempt_id, taker, seed, drawn, said, by_hand)


def _copying(plan: Plan, other: Plan) -> Plan:
    same = {id: each for id, each in other.said.items() if id in plan.said}
    return replace(plan, said={**plan.said, **same}, by_hand=other.by_hand)
