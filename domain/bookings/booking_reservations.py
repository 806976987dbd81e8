"""Rows of the log that keep the rules between bookings, shifts and claims."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import QUARTER, ShiftSlot
from domain.bookings.budget_reservation import BUDGET
from domain.log.entries import BalanceChange, Reservation
from domain.log.event_log import EventLog

SHIFTS_HELD = "shifts-held"
"""The kind of balance that counts the shifts a member holds, past ones included."""


def in_force_reservation(booking_id: UUID, brand_id: UUID | None = None) -> Reservation:
    """
    A booking is in force, from its first funding to its end; the holder is the brand.

    While a brand has one, its conversations with a price need a booking that pays.
    """
    return Reservation("booking-in-force", str(booking_id), str(brand_id or ""))


def running_reservation(booking: Booking) -> Reservation:
    """
    A booking pays until its end as planned; its holder is the brand.

    A precondition of each claim and each shift: none slips in while it is paused or shortened.
    """
    key = f"{booking.id}/{booking.confirmed_plan().until}"
    return Reservation("booking-running", key, str(booking.brand_id))


def shift_time_reservations(member_id: UUID, slot: ShiftSlot) -> list[Reservation]:
    """The quarters of an hour of a shift; a member has one shift at a time."""
    return [
        _shift_time(member_id, quarter, slot.shift_id)
        for quarter in _quarters(slot.starts_at, slot.ends_at)
    ]


def shift_times_around(member_id: UUID, slot: ShiftSlot) -> list[Reservation]:
    """Those of a shift, and the quarter before and after: a shift may begin or end within one."""
    quarter = timedelta(minutes=QUARTER)
    quarters = _quarters(slot.starts_at - quarter, slot.ends_at + quarter)
    return [_shift_time(member_id, moment, slot.shift_id) for moment in quarters]


def current_shift_id(log: EventLog, member_id: UUID, at: datetime) -> UUID | None:
    """The shift that a member has taken for this moment; None without one."""
    found = log.current(_shift_time(member_id, _quarter_of(at)))
    return UUID(found.holder) if found.holder else None


def bookings_in_force(log: EventLog, brand_id: UUID) -> list[UUID]:
    """The bookings of a brand that are in force, in the order of their ids."""
    return [UUID(key) for key in log.rows.keys_held_by("booking-in-force", str(brand_id))]


def left_in_budget(log: EventLog, booking_id: UUID) -> int:
    """What is neither spent nor reserved of a booking's budget, in minor units."""
    return sum(balance.left for balance in log.rows.balances(BUDGET, str(booking_id)))


def shifts_held(log: EventLog, member_id: UUID) -> int:
    """How many shifts a member holds, past ones included."""
    return sum(balance.left for balance in log.rows.balances(SHIFTS_HELD, str(member_id)))


def shifts_held_change(member_id: UUID, credited: int = 0, debited: int = 0) -> BalanceChange:
    """A change of the number of shifts that a member holds."""
    return BalanceChange(SHIFTS_HELD, str(member_id), credited, debited)


def _shift_time(member_id: UUID, quarter: datetime, shift_id: UUID | None = None) -> Reservation:
    return Reservation("shift-time", f"{member_id}/{quarter:%Y-%m-%dT%H:%MZ}", str(shift_id or ""))


def _quarter_of(moment: datetime) -> datetime:
    utc = moment.astimezone(UTC)
    return utc.replace(minute=utc.minute - utc.minute % QUARTER, second=0, microsecond=0)


def _quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    quarter = _quarter_of(start)
    while quarter < end:
        yield quarter
        quarter += timedelta(minutes=QUARTER)
