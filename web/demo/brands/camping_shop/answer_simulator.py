"""How somebody answers a question of a test: rightly, or with a mistake that people make."""

from decimal import Decimal
from math import exp
from random import Random

from domain.assessments.answers import Answer, Arranged, Chosen, Matched, Number
from domain.assessments.question import Kind, Question
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import Numeric
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING
from web.demo.brands.camping_shop.assessment import DIFFICULTY, IN_WORDS, MISLEADING, SLOPE

Choosing = Single | Multiple | TrueFalse
MISCALCULATED = (Decimal("0.1"), Decimal("0.5"), Decimal(2), Decimal(10))
"""By what people are wrong who reckon wrongly."""
MARKS = {True: (100, 100, 75), False: (0, 25, 50)}
"""What a person gives for one's own words, in percent, when they know and when they do not."""


def knows(ability: float, question: Question, luck: Random) -> bool:
    """Rasch's model: as likely as not when the ability is the difficulty of the question."""
    slope = MISLEADING.get(question.title, SLOPE)
    distance = slope * (ability - DIFFICULTY[question.title])
    return luck.random() < 1 / (1 + exp(-distance))


def stored_result(question: Question, luck: Random, *, right: bool) -> Answer | str:
    """An answer; a text is one in their own words."""
    words = IN_WORDS.get(question.title)
    if words is not None:
        return luck.choice(words[0] if right else words[1])
    return _right(question.kind) if right else _wrong(question.kind, luck)


def mark_for(luck: Random, *, right: bool) -> Decimal:
    return Decimal(luck.choice(MARKS[right]))


def _right(kind: Kind) -> Answer:
    match kind:
        case Single() | Multiple() | TrueFalse():
            return Chosen(_good(kind))
        case Ordering():
            return Arranged(kind.keys)
        case Matching():
            return Matched({pair.key: pair.key for pair in kind.asked})
        case _:
            assert isinstance(kind, Numeric), kind
            return Number(kind.accepted[0].value)


def _wrong(kind: Kind, luck: Random) -> Answer:
    match kind:
        case Single() | Multiple() | TrueFalse():
            return Chosen(_not_quite(kind, luck))
        case Ordering():
            return Arranged(_swapped(kind.keys, luck))
        case Matching():
            keys = tuple(pair.key for pair in kind.asked)
            return Matched(dict(zip(keys, _swapped(keys, luck), strict=True)))
        case _:
            assert isinstance(kind, Numeric), kind
            return Number(kind.accepted[0].value * luck.choice(MISCALCULATED))


def _good(kind: Choosing) -> tuple[str, ...]:
    if isinstance(kind, TrueFalse):
        return (str(kind.answer).lower(),)
    return tuple(each.key for each in kind.choices if each.percent > NOTHING)


def _not_quite(kind: Choosing, luck: Random) -> tuple[str, ...]:
    """Another one; of several, one of the right ones is missing and a wrong one may be there."""
    good = list(_good(kind))
    bad = [key for key in kind.keys if key not in good]
    if not isinstance(kind, Multiple):
        return (luck.choice(bad),)
    good.remove(luck.choice(good))
    return (*good, *luck.sample(bad, luck.choice((0, 1))))


def _swapped(keys: tuple[str, ...], luck: Random) -> tuple[str, ...]:
    """Two neighbours in each other's place."""
    first = luck.randrange(len(keys) - 1)
    swapped = list(keys)
    swapped[first], swapped[first + 1] = swapped[first + 1], swapped[first]
    return tuple(swapped)
