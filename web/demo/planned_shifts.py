"""Who takes which shift of a booking in the demonstration, who releases one, and who is late."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.bookings.booking_plan import MAX_SHIFT, BookingPlan, ShiftSlot, shift_slots
from domain.bookings.shift import ShiftReleaseReason
from domain.simulation import rng_for

ASSIGNED_SHARE = 0.9
RELEASED_SHARE = 0.06
REASSIGNED_SHARE = 0.6
LATE_SHARE = 0.15
LATEST_MIN = 25
RELEASED_BEFORE = (timedelta(hours=40), timedelta(hours=6))
"""How long before its start: without a reason, and within the notice time."""
REASSIGNED_AFTER = timedelta(hours=2)


class Holder(NamedTuple):
    """An expert who takes a shift, and perhaps gives it back."""

    member_id: UUID
    assigned_at: datetime
    released_at: datetime | None = None
    reason: ShiftReleaseReason | None = None


@dataclass(frozen=True)
class PlannedShift:
    """One seat until the next change of experts: a shift, with a short one that follows it."""

    slots: tuple[ShiftSlot, ...]
    holders: tuple[Holder, ...]
    late_by: timedelta | None
    """After its start its expert comes online; None: not at all."""

    @property
    def starts_at(self) -> datetime:
        return self.slots[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return self.slots[-1].ends_at

    @property
    def member_id(self) -> UUID | None:
        """Who holds it when it starts; None: it is open."""
        last = self.holders[-1] if self.holders else None
        return last.member_id if last and last.released_at is None else None

    @property
    def arrives_at(self) -> datetime | None:
        """When its expert comes online; None: no one does."""
        if self.member_id is None or self.late_by is None:
            return None
        return self.starts_at + self.late_by


AssignedAt = Callable[[datetime], datetime | None]
"""When the shift that starts at a time is taken; None: it is still open."""


@dataclass
class ShiftPlanner:
    """Hands out the shifts of a plan, each to the expert who has the fewest by then."""

    booking_id: UUID
    plan: BookingPlan
    expert_ids: Sequence[UUID]
    assigned_at: AssignedAt
    no_show_on: date | None = None
    """The day on which one expert does not come."""
    released_by: datetime | None = None
    """No shift is released later."""
    _held: Counter[UUID] = field(default_factory=Counter)
    _busy: defaultdict[date, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def shifts(self) -> tuple[PlannedShift, ...]:
        return tuple(map(self._shift, _by_expert(shift_slots(self.plan, self.booking_id))))

    def _shift(self, slots: tuple[ShiftSlot, ...]) -> PlannedShift:
        starts_at, seat = slots[0].starts_at, slots[0].seat
        rng = rng_for(self.booking_id, "shift", starts_at, seat)
        day, assigned_at = self._day(starts_at), self.assigned_at(starts_at)
        if assigned_at is None or rng.random() >= ASSIGNED_SHARE:
            return PlannedShift(slots, (), None)
        holders = tuple(self._holders(day, starts_at, assigned_at, rng))
        late_by = timedelta(minutes=rng.randint(4, LATEST_MIN) * (rng.random() < LATE_SHARE))
        is_no_show = day == self.no_show_on and seat == 1
        return PlannedShift(slots, holders, None if is_no_show else late_by)

    def _holders(
        self, day: date, starts_at: datetime, assigned_at: datetime, rng: Random
    ) -> Iterator[Holder]:
        first = self._next_expert(day, rng)
        if first is None:
            return
        notice = rng.choice(RELEASED_BEFORE)
        is_released = rng.random() < RELEASED_SHARE and self._can_release(
            starts_at - notice, assigned_at
        )
        if not is_released:
            yield Holder(first, assigned_at)
            return
        reason = ShiftReleaseReason.ILLNESS if notice == RELEASED_BEFORE[1] else None
        yield Holder(first, assigned_at, starts_at - notice, reason)
        second = self._next_expert(day, rng) if rng.random() < REASSIGNED_SHARE else None
        if second is not None:
            yield Holder(second, starts_at - notice + REASSIGNED_AFTER)

    def _can_release(self, released_at: datetime, assigned_at: datetime) -> bool:
        last = self.released_by
        return assigned_at < released_at and (last is None or released_at < last)

    def _next_expert(self, day: date, rng: Random) -> UUID | None:
        """Each has one shift a day."""
        free = [expert_id for expert_id in self.expert_ids if expert_id not in self._busy[day]]
        if not free:
            return None
        fewest = min(self._held[expert_id] for expert_id in free)
        chosen = rng.choice([id for id in free if self._held[id] == fewest])
        self._held[chosen] += 1
        self._busy[day].add(chosen)
        return chosen

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.plan.zone)).date()


def _by_expert(slots: Iterable[ShiftSlot]) -> list[tuple[ShiftSlot, ...]]:
    """What one expert takes at once: a slot, and a shorter one that follows in the same seat."""
    groups: list[tuple[ShiftSlot, ...]] = []
    open_groups: dict[int, int] = {}
    for slot in slots:
        number = open_groups.get(slot.seat)
        is_short = slot.ends_at - slot.starts_at < MAX_SHIFT
        if number is not None and is_short and groups[number][-1].ends_at == slot.starts_at:
            groups[number] = (*groups[number], slot)
        else:
            open_groups[slot.seat] = len(groups)
            groups.append((slot,))
    return groups
