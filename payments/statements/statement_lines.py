"""What a statement lists: the pay of conversations, and adjustments; and what it adds up to."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from domain.money import Money


class StatementLine(Struct, frozen=True):
    """The pay of one conversation that was released."""

    earning_id: UUID
    conversation_id: UUID
    released_at: datetime
    net: Money


class StatementAdjustment(Struct, frozen=True):
    """A bonus or a deduction that is part of what was adjusted."""

    version: int
    """The number of its event in the account's history: the ledger's entry has it in its key."""
    amount: Money
    """Below zero when it was deducted."""


class StatedWeek(NamedTuple):
    """What a closed week added to what the expert is owed."""

    week: str
    net_minor: int
    """Earned and adjusted."""
    lines: tuple[StatementLine, ...]


def paid_up_to(stated: Sequence[StatedWeek], left_minor: int) -> str:
    """
    The last week that is paid in full when so much of what is stated is left; '' when none is.

    stated: the oldest first, which is paid first.
    """
    for closed in reversed(stated):
        if left_minor <= 0:
            return closed.week
        left_minor -= closed.net_minor
    return ""


def all_lines(stated: Sequence[StatedWeek]) -> Iterator[StatementLine]:
    """The lines of all these weeks."""
    for closed in stated:
        yield from closed.lines
