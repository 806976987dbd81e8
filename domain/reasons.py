"""Reasons that go into the log: chosen from a list, because the log holds nobody's own words."""

from enum import StrEnum
from typing import TypeVar

from domain.errors import Invalid

R = TypeVar("R", bound=StrEnum)


def reason(kind: type[R], given: str) -> R:
    """Read a reason. Raises Invalid with those there are."""
    try:
        return kind(given)
    except ValueError:
        raise Invalid(f"Say why: {', '.join(each.value for each in kind)}.") from None
