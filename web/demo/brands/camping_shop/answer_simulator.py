"""How a candidate answers a question: right, or with a mistake that people make."""

from decimal import Decimal
from math import exp
from random import Random

from domain.assessments.answers import (
    Answer,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
)
from domain.assessments.question import AnswerKey, Question
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import Numeric
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING
from web.demo.brands.camping_shop.assessment import DIFFICULTY, MISLEADING, SLOPE, TEXT_ANSWERS

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
