"""What was delivered of a booking's shifts: the plan, who held them, and who was online."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from domain.bookings.booking_plan import ShiftSlot, shift_slots
from domain.bookings.delivered import Delivery, Holding, delivery_of
from domain.brands.opening_hours import Interval
from projections.bookings.bookings import BookingSummary
from projections.bookings.shifts import Assignment, assignments_of_booking, online_intervals


def deliveries(
    booking: BookingSummary, period: Interval, db: Connection
) -> Iterator[tuple[ShiftSlot, Delivery, list[Assignment]]]:
    """
    What was delivered of each shift that overlaps a period, by start and seat, and who held it.

    Shifts that were over before the booking was funded are left out, and those that had not ended
    when it was. db: of the projection `shifts`.
    """
    start, end = period
    slots = [
        slot
        for slot in shift_slots(booking.plan, booking.booking_id, period)
        if _runs(slot, booking)
    ]
    held: dict[UUID, list[Assignment]] = {}
    for assignment in assignments_of_booking(booking.booking_id, start, end, db):
        held.setdefault(assignment.shift_id, []).append(assignment)
    online = _online(booking.brand_id, slots, held, db)
    for slot in slots:
        assignments = held.get(slot.shift_id, [])
        holdings = [
            Holding(one.assigned_at, one.released_at, online.get(one.member_id, []))
            for one in assignments
        ]
        yield slot, delivery_of((slot.starts_at, slot.ends_at), holdings), assignments


def _runs(slot: ShiftSlot, booking: BookingSummary) -> bool:
    is_over_before = booking.funded_at is not None and slot.ends_at <= booking.funded_at
    is_cut_short = booking.ended_at is not None and slot.ends_at > booking.ended_at
    return not (is_over_before or is_cut_short)


def _online(
    brand_id: UUID, slots: list[ShiftSlot], held: dict[UUID, list[Assignment]], db: Connection
) -> dict[UUID, list[Interval]]:
    """When those who held the shifts were online."""
    if not slots:
        return {}
    members = {one.member_id for assignments in held.values() for one in assignments}
    first, last = slots[0].starts_at, max(slot.ends_at for slot in slots)
    return online_intervals(brand_id, members, first, last, db)


def shifts_over(
    booking: BookingSummary, start: datetime, end: datetime, now: datetime, db: Connection
) -> Iterator[tuple[ShiftSlot, Delivery]]:
    """The shifts that start in [start, end) and are over. db: of the projection `shifts`."""
    for slot, delivery, _ in deliveries(booking, (start, end), db):
        if start <= slot.starts_at and slot.ends_at <= now:
            yield slot, delivery
