"""Question types answered by arranging items: ordering and matching."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

import msgspec

from domain.assessments.answers import Answer, MatchingAnswer, OrderingAnswer, Texts
from domain.assessments.question_types.scoring import NOTHING, share, text_errors
from domain.errors import Invalid

MIN_ITEMS_IN_ORDER = 3
MIN_PAIRS = 2


class Item(msgspec.Struct, frozen=True):
    """An item to put in order."""

    key: str
    text: str


class Ordering(msgspec.Struct, frozen=True, tag="ordering", tag_field="type"):
    """
    Put items in order; `items` are in the correct one.

    The answer earns the share of the correct order's pairs of neighbours that it also has, in the
    same direction: "relative to the next item, excluding last" of Moodle's ordering question.
    """

    question_type: ClassVar[str] = "ordering"
    answer_type: ClassVar[type[Answer]] = OrderingAnswer
    answer_limit: ClassVar[int | None] = None

    items: tuple[Item, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)

    def errors(self) -> Iterator[Invalid]:
        yield from text_errors([item.text for item in self.items], MIN_ITEMS_IN_ORDER)

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        if not isinstance(answer, OrderingAnswer):
            return NOTHING
        right = set(pairwise(self.keys))
        return share(len(right & set(pairwise(answer.keys))), len(right))


class Pair(msgspec.Struct, frozen=True):
    """Two texts that belong together; without `left`, a distractor."""

    key: str
    left: str
    right: str


class Matching(msgspec.Struct, frozen=True, tag="matching", tag_field="type"):
    """Match each left text with a right one: the share of correct pairs is earned (Moodle)."""

    question_type: ClassVar[str] = "matching"
    answer_type: ClassVar[type[Answer]] = MatchingAnswer
    answer_limit: ClassVar[int | None] = None

    pairs: tuple[Pair, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(pair.key for pair in self.pairs)

    @property
    def premises(self) -> list[Pair]:
        """The pairs whose left text is to be matched."""
        return [pair for pair in self.pairs if pair.left]

    def errors(self) -> Iterator[Invalid]:
        if len(self.premises) < MIN_PAIRS:
            yield Invalid("Enter at least %(n)s pairs to match.", n=MIN_PAIRS)
        if any(not pair.right.strip() for pair in self.pairs):
            yield Invalid("Each pair needs its second item.")
        if len({pair.left for pair in self.premises}) < len(self.premises):
            yield Invalid("Each item to match may appear only once.")

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        chosen = answer.pairs if isinstance(answer, MatchingAnswer) else {}
        texts_by_key = {pair.key: pair.right for pair in self.pairs}
        # Texts are compared, not keys: two pairs may have the same right text.
        correct = sum(
            texts_by_key.get(chosen.get(pair.key, "")) == pair.right for pair in self.premises
        )
        return share(correct, len(self.premises))
