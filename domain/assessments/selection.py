"""What an attempt asks: drawn and shuffled with a seed, and recorded as it was drawn."""

import random
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from domain.assessments.assessment import Edition, Ref, Test
from domain.assessments.question import Question
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.ordering_matching import Matching, Ordering


class Drawn(msgspec.Struct, frozen=True):
    """A question of one attempt: what is needed to take an answer, without the key."""

    ref: Ref
    kind: str
    topic: str
    keys: tuple[str, ...]
    """What there is to choose, to order or to match, in the order it is shown."""
    most: int | None = None
    """The most choices, or characters, that an answer may have."""


def draw(test: Test, edition: Edition, seed: int) -> tuple[Drawn, ...]:
    """The questions of an attempt: for each topic as many as the rules say, without the void."""
    chance = random.Random(seed)  # noqa: S311 - drawn lots, and the seed is recorded
    voided = test.voided()
    asked = [(ref, _keyed(test, ref)) for ref in edition.refs if ref.question_id not in voided]
    chosen = [
        each
        for drawing in edition.rules.draws
        for each in _some(
            [one for one in asked if one[1].topic == drawing.topic], drawing.count, chance
        )
    ]
    if edition.rules.shuffles:
        chance.shuffle(chosen)
    return tuple(_drawn(ref, question, edition, chance) for ref, question in chosen)


def _keyed(test: Test, ref: Ref) -> Question:
    """A question with the key that it has by now."""
    question, kind = test.asked(ref), test.key_of(ref, len(test.changes))
    return question if kind is question.kind else replace(question, kind=kind)


def _some(
    these: list[tuple[Ref, Question]], count: int | None, chance: random.Random
) -> Sequence[tuple[Ref, Question]]:
    if count is None or count >= len(these):
        return these
    numbers = chance.sample(range(len(these)), count)
    return [these[number] for number in sorted(numbers)]


def _drawn(ref: Ref, question: Question, edition: Edition, chance: random.Random) -> Drawn:
    kind = question.kind
    keys = list(kind.keys)
    if isinstance(kind, Ordering):
        # Never shown in the right order, which is the one that its key has them in.
        while tuple(keys) == kind.keys:
            chance.shuffle(keys)
    elif isinstance(kind, Matching) or (edition.rules.shuffles and not isinstance(kind, TrueFalse)):
        # Its key has what belongs together side by side: always shuffled.
        chance.shuffle(keys)
    return Drawn(ref, kind.kind, question.topic, tuple(keys), kind.most)
