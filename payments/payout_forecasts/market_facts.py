"""
What a forecast of one currency is made from: earned pay and booked shifts, as plain numbers.

Each has when it was known. Times are microseconds since 1970 (UTC), amounts are minor units.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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


class Work(NamedTuple):
    """Hours on shift or conversations of an expert, and when they were known."""

    known_us: int
    expert_id: UUID
    hours: float
    conversations: int


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


CLOSED_WITHIN_US = HOUR_US
"""A conversation of a shift may end so long after it."""


@dataclass(frozen=True)
class WorkedShifts:
    """The shifts that experts worked, to find the one that a conversation belongs to."""

    shifts: Sequence[ExpertShift]
    _by_expert: dict[UUID, list[ExpertShift]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for shift in sorted(self.shifts, key=lambda shift: shift.starts_us):
            self._by_expert[shift.expert_id].append(shift)

    def has(self, earned: EarnedPay) -> bool:
        """Whether a conversation ended during a shift of its expert, or soon after."""
        own = self._by_expert.get(earned.expert_id, [])
        index = bisect_right(own, earned.closed_us, key=lambda shift: shift.starts_us) - 1
        return index >= 0 and earned.closed_us <= own[index].ends_us + CLOSED_WITHIN_US


def work_of(facts: MarketFacts) -> list[Work]:
    """The work on booked shifts, in the order in which it was known."""
    return sorted(_work(facts))


def _work(facts: MarketFacts) -> Iterator[Work]:
    worked = WorkedShifts([shift for shift in facts.shifts if shift.was_worked])
    for shift in worked.shifts:
        yield Work(shift.ends_us, shift.expert_id, shift.hours, 0)
    for earned in facts.earned:
        if worked.has(earned):
            yield Work(earned.recorded_us, earned.expert_id, 0.0, 1)
            if earned.refused_us is not None:
                yield Work(earned.refused_us, earned.expert_id, 0.0, -1)
