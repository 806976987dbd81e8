"""What a brand spends on an engagement model beside conversations, and the days that it serves."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain.errors import Invalid
from domain.terms import MODELS

MOST_DAYS = 5 * 366
"""Five years: beyond, a date was mistyped."""


class CostCategory(StrEnum):
    """What a brand spends on its volunteer programme."""

    GIFT = "gift"
    EVENT = "event"
    GOODIES = "goodies"
    MANAGER_HOURS = "manager_hours"
    LICENCE = "licence"


class CostReversalReason(StrEnum):
    """Why a recorded cost is reversed."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"
    REFUNDED = "refunded"


def span_errors(served_from: date, served_to: date, model: str) -> Iterator[Invalid]:
    """A refusal for each rule that a cost's days and model break."""
    if served_to < served_from:
        yield Invalid("The last day that a cost serves cannot be before the first one.")
    if (served_to - served_from).days >= MOST_DAYS:
        yield Invalid("A cost can serve at most %(n)s days.", n=MOST_DAYS)
    if model not in MODELS:
        yield Invalid("Choose which model the cost belongs to.")


def share_of_days(amount: int, served_from: date, served_to: date, first: date, end: date) -> int:
    """
    The part of an amount in minor units that serves the days [first, end).

    The amount is divided among the days from the first one served to the last one, both included,
    by largest remainder: no two days differ by more than one minor unit, and the earlier ones get
    the larger parts. So the parts of adjoining periods add up, to the amount in the end.
    """
    days = (served_to - served_from).days + 1
    begin = min(max((first - served_from).days, 0), days)
    finish = min(max((end - served_from).days, begin), days)
    whole, larger = divmod(amount, days)
    return whole * (finish - begin) + min(finish, larger) - min(begin, larger)
