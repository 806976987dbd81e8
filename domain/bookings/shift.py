"""A shift: one seat of a booking during a few hours, which an expert takes, and may release."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.bookings.booking import Booking, BookingStatus
from domain.bookings.booking_plan import ShiftSlot
from domain.errors import NotAllowed, NotNow, translatable
from domain.members.member import Member
from domain.reasons import parse_reason
from domain.terms import Employed, Paid, Terms, Voluntary


class ShiftReleaseReason(StrEnum):
    """Why an expert releases a shift; needed within the notice time."""

    ILLNESS = "illness"
    OTHER_WORK = "other_work"
    FAMILY = "family"
    TECHNICAL = "technical"
    OTHER = "other"


class ShiftCancelReason(StrEnum):
    """Why an expert no longer has a shift that they took, and did not release."""

    BOOKING_SHORTENED = "booking_shortened"
    BOOKING_ENDED = "booking_ended"
    ENGAGEMENT_ENDED = "engagement_ended"
    SUSPENDED = "suspended"
    NOT_QUALIFIED = "not_qualified"


class Shift(Aggregate):
    """One seat during one shift of a booking; it has no event until it is first assigned."""

    ABSENT = translatable("This shift does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.booking_id = id
        self.brand_id = id
        self.member_id: UUID | None = None
        self.slot: ShiftSlot | None = None
        self.terms: Terms | None = None

    # Events, and what each changes.

    class Assigned(Event, frozen=True):
        """An expert took the shift, on the terms shown."""

        booking_id: UUID
        brand_id: UUID
        member_id: UUID
        starts_at: datetime
        ends_at: datetime
        seat: int
        terms: Terms
        """What conversations during the shift earn."""

        def apply(self, shift: "Shift") -> None:
            shift.booking_id, shift.brand_id = self.booking_id, self.brand_id
            shift.member_id = self.member_id
            shift.slot = ShiftSlot(shift.id, self.starts_at, self.ends_at, self.seat)
            shift.terms = self.terms

    class Released(Event, frozen=True):
        """The expert gave the shift back; others may take it."""

        booking_id: UUID
        brand_id: UUID
        member_id: UUID
        reason: ShiftReleaseReason | None
        """None before the notice time, when no reason is asked."""

        def apply(self, shift: "Shift") -> None:
            shift.member_id = None

    class Cancelled(Event, frozen=True):
        """The booking no longer has this shift, or its expert may not hold it any more."""

        booking_id: UUID
        brand_id: UUID
        member_id: UUID
        reason: ShiftCancelReason

        def apply(self, shift: "Shift") -> None:
            shift.member_id = None

    # Decisions: the rules, then the event.

    def take(
        self, booking: Booking, slot: ShiftSlot, member: Member, shifts_held: int, at: datetime
    ) -> Terms:
        """
        Take a free shift of a running booking; the terms are the booking's.

        shifts_held: how many other shifts the member holds with any brand, past ones included.
        Raises NotNow when it is taken, over, or held for newcomers, and unless the booking runs;
        NotAllowed without a qualification or language of the booking, to volunteers and employees
        of the brand, and to those whose engagement the brand ended.
        """
        if booking.status is not BookingStatus.RUNNING:
            raise NotNow("This booking is not running, so its shifts cannot be taken now.")
        if self.member_id is not None:
            raise NotNow("Another expert has just taken this shift. Choose another one.")
        if at >= slot.ends_at:
            raise NotNow("This shift is over.")
        check_requirements(booking, member, at)
        if shifts_held and booking.is_held_for_newcomers(slot.seat, at):
            raise NotNow(
                "This seat is held until %(until)s for experts without a shift. Choose another"
                " one.",
                until=booking.newcomers_until(),
            )
        plan = booking.confirmed_plan()
        terms = Paid(plan.price, booking.commission_percent)
        self.record(
            self.Assigned(
                at=at,
                booking_id=booking.id,
                brand_id=booking.brand_id,
                member_id=member.id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                seat=slot.seat,
                terms=terms,
            )
        )
        return terms

    def release(self, booking: Booking, member_id: UUID, reason: str | None, at: datetime) -> None:
        """
        Give it back, free of consequences.

        reason: a value of ShiftReleaseReason; asked only within the booking's notice time.
        Raises NotAllowed to others than who took it; NotNow when it is over; Invalid without a
        reason when one is asked.
        """
        slot = self._held_by(member_id)
        if at >= slot.ends_at:
            raise NotNow("This shift is over.")
        notice = timedelta(hours=booking.shift_rules.notice_hours)
        late = slot.starts_at - at < notice
        self.record(
            self.Released(
                at=at,
                booking_id=self.booking_id,
                brand_id=self.brand_id,
                member_id=member_id,
                reason=parse_reason(ShiftReleaseReason, reason or "") if late else None,
            )
        )

    def cancel(self, reason: ShiftCancelReason, at: datetime) -> None:
        """Free the expert of a shift that is none or not theirs any more. Nothing without one."""
        if self.member_id is not None:
            self.record(
                self.Cancelled(
                    at=at,
                    booking_id=self.booking_id,
                    brand_id=self.brand_id,
                    member_id=self.member_id,
                    reason=reason,
                )
            )

    def _held_by(self, member_id: UUID) -> ShiftSlot:
        if self.member_id != member_id or self.slot is None:
            raise NotAllowed("You have not taken this shift.")
        return self.slot


def check_requirements(booking: Booking, member: Member, at: datetime) -> None:
    """Raises NotAllowed unless this member may hold shifts of the booking."""
    plan = booking.confirmed_plan()
    valid = [held for held in member.qualifications.values() if held.is_valid(at)]
    if not any(plan.subject_id in (None, held.subject_id) for held in valid):
        raise NotAllowed("Pass the required test first.")
    if not set(member.languages) & set(plan.languages):
        raise NotAllowed("This booking is for people who answer in other languages than yours.")
    terms = member.engagements.get(booking.brand_id)
    if terms is not None and not may_take_shifts(terms):
        raise NotAllowed("Shifts are for experts. You answer for this brand on other terms.")
    if booking.brand_id in member.ended_by_brands:
        raise NotAllowed("This brand has ended your engagement. It can engage you again.")


SHIFT_MODELS = (Paid.model,)
"""The models of the terms on which people take shifts, as `may_take_shifts` says."""


def may_take_shifts(terms: Terms) -> bool:
    """Whether people on these terms take shifts: volunteers come and go as they like."""
    match terms:
        case Paid():
            return True
        case Voluntary() | Employed():
            return False
        case unknown:
            assert_never(unknown)
