"""Answers to the questions of a test, as an attempt keeps them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec

from domain.errors import Invalid

LONGEST_NUMBER = 40
NOT_AMONG = "This was not one of the choices. Reload the page."


class ChoiceAnswer(msgspec.Struct, frozen=True, tag="choice", tag_field="type"):
    """Choices, by key; none is an answer taken back."""

    keys: tuple[str, ...]

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:
        if answer_limit is not None and len(self.keys) > answer_limit:
            raise Invalid("Choose only one answer.")
        _must_be_among(self.keys, keys)


class OrderingAnswer(msgspec.Struct, frozen=True, tag="ordering", tag_field="type"):
    """Things, by key, in the order they were put in; none is an answer taken back."""

    keys: tuple[str, ...]

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:  # noqa: ARG002 - all or none
        if self.keys and len(self.keys) < len(keys):
            raise Invalid("Put all the items in order.")
        _must_be_among(self.keys, keys)


class MatchingAnswer(msgspec.Struct, frozen=True, tag="matching", tag_field="type"):
    """For each pair, by key, the pair whose right side was said to belong to it."""

    pairs: dict[str, str]

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:  # noqa: ARG002 - each pair once
        _must_be_among(self.pairs, keys)
        _must_be_among(set(self.pairs.values()), keys)


class NumericAnswer(msgspec.Struct, frozen=True, tag="numeric", tag_field="type"):
    value: Decimal | None
    """None is an answer taken back."""

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:
        """Any number is an answer."""


class TextAnswer(msgspec.Struct, frozen=True, tag="text", tag_field="type"):
    """Somebody's own words: they lie in the private store; the log knows where, and how long."""

    text_id: UUID
    text_length: int
    """0 is an answer taken back."""

    def check(self, keys: tuple[str, ...], answer_limit: int | None) -> None:  # noqa: ARG002 - no keys
        if answer_limit is not None and self.text_length > answer_limit:
            raise Invalid(f"Use at most {answer_limit} characters.")


Answer = ChoiceAnswer | OrderingAnswer | MatchingAnswer | NumericAnswer | TextAnswer
Texts = Mapping[UUID, str]
"""People's own words, by where they lie in the private store; an erased one is missing."""


def _must_be_among(given: Iterable[str], keys: tuple[str, ...]) -> None:
    given = list(given)
    if len(set(given)) < len(given) or not set(given) <= set(keys):
        raise Invalid(NOT_AMONG)


def number_in(written: str) -> Decimal:
    """Read a number as people write it: with a comma or a point, with spaces. Raises Invalid."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", written).replace(",", ".")
    try:
        number = Decimal(plain) if len(plain) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise Invalid("Enter a number, such as 12.5.")
    return number
