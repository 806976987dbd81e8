"""Commands on shifts; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.booking_reservations import (
    running_reservation,
    shift_time_reservations,
    shift_times_around,
    shifts_held,
    shifts_held_change,
)
from domain.bookings.shift import Shift, ShiftCancelReason
from domain.errors import NotNow
from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.members.member import Member, engagement_reservation
from domain.members.member_commands import must_not_be_suspended
from domain.presence.presence_session import PresenceSession
from domain.presence.presence_session_commands import session_reservation
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

        A member who is online is online for the brand from then on.

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
            free, shared = self._times(member_id, slot)
            engagement = _new_engagement(member, booking.brand_id, terms, at)
            presence = self._log.current(session_reservation(member_id))
            session = self._session_with(
                presence, member, booking.brand_id, at, is_new=bool(engagement)
            )
            return Decision(
                [shift, member, *session],
                reserve=[*free, *engagement],
                balance_changes=[shifts_held_change(member_id, credited=1)],
                preconditions=[suspension, running_reservation(booking), presence, *shared],
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
            freed = self._freed(shift)
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
            freed = self._freed(shift)
            shift.cancel(reason, at)
            return freed

        return self._log.execute(decide)

    def _session_with(
        self, presence: Reservation, member: Member, brand_id: UUID, at: datetime, *, is_new: bool
    ) -> list[PresenceSession]:
        """
        The present session of a member, which has the brand now; none while offline.

        is_new: whether the engagement has just started; the session may have an earlier one.
        """
        if not presence.holder:
            return []
        session = self._log.load(PresenceSession, UUID(presence.holder))
        if is_new or brand_id not in session.engagements:
            session.add_engagement(brand_id, member.engagements[brand_id], at)
        return [session]

    def _times(
        self, member_id: UUID, slot: ShiftSlot
    ) -> tuple[list[Reservation], list[Reservation]]:
        """
        The quarters of an hour that the shift reserves, and those it shares with a neighbour.

        With opening hours that are not at a quarter, one shift ends and the next begins within one.
        """
        around = [self._log.current(time) for time in shift_times_around(member_id, slot)]
        for shift_id in {time.holder for time in around if time.holder}:
            other = self._log.load(Shift, UUID(shift_id)).slot
            if other and other.starts_at < slot.ends_at and slot.starts_at < other.ends_at:
                raise NotNow("You have another shift at this time. Release it first.")
        held = {time.key: time for time in around if time.holder}
        times = shift_time_reservations(member_id, slot)
        free = [time for time in times if time.key not in held]
        return free, [held[time.key] for time in times if time.key in held]

    def _freed(self, shift: Shift) -> Decision:
        """What is written when the shift's member gives it up; the shift decides afterwards."""
        if shift.member_id is None or shift.slot is None:
            return Decision([shift])
        times = shift_time_reservations(shift.member_id, shift.slot)
        return Decision(
            [shift],
            release=[time for time in times if self._log.current(time) == time],
            balance_changes=[shifts_held_change(shift.member_id, debited=1)],
        )


def _new_engagement(
    member: Member, brand_id: UUID, terms: Terms, at: datetime
) -> list[Reservation]:
    if brand_id in member.engagements:
        return []
    member.start_engagement(brand_id, terms, by=member.id, at=at)
    return [engagement_reservation(brand_id, member.id, terms)]
