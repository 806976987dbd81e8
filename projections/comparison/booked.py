"""What a brand booked in a period, and what was delivered of it and credited."""

from datetime import datetime
from uuid import UUID

from projections.bookings.bookings import bookings_of
from projections.bookings.deliveries import deliveries, is_suspended
from projections.bookings.shifts import credits_of
from projections.bookings.suspended_times import suspended_times
from projections.comparison.figures import BookedMinutes
from projections.comparison.period import Period
from projections.engine.generation import position_of
from projections.read_models import ReadModels


def booked_minutes_of(
    brand_id: UUID, period: Period, now: datetime, read_models: ReadModels
) -> tuple[BookedMinutes | None, int]:
    """
    The minutes of the shifts that start in a period and are over, and the position read up to.

    A shift counts whole in the period in which it starts: so adjoining periods add up.
    """
    with read_models.read(read_models.bookings) as db:
        bookings = [
            (booking, suspended_times(booking.booking_id, db))
            for booking in bookings_of(brand_id, db)
            if booking.funded_at
        ]
        position = position_of(db)
    booked = delivered = credited = 0
    with read_models.read(read_models.shifts) as db:
        for booking, suspended in bookings:
            over = [
                (slot, delivery)
                for slot, delivery, _ in deliveries(booking, (period.starts_at, period.ends_at), db)
                if period.starts_at <= slot.starts_at
                and slot.ends_at <= now
                and not is_suspended(slot, suspended)
            ]
            credits = {credit.shift_id: credit for credit in credits_of(booking.booking_id, db)}
            booked += sum(delivery.booked_minutes for _, delivery in over)
            delivered += sum(delivery.delivered_minutes for _, delivery in over)
            credited += sum(
                credits[slot.shift_id].credited_minutes
                for slot, _ in over
                if slot.shift_id in credits
            )
        position = min(position, position_of(db))
    return BookedMinutes(booked, delivered, credited) if booked else None, position
