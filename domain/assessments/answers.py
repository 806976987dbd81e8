"""Answers to the questions of a test, as an attempt keeps them."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec

from domain.errors import Invalid

LONGEST_NUMBER = 40
NOT_AMONG = "This was not among the choices; reload the page."


class Chosen(msgspec.Struct, frozen=True, tag="chosen", tag_field="is"):
    """Choices, by key; none is an answer taken back."""

    keys: tuple[str, ...]

    def check(self, keys: tuple[str, ...], most: int | None) -> None:
        if most is not None and len(self.keys) > most:
            raise Invalid("Choose one only.")
        _must_be_among(self.keys, keys)


class Arranged(msgspec.Struct, frozen=True, tag="arranged", tag_field="is"):
    """Things, by key, in the order they were put in; none is an answer taken back."""

    keys: tuple[str, ...]

    def check(self, keys: tuple[str, ...], most: int | None) -> None:  # noqa: ARG002 - all or none
        if self.keys and len(self.keys) < len(keys):
            raise Invalid("Put all of them in order.")
        _must_be_among(self.keys, keys)


class Matched(msgspec.Struct, frozen=True, tag="matched", tag_field="is"):
    """For each pair, by key, the pair whose right side was said to belong to it."""

    pairs: dict[str, str]

    def check(self, keys: tuple[str, ...], most: int | None) -> None:  # noqa: ARG002 - each pair once
        _must_be_among(self.pairs, keys)
        _must_be_among(set(self.pairs.values()), keys)


class Number(msgspec.Struct, frozen=True, tag="number", tag_field="is"):
    value: Decimal | None
    """None is an answer taken back."""

    def check(self, keys: tuple[str, ...], most: int | None) -> None:
        """Any number is an answer."""


class Written(msgspec.Struct, frozen=True, tag="written", tag_field="is"):
    """Somebody's own words: they lie in the private store; the log knows where, and how long."""

    text_id: UUID
    length: int
    """0 is an answer taken back."""

    def check(self, keys: tuple[str, ...], most: int | None) -> None:  # noqa: ARG002 - no keys
        if most is not None and self.length > most:
            raise Invalid(f"Write {most} characters at most.")


Answer = Chosen | Arranged | Matched | Number | Written
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
        raise Invalid("Write a number, such as 12.5.")
    return number
