"""Questions answered by putting things where they belong."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

import msgspec

from domain.assessments.answers import Answer, MatchingAnswer, OrderingAnswer, Texts
from domain.assessments.question_types.scoring import NOTHING, objections_to_texts, share

FEWEST_IN_ORDER = 3
FEWEST_PAIRS = 2


class Item(msgspec.Struct, frozen=True):
    """A thing to put in its place."""

    key: str
    text: str


class Ordering(msgspec.Struct, frozen=True, tag="ordering", tag_field="type"):
    """
    Put things in order; they are kept here in the right one.

    Earned is the share of neighbours in the right order that stand next to each other in the
    answer, the first before the second: "relative to the next item, excluding last", as Moodle's
    ordering question calls it.
    """

    question_type: ClassVar[str] = "ordering"
    takes: ClassVar[type[Answer]] = OrderingAnswer
    answer_limit: ClassVar[int | None] = None

    items: tuple[Item, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)

    def objections(self) -> Iterator[str]:
        yield from objections_to_texts([item.text for item in self.items], FEWEST_IN_ORDER)

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no words
        if not isinstance(answer, OrderingAnswer):
            return NOTHING
        right = set(pairwise(self.keys))
        return share(len(right & set(pairwise(answer.keys))), len(right))


class Pair(msgspec.Struct, frozen=True):
    """A thing and what belongs to it; without the first, only there to mislead."""

    key: str
    left: str
    right: str


class Matching(msgspec.Struct, frozen=True, tag="matching", tag_field="type"):
    """Say what belongs to what: the share of the pairs that is right is earned."""

    question_type: ClassVar[str] = "matching"
    takes: ClassVar[type[Answer]] = MatchingAnswer
    answer_limit: ClassVar[int | None] = None

    pairs: tuple[Pair, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(pair.key for pair in self.pairs)

    @property
    def premises(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.left]

    def objections(self) -> Iterator[str]:
        if len(self.premises) < FEWEST_PAIRS:
            yield f"Enter at least {FEWEST_PAIRS} pairs to match."
        if any(not pair.right.strip() for pair in self.pairs):
            yield "Each pair needs its second item."
        if len({pair.left for pair in self.premises}) < len(self.premises):
            yield "Each item to match may appear only once."

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no words
        given = answer.pairs if isinstance(answer, MatchingAnswer) else {}
        rights = {pair.key: pair.right for pair in self.pairs}
        # Right is right also when two things have the same right side.
        right = sum(rights.get(given.get(pair.key, "")) == pair.right for pair in self.premises)
        return share(right, len(self.premises))
