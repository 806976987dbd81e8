"""An attempt at a test as it will go: the questions, the answers, the marks, the result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from uuid import UUID

from domain.assessments.answers import Answer, TextAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.grading import SubmittedAttempt, result_of
from domain.assessments.question_types.entry import FreeText
from domain.assessments.selection import AttemptItem, select_items
from domain.simulation import rng_for
from web.demo.brands.camping_shop.answer_simulator import (
    knows_answer,
    simulated_answer,
    simulated_mark,
)
from web.demo.ids import id_in

SEED_BITS = 63
ABILITY_STEP = 0.25
ABILITY_SIGMA = 1.3
"""Of candidates' abilities, around the mean of their group."""


@dataclass(frozen=True)
class SimulatedCandidate:
    """A person who takes a test, as far as an attempt depends on them."""

    member_id: UUID
    ability: float
    device: str

    @classmethod
    def seeded(cls, member_id: UUID, mean_ability: float) -> "SimulatedCandidate":
        ability = rng_for(member_id, "ability").gauss(mean_ability, ABILITY_SIGMA)
        return cls(member_id, ability, id_in(member_id, "device").hex)


@dataclass(frozen=True)
class PlannedAttempt:
    """What a candidate does in an attempt, and the marks that a person gives."""

    id: UUID
    candidate: SimulatedCandidate
    seed: int
    items: tuple[AttemptItem, ...]
    answers: Mapping[UUID, Answer | str]
    """By question; a string is an answer in the candidate's own words."""
    manual_marks: Mapping[UUID, Decimal]

    @property
    def texts(self) -> dict[UUID, str]:
        """The answers in the candidate's own words, by their ids in the private store."""
        answers = self.answers.items()
        return {self._text_id(id): answer for id, answer in answers if isinstance(answer, str)}

    def stored_result(self, question_id: UUID) -> Answer:
        answer = self.answers[question_id]
        if isinstance(answer, str):
            return TextAnswer(self._text_id(question_id), len(answer))
        return answer

    def passes(self, assessment: Assessment) -> bool:
        _, edition = assessment.open_edition()
        answers = {id: self.stored_result(id) for id in self.answers}
        submission = SubmittedAttempt(self.items, answers, self.manual_marks)
        return result_of(assessment, submission, edition.rules, self.texts).score.passed

    def _text_id(self, question_id: UUID) -> UUID:
        return id_in(self.id, "words", question_id)


def plan_attempt(
    assessment: Assessment,
    candidate: SimulatedCandidate,
    number: int,
    *,
    passing: bool | None,
    copied: PlannedAttempt | None = None,
    mistaken_in: str = "",
) -> PlannedAttempt:
    """
    A candidate's n-th attempt.

    passing: their ability is raised or lowered until the result is this; None: it stays.
    copied: an attempt whose answers they have wherever the same is asked.
    mistaken_in: the title of a question that they get wrong, whatever their ability.
    """
    attempt_id = id_in(assessment.id, "attempt", candidate.member_id, number)
    step = {True: ABILITY_STEP, False: -ABILITY_STEP, None: 0.0}[passing]
    tries = (
        _attempt(
            assessment,
            replace(candidate, ability=candidate.ability + step * steps),
            attempt_id,
            mistaken_in,
        )
        for steps in count()
    )
    attempts = (_with_answers_of(copied, attempt) if copied else attempt for attempt in tries)
    return next(attempt for attempt in attempts if passing in (None, attempt.passes(assessment)))


def _attempt(
    assessment: Assessment, candidate: SimulatedCandidate, attempt_id: UUID, mistaken_in: str
) -> PlannedAttempt:
    rng = rng_for(attempt_id)
    seed = rng.getrandbits(SEED_BITS)
    _, edition = assessment.open_edition()
    items = select_items(assessment, edition, seed)
    answers: dict[UUID, Answer | str] = {}
    manual_marks = {}
    for question in (assessment.question_at(item.question) for item in items):
        knows = knows_answer(candidate.ability, question, rng)
        right = knows and question.title != mistaken_in
        answers[question.id] = simulated_answer(question, rng, right=right)
        if isinstance(question.answer_key, FreeText):
            manual_marks[question.id] = simulated_mark(rng, right=right)
    return PlannedAttempt(attempt_id, candidate, seed, items, answers, manual_marks)


def _with_answers_of(copied: PlannedAttempt, attempt: PlannedAttempt) -> PlannedAttempt:
    same = {id: answer for id, answer in copied.answers.items() if id in attempt.answers}
    return replace(attempt, answers={**attempt.answers, **same}, manual_marks=copied.manual_marks)
