"""
What a forecast of one currency is made from: earned pay and booked shifts, as plain numbers.

Each has when it was known. Times are microseconds since 1970 (UTC), amounts are minor units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from payments.payout_forecasts.payout_weeks import HOUR_US


class EarnedPay(NamedTuple):
    """What one conversation earned an expert, as the ledger recorded it."""

    expert_id: UUID
    net: int
    closed_us: int
    due_us: int
    """When it becomes payable, unless it is contested."""
    recorded_us: int
    refused_us: int | None = None
    """When the log recorded that it earns nothing after all."""
    released_us: int | None = None
    """When the log recorded that it can be paid."""
    payable_us: int | None = None
    """Since when it can be paid: loaded history is recorded long after."""

    def is_held_at(self, moment_us: int) -> bool:
        """Whether it was recorded, and neither refused nor released, before a moment."""
        ends = (self.refused_us, self.released_us)
        return self.recorded_us < moment_us and not any(
            end_us is not None and end_us < moment_us for end_us in ends
        )


class ExpertShift(NamedTuple):
    """A shift that an expert took, and what a conversation in it pays the expert."""

    expert_id: UUID
    starts_us: int
    ends_us: int
    assigned_us: int
    withdrawn_us: int | None
    net: int

    @property
    def hours(self) -> float:
        return (self.ends_us - self.starts_us) / HOUR_US

    def is_held_at(self, moment_us: int) -> bool:
        """Whether it was taken, and not given up, before a moment."""
        return self.assigned_us < moment_us and (
            self.withdrawn_us is None or self.withdrawn_us >= moment_us
        )

    @property
    def was_worked(self) -> bool:
        return self.withdrawn_us is None or self.withdrawn_us >= self.starts_us


@dataclass(frozen=True)
class MarketFacts:
    """All that is known of one currency."""

    earned: Sequence[EarnedPay] = ()
    shifts: Sequence[ExpertShift] = ()
    hold_us: int = 0
    """How long after its end a conversation becomes payable."""

    def known_by(self, moment_us: int) -> "MarketFacts":
        """The same as it was known at a moment: later events have not happened."""
        earned = [
            pay._replace(
                refused_us=_before(pay.refused_us, moment_us),
                released_us=_before(pay.released_us, moment_us),
                payable_us=_before(pay.payable_us, moment_us),
            )
            for pay in self.earned
            if pay.recorded_us < moment_us
        ]
        shifts = [
            shift._replace(withdrawn_us=_before(shift.withdrawn_us, moment_us))
            for shift in self.shifts
            if shift.assigned_us < moment_us
        ]
        return MarketFacts(earned, shifts, self.hold_us)


def _before(event_us: int | None, moment_us: int) -> int | None:
    return event_us if event_us is not None and event_us < moment_us else None
