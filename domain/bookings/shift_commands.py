"""Commands on shifts; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.booking_reservations import (
    running_reservation,
    shift_time_reservations,
    shifts_held,
    shifts_held_change,
)
from domain.bookings.shift import Shift, ShiftCancelReason
from domain.errors import NotNow
from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.members.member import Member, engagement_reservation
from domain.members.member_commands import must_not_be_suspended
from domain.terms import Terms


class ShiftCommands(Commands):
    def take(
        self,
        booking_id: UUID,
        starts_at: datetime,
        seat: int,
        member_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Take a free shift: one member wins; without an engagement with the brand, one starts.

        Raises what Shift.take raises; NotFound without booking, shift or member; NotNow when the
        member has another shift at that time, or a suspension covers the brand.
        """

        def decide() -> Decision:
            booking = self._log.load(Booking, booking_id)
            slot = booking.slot(starts_at, seat)
            member = self._log.load(Member, member_id)
            shift = self._log.load_or_new(Shift, slot.shift_id)
            suspension = must_not_be_suspended(self._log, member_id, booking.brand_id)
            terms = shift.take(booking, slot, member, shifts_held(self._log, member_id), at)
            return Decision(
                [shift, member],
                reserve=[
                    *self._free_times(member_id, slot),
                    *_new_engagement(member, booking.brand_id, terms, at),
                ],
                balance_changes=[shifts_held_change(member_id, credited=1)],
                preconditions=[suspension, running_reservation(booking)],
            )

        return self._log.execute(decide, idempotency_key)

    def release(
        self,
        shift_id: UUID,
        member_id: UUID,
        reason: str | None,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Give a shift back; others may take it.

        reason: a value of ShiftReleaseReason; asked only within the booking's notice time.
        Raises what Shift.release raises; NotFound without the shift.
        """

        def decide() -> Decision:
            shift = self._log.load(Shift, shift_id)
            freed = _freed(shift)
            shift.release(self._log.load(Booking, shift.booking_id), member_id, reason, at)
            return freed

        return self._log.execute(decide, idempotency_key)

    def cancel(
        self,
        shift_id: UUID,
        reason: ShiftCancelReason,
        at: datetime,
        member_id: UUID | None = None,
    ) -> int:
        """
        Free the expert of a shift that no longer takes place, or that they may no longer hold.

        member_id: only if this member has it. Raises NotFound without the shift.
        """

        def decide() -> Decision:
            shift = self._log.load(Shift, shift_id)
            if member_id not in (None, shift.member_id):
                return Decision([shift])
            freed = _freed(shift)
            shift.cancel(reason, at)
            return freed

        return self._log.execute(decide)

    def _free_times(self, member_id: UUID, slot: ShiftSlot) -> list[Reservation]:
        times = shift_time_reservations(member_id, slot)
        if any(self._log.current(time).holder for time in times):
            raise NotNow("You have another shift at this time. Release it first.")
        return times


def _new_engagement(
    member: Member, brand_id: UUID, terms: Terms, at: datetime
) -> list[Reservation]:
    if brand_id in member.engagements:
        return []
    member.start_engagement(brand_id, terms, by=member.id, at=at)
    return [engagement_reservation(brand_id, member.id, terms)]


def _freed(shift: Shift) -> Decision:
    """What is written when the shift's member gives it up; the shift decides afterwards."""
    if shift.member_id is None or shift.slot is None:
        return Decision([shift])
    return Decision(
        [shift],
        release=shift_time_reservations(shift.member_id, shift.slot),
        balance_changes=[shifts_held_change(shift.member_id, debited=1)],
    )
