"""The open shifts of one expert, read from three read models."""

from datetime import datetime
from uuid import UUID

from domain.bookings.booking import BookingStatus
from projections.bookings.bookings import bookings_with_ids, bookings_with_status
from projections.bookings.open_shifts import (
    OpenShift,
    ShiftSeeker,
    assigned_seats,
    open_shifts,
    suitable_bookings,
)
from projections.bookings.shifts import holds_shifts
from projections.members.shift_matching import shift_profile
from projections.read_models import ReadModels
from web.bookings.shift_forms import WantedShift

FOUND_IN_LISTS = (BookingStatus.RUNNING, BookingStatus.PAUSED, BookingStatus.ENDED)


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
        assigned = assigned_seats([booking.booking_id for booking in bookings], at, until, db)
    return open_shifts(seeker, bookings, assigned, at, until)


def may_see_shift(
    wanted: WantedShift, member_id: UUID, at: datetime, read_models: ReadModels
) -> bool:
    """
    Whether there is such a shift among those a member could ever find in their list.

    To all others it is absent, as one that never was. A booking that is paused, ended or full may
    be seen: its shifts were listed a moment ago.
    """
    with read_models.read(read_models.pool) as db:
        profile = shift_profile(member_id, at, db)
    with read_models.read(read_models.bookings) as db:
        booking = bookings_with_ids([wanted.booking_id], db).get(wanted.booking_id)
    if booking is None or booking.status not in FOUND_IN_LISTS:
        return False
    seeker = ShiftSeeker(profile.subject_ids, profile.languages, profile.excluded_brand_ids)
    starts = {start for start, _ in booking.times.shift_times}
    return (
        bool(suitable_bookings(seeker, [booking]))
        and not profile.is_suspended
        and wanted.starts_at in starts
        and 1 <= wanted.seat <= booking.plan.seats
    )
