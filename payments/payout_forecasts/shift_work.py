"""The work of experts on shift: hours, and the conversations that belong to them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from payments.payout_forecasts.market_facts import EarnedPay, ExpertShift, MarketFacts
from payments.payout_forecasts.payout_weeks import HOUR_US, week_number

CLOSED_WITHIN_US = HOUR_US
"""A conversation of a shift may end so long after it."""


class ShiftWork(NamedTuple):
    """What became known in a week of an expert's work on shift."""

    expert_id: UUID
    hours: float
    conversations: int


class WorkedShifts:
    """The shifts that experts worked, to find the one that a conversation belongs to."""

    def __init__(self, shifts: Iterable[ExpertShift]) -> None:
        self._ends: defaultdict[UUID, list[int]] = defaultdict(list)
        self._starts: defaultdict[UUID, list[int]] = defaultdict(list)
        for shift in sorted(shifts, key=lambda shift: shift.starts_us):
            self._starts[shift.expert_id].append(shift.starts_us)
            self._ends[shift.expert_id].append(shift.ends_us)

    def has(self, earned: EarnedPay) -> bool:
        """Whether a conversation ended during a shift of its expert, or soon after."""
        index = bisect_right(self._starts[earned.expert_id], earned.closed_us) - 1
        if index < 0:
            return False
        return earned.closed_us <= self._ends[earned.expert_id][index] + CLOSED_WITHIN_US


def work_by_week(facts: MarketFacts, at_us: int | None = None) -> dict[int, list[ShiftWork]]:
    """
    The work on shifts, by the week in which it became known.

    at_us: only shifts that were over by then, in microseconds since 1970 (UTC); None: all.
    """
    hours: defaultdict[tuple[int, UUID], float] = defaultdict(float)
    conversations: defaultdict[tuple[int, UUID], int] = defaultdict(int)
    worked = [shift for shift in facts.shifts if _is_over(shift, at_us)]
    for shift in worked:
        hours[week_number(shift.ends_us), shift.expert_id] += shift.hours
    for week, expert_id, count in _counted(facts.earned, WorkedShifts(worked)):
        conversations[week, expert_id] += count
    weeks = defaultdict(list)
    for week, expert_id in sorted({*hours, *conversations}):
        key = (week, expert_id)
        weeks[week].append(ShiftWork(expert_id, hours.get(key, 0.0), conversations.get(key, 0)))
    return weeks


def _is_over(shift: ExpertShift, at_us: int | None) -> bool:
    return shift.was_worked and (at_us is None or shift.ends_us < at_us)


def _counted(earned: Iterable[EarnedPay], worked: WorkedShifts) -> Iterator[tuple[int, UUID, int]]:
    """A conversation counts from when it is recorded until it is refused."""
    for pay in earned:
        if worked.has(pay):
            yield week_number(pay.recorded_us), pay.expert_id, 1
            if pay.refused_us is not None:
                yield week_number(pay.refused_us), pay.expert_id, -1
