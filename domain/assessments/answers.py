"""Answers to the questions of a test, as attempts store them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec

from domain.errors import Invalid

LONGEST_NUMBER = 40


class ChoiceAnswer(msgspec.Struct, frozen=True, tag="choice", tag_field="type"):
    """The keys of the choices; empty when the answer was withdrawn."""

    keys: tuple[str, ...]

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:
        """Raises Invalid for more choices than the limit, or one that is not among the keys."""
        if answer_limit is not None and len(self.keys) > answer_limit:
            raise Invalid("Choose only one answer.")
        _must_be_among(self.keys, keys)


class OrderingAnswer(msgspec.Struct, frozen=True, tag="ordering", tag_field="type"):
    """The keys of the items in the order of the answer; empty when it was withdrawn."""

    keys: tuple[str, ...]

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:  # noqa: ARG002 - all or none
        """Raises Invalid unless it has all keys once, or none."""
        if self.keys and len(self.keys) < len(keys):
            raise Invalid("Put all the items in order.")
        _must_be_among(self.keys, keys)


class MatchingAnswer(msgspec.Struct, frozen=True, tag="matching", tag_field="type"):
    """For the key of each pair, the key of the pair whose right text was chosen for it."""

    pairs: dict[str, str]

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:  # noqa: ARG002 - each pair once
        """Raises Invalid for a key that is not among the keys, or a right text chosen twice."""
        _must_be_among(self.pairs, keys)
        _must_be_among(set(self.pairs.values()), keys)


class NumericAnswer(msgspec.Struct, frozen=True, tag="numeric", tag_field="type"):
    """A number."""

    value: Decimal | None
    """None when the answer was withdrawn."""

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:
        """Accept any number."""


class TextAnswer(msgspec.Struct, frozen=True, tag="text", tag_field="type"):
    """A text in the private store; the log has its id and its length in characters."""

    text_id: UUID
    text_length: int
    """0 when the answer was withdrawn."""

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:  # noqa: ARG002 - no keys
        """Raises Invalid for more characters than the limit."""
        if answer_limit is not None and self.text_length > answer_limit:
            raise Invalid("Use at most %(n)s characters.", n=answer_limit)


Answer = ChoiceAnswer | OrderingAnswer | MatchingAnswer | NumericAnswer | TextAnswer
Texts = Mapping[UUID, str]
"""Candidates' texts by their id in the private store; an erased one is missing."""


def _must_be_among(answer_keys: Iterable[str], keys: tuple[str, ...]) -> None:
    answer_keys = list(answer_keys)
    if len(set(answer_keys)) < len(answer_keys) or not set(answer_keys) <= set(keys):
        raise Invalid("This was not one of the choices. Reload the page.")


def number_in(text: str) -> Decimal:
    """
    Read a number with a decimal comma or point, and spaces or apostrophes between digits.

    Raises Invalid when it is none, or has more than 40 characters or digits of magnitude.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", text).replace(",", ".")
    try:
        number = Decimal(plain) if len(plain) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise Invalid("Enter a number, such as 12.5.")
    return number
