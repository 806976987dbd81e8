"""
The lines of a pay run: what each expert is to be paid, and why one was left out.

A run of thousands of experts has a long list, which is needed when payouts are initiated and on
pages, and not each time the run changes. So each preparation has a history of its own.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from domain.log.event_log import EventLog
from domain.money import Money
from payments.hash_chain import canonical
from payments.statements.account_reasons import WithheldReason


class PayRunLine(Struct, frozen=True):
    """What an expert is to be paid."""

    expert_id: UUID
    amount: Money


class LeftOutLineReason(StrEnum):
    """Why what was prepared was not paid by the run."""

    WITHHELD = "withheld"
    """By then something withheld it."""
    LESS_LEFT = "less_left"
    """By then less was to be paid, as an amount had been deducted."""
    OTHER_RAIL = "other_rail"
    """By then another rail paid the expert."""
    OTHER_RUN = "other_run"
    """Another run of the same week had paid it."""


class LeftOutLine(Struct, frozen=True):
    """A line that was prepared and not paid by the run."""

    expert_id: UUID
    amount: Money
    """What was prepared."""
    reason: LeftOutLineReason
    withheld: tuple[WithheldReason, ...] = ()
    """What withheld it, when something did."""


def pay_run_lines_id(pay_run_id: UUID, preparation: int) -> UUID:
    """The lines of the first, second ... preparation of a run."""
    return uuid5(pay_run_id, f"lines/{preparation}")


def pay_run_lines(log: EventLog, pay_run_id: UUID, preparation: int) -> tuple[PayRunLine, ...]:
    """The lines of a preparation; none without it."""
    return log.load_or_new(PayRunLines, pay_run_lines_id(pay_run_id, preparation)).lines


class PayRunLines(Aggregate):
    """What a preparation of a pay run pays, fixed once."""

    ABSENT = translatable("This pay run does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.lines: tuple[PayRunLine, ...] = ()

    class Fixed(Event, frozen=True):
        """The amounts of a preparation were fixed, in the commit of PayRun.Prepared."""

        pay_run_id: UUID
        preparation: int
        """From 1: a run may be prepared again before it is started."""
        lines: tuple[PayRunLine, ...]

        def apply(self, lines: "PayRunLines") -> None:
            lines.lines = self.lines

    def fix(
        self, pay_run_id: UUID, preparation: int, lines: Sequence[PayRunLine], at: datetime
    ) -> None:
        """Raises NotNow for the second time."""
        if self.version:
            raise NotNow("This pay run has been prepared already.")
        self.record(
            self.Fixed(at=at, pay_run_id=pay_run_id, preparation=preparation, lines=tuple(lines))
        )


def totals_of(lines: Sequence[PayRunLine]) -> tuple[Money, ...]:
    """The sum of each currency, by its code."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.amount.currency] += line.amount.amount
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))


def sha256_of(lines: Sequence[PayRunLine]) -> str:
    """The SHA-256 of lines, in hexadecimal digits: the same for the same lines in their order."""
    return hashlib.sha256(canonical(list(lines))).hexdigest()
