"""What was delivered of a booking's shifts: the plan, who held them, and who was online."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection

from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.delivered import Delivery, Holding, delivery_of
from domain.brands.opening_hours import Interval
from projections.bookings.bookings import BookingSummary
from projections.bookings.shifts import Assignment, assignments_of_booking, online_intervals


def deliveries(
    booking: BookingSummary, period: Interval, db: Connection
) -> Iterator[tuple[ShiftSlot, Delivery, list[Assignment]]]:
    """
    What was delivered of each shift that overlaps a period, by start and seat, and who held it.

    Nothing was booked of a shift before the booking was funded, while it was paused, and after it
    ended. db: of the projection `shifts`.
    """
    start, end = period
    times = booking.times
    slots = list(times.slots(booking.booking_id, period))
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
        booked = times.parts_booked((slot.starts_at, slot.ends_at))
        yield slot, delivery_of(booked, holdings), assignments


def _online(
    brand_id: UUID, slots: list[ShiftSlot], held: dict[UUID, list[Assignment]], db: Connection
) -> dict[UUID, list[Interval]]:
    """When those who held the shifts were online."""
    if not slots:
        return {}
    members = {one.member_id for assignments in held.values() for one in assignments}
    first, last = slots[0].starts_at, max(slot.ends_at for slot in slots)
    return online_intervals(brand_id, members, first, last, db)
