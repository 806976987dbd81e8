"""Reasons that events carry: values from a list, because the log holds no free text."""

from enum import StrEnum
from typing import TypeVar

from domain.errors import Invalid

R = TypeVar("R", bound=StrEnum)


class AppealOutcome(StrEnum):
    """How an appeal was decided: against a test's result, or against a suspension."""

    GRANTED = "granted"
    """The member is right: the decision is reversed."""
    REJECTED = "rejected"
    """The decision stays as it was."""


def parse_reason(reason_type: type[R], value: str) -> R:
    """The reason with this value. Raises Invalid, listing the values there are."""
    try:
        return reason_type(value)
    except ValueError:
        raise Invalid(
            "Choose a reason: %(reasons)s.",
            reasons=", ".join(reason.value for reason in reason_type),
        ) from None
