"""An attempt at a test as it will go: the questions, the answers, the marks, the result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from math import exp
from random import Random
from uuid import UUID

from domain.assessments.answers import (
    Answer,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
)
from domain.assessments.assessment import Assessment
from domain.assessments.grading import SubmittedAttempt, result_of
from domain.assessments.question import AnswerKey, Question
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING
from domain.assessments.selection import AttemptItem, select_items
from domain.simulation import rng_for
from web.demo.brands.camping_shop.assessment import DIFFICULTY, MISLEADING, SLOPE, TEXT_ANSWERS
from web.demo.planned import id_in

ChoiceType = Single | Multiple | TrueFalse
ERROR_FACTORS = (Decimal("0.1"), Decimal("0.5"), Decimal(2), Decimal(10))
"""By how much a wrong number is wrong."""
MARKS = {True: (100, 100, 75), False: (0, 25, 50)}
"""What a person gives for a free text, in percent: of those who know, and of those who do not."""


def knows_answer(ability: float, question: Question, rng: Random) -> bool:
    """Rasch's model: as likely as not when the ability is the difficulty of the question."""
    slope = MISLEADING.get(question.title, SLOPE)
    distance = slope * (ability - DIFFICULTY[question.title])
    return rng.random() < 1 / (1 + exp(-distance))


def simulated_answer(question: Question, rng: Random, *, right: bool) -> Answer | str:
    """An answer; of a question that is answered in words, the text."""
    texts = TEXT_ANSWERS.get(question.title)
    if texts is not None:
        return rng.choice(texts[0] if right else texts[1])
    return _right(question.answer_key) if right else _wrong(question.answer_key, rng)


def simulated_mark(rng: Random, *, right: bool) -> Decimal:
    return Decimal(rng.choice(MARKS[right]))


def _right(kind: AnswerKey) -> Answer:
    match kind:
        case Single() | Multiple() | TrueFalse():
            return ChoiceAnswer(_right_choices(kind))
        case Ordering():
            return OrderingAnswer(kind.keys)
        case Matching():
            return MatchingAnswer({pair.key: pair.key for pair in kind.premises})
        case _:
            assert isinstance(kind, Numeric), kind
            return NumericAnswer(kind.accepted[0].value)


def _wrong(kind: AnswerKey, rng: Random) -> Answer:
    match kind:
        case Single() | Multiple() | TrueFalse():
            return ChoiceAnswer(_wrong_choices(kind, rng))
        case Ordering():
            return OrderingAnswer(_swapped(kind.keys, rng))
        case Matching():
            keys = tuple(pair.key for pair in kind.premises)
            return MatchingAnswer(dict(zip(keys, _swapped(keys, rng), strict=True)))
        case _:
            assert isinstance(kind, Numeric), kind
            return NumericAnswer(kind.accepted[0].value * rng.choice(ERROR_FACTORS))


def _right_choices(kind: ChoiceType) -> tuple[str, ...]:
    if isinstance(kind, TrueFalse):
        return (str(kind.answer).lower(),)
    return tuple(choice.key for choice in kind.choices if choice.percent > NOTHING)


def _wrong_choices(kind: ChoiceType, rng: Random) -> tuple[str, ...]:
    """Another one; of several, one of the right ones is missing and a wrong one may be there."""
    right = list(_right_choices(kind))
    wrong = [key for key in kind.keys if key not in right]
    if not isinstance(kind, Multiple):
        return (rng.choice(wrong),)
    right.remove(rng.choice(right))
    return (*right, *rng.sample(wrong, rng.choice((0, 1))))


def _swapped(keys: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    """With two neighbours in each other's position."""
    first = rng.randrange(len(keys) - 1)
    swapped = list(keys)
    swapped[first], swapped[first + 1] = swapped[first + 1], swapped[first]
    return tuple(swapped)


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

    def stored_answer(self, question_id: UUID) -> Answer:
        answer = self.answers[question_id]
        if isinstance(answer, str):
            return TextAnswer(self._text_id(question_id), len(answer))
        return answer

    def passes(self, assessment: Assessment) -> bool:
        _, edition = assessment.open_edition()
        answers = {id: self.stored_answer(id) for id in self.answers}
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
