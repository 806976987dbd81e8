"""A booking in the demonstration: its plan, its money, its shifts, and what was not delivered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.bookings.booking_plan import BookingPlan, ShiftSlot, intervals
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.delivered import Holding, delivery_of
from domain.bookings.funding import FundingMethod
from domain.bookings.shift_rules import ShiftRules
from domain.brands.opening_hours import Interval
from web.bookings.jobs import SETTLING_TIME
from web.demo import assumptions as assume
from web.demo.planned import PlannedCommand, id_in, manager_id_of, planned
from web.demo.planned_shifts import PlannedShift
from web.demo.presence_sessions import PlannedSession, Respondent
from web.marketplace import Marketplace

ENDED_AFTER = timedelta(minutes=65)
"""After its last shift, when the conversations of its last evening are over."""
OPEN_TO_ALL = ShiftRules(newcomer_percent=0)
"""No seats are held for newcomers: the shop's experts have answered for it before."""

OnlineIntervals = Mapping[UUID, Sequence[Interval]]
"""By expert, when they were online for the brand, in order."""


@dataclass(frozen=True)
class BookedSeason:
    booking_id: UUID
    brand_id: UUID
    plan: BookingPlan
    drafted_at: datetime
    confirmed_at: datetime
    funded_at: datetime
    """Just before the first window: from then on bookings pay for every paid conversation."""
    shifts: tuple[PlannedShift, ...]

    # What people do at the start, and by time.

    def bookings_commands(self, marketplace: Marketplace) -> list[PlannedCommand]:
        """The manager drafts, confirms and pays in."""
        bookings, by = marketplace.bookings, manager_id_of(self.brand_id)
        id, funding_id = self.booking_id, id_in(self.booking_id, "funding")
        confirmed = (funding_id, FundingMethod.BANK_TRANSFER, assume.COMMISSION.value, by)
        reference = f"demonstration:{funding_id}"
        return [
            planned(
                self.drafted_at, bookings.draft, id, self.brand_id, self.plan, by, self.drafted_at
            ),
            planned(
                self.confirmed_at, bookings.confirm, id, *confirmed, self.confirmed_at, OPEN_TO_ALL
            ),
            planned(
                self.funded_at, bookings.receive_funding, id, funding_id, reference, self.funded_at
            ),
        ]

    def shifts_commands(self, marketplace: Marketplace) -> Iterator[PlannedCommand]:
        """Experts take shifts, and release some."""
        for shift in self.shifts:
            for slot in shift.slots:
                yield from self._commands_of(shift, slot, marketplace)

    def _commands_of(
        self, shift: PlannedShift, slot: ShiftSlot, marketplace: Marketplace
    ) -> Iterator[PlannedCommand]:
        take, release = marketplace.shifts.take, marketplace.shifts.release
        for holder in shift.holders:
            at, released_at = holder.assigned_at, holder.released_at
            assigned = (self.booking_id, slot.starts_at, slot.seat, holder.member_id, at)
            yield PlannedCommand(at, slot.shift_id, partial(take, *assigned))
            if released_at is not None:
                released = (holder.member_id, holder.reason, released_at)
                yield planned(released_at, release, slot.shift_id, *released)

    def end_command(self, marketplace: Marketplace) -> PlannedCommand:
        """The job ends it, and what is left of the budget goes back."""
        at = intervals(self.plan)[-1][1] + ENDED_AFTER
        reason = BookingEndReason.PERIOD_OVER
        end = partial(marketplace.bookings.end, self.booking_id, reason, None, at)
        return PlannedCommand(at, self.booking_id, end, event_count=2)

    # What was delivered.

    def credit_commands(
        self, marketplace: Marketplace, online: OnlineIntervals, within: Interval
    ) -> Iterator[PlannedCommand]:
        """What the job credits for the shifts within these times, with the rule that it uses."""
        credit = marketplace.bookings.credit_minutes
        for shift in self.shifts:
            for slot in shift.slots:
                at, delivered = slot.ends_at + SETTLING_TIME, _delivered(shift, slot, online)
                is_within = within[0] <= slot.starts_at and slot.ends_at <= within[1]
                if is_within and delivered < _minutes(slot):
                    credited = (slot.starts_at, slot.seat, delivered, at)
                    yield planned(at, credit, self.booking_id, *credited)

    # Presence.

    def shifts_on(self, day: date) -> list[PlannedShift]:
        zone = ZoneInfo(self.plan.zone)
        return [shift for shift in self.shifts if shift.starts_at.astimezone(zone).date() == day]

    def sessions_on(
        self, day: date, habitual: Iterable[PlannedSession], experts: Mapping[UUID, Respondent]
    ) -> Iterator[PlannedSession]:
        """The sessions of a day: who has a shift comes for it, and at no other time."""
        shifts = self.shifts_on(day)
        on_shift = {shift.member_id for shift in shifts}
        for session in habitual:
            if session.respondent.id not in on_shift:
                yield session
        for shift in shifts:
            if shift.member_id is not None and shift.arrives_at is not None:
                yield _session(shift.arrives_at, shift.ends_at, experts[shift.member_id])


def _session(begins: datetime, ends: datetime, expert: Respondent) -> PlannedSession:
    id = id_in(expert.id, "shift", begins)
    return PlannedSession(id, expert, begins, ends, expert.usual_capacity)


def _delivered(shift: PlannedShift, slot: ShiftSlot, online: OnlineIntervals) -> int:
    holdings = [
        Holding(holder.assigned_at, holder.released_at, online.get(holder.member_id, ()))
        for holder in shift.holders
    ]
    return delivery_of([(slot.starts_at, slot.ends_at)], holdings).delivered_minutes


def _minutes(slot: ShiftSlot) -> int:
    return (slot.ends_at - slot.starts_at) // timedelta(minutes=1)
