"""The open shifts of one expert, read from three read models."""

from datetime import datetime
from uuid import UUID

from domain.bookings.booking import BookingStatus
from projections.bookings.bookings import bookings_with_status
from projections.bookings.open_shifts import (
    OpenShift,
    ShiftSeeker,
    open_shifts,
    suitable_bookings,
    taken_seats,
)
from projections.bookings.shifts import holds_shifts
from projections.members.shift_matching import shift_profile
from projections.read_models import ReadModels


def open_shifts_for(
    member_id: UUID, at: datetime, until: datetime, read_models: ReadModels
) -> list[OpenShift]:
    """
    The shifts with a free seat that a member could take, by start; clashes included.

    Eight queries, however many bookings and shifts there are.
    """
    with read_models.read(read_models.pool) as db:
        profile = shift_profile(member_id, at, db)
    if profile.is_suspended:
        return []
    with read_models.read(read_models.bookings) as db:
        running = bookings_with_status(BookingStatus.RUNNING, db)
    with read_models.read(read_models.shifts) as db:
        seeker = ShiftSeeker(
            profile.subject_ids,
            profile.languages,
            profile.excluded_brand_ids,
            is_newcomer=not holds_shifts(member_id, db),
        )
        bookings = suitable_bookings(seeker, running)
        taken = taken_seats([booking.booking_id for booking in bookings], at, until, db)
    return open_shifts(seeker, bookings, taken, at, until)
