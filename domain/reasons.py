"""Reasons that go into the log: chosen from a list, because the log holds nobody's own words."""

from enum import StrEnum
from typing import TypeVar

from domain.errors import Invalid

R = TypeVar("R", bound=StrEnum)


class AppealOutcome(StrEnum):
    """How an appeal was decided: against a test's result, or against a suspension."""

    GRANTED = "granted"
    """The member is right: the decision is taken back."""
    REJECTED = "rejected"
    """The decision stays as it was."""


def parse_reason(kind: type[R], given: str) -> R:
    """Read a reason. Raises Invalid with those there are."""
    try:
        return kind(given)
    except ValueError:
        raise Invalid(f"Choose a reason: {', '.join(reason.value for reason in kind)}.") from None
