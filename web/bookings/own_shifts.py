"""The shifts of the expert who is signed in, with what pages show beside them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from domain.members.member import Member
from projections.bookings.bookings import bookings_with_ids
from projections.bookings.shifts import shifts_of_member
from web.bookings.shift_presenters import Names, OwnShiftView, names_for, own_shift_views
from web.http.request_context import (
    current_account,
    marketplace,
    private_store,
    read,
    read_models,
)
from web.members.time_zones import TimeZones


class OwnShifts(NamedTuple):
    """What a member holds, past shifts included, by start."""

    held: Sequence[OwnShiftView]
    names: Names
    zone: str
    has_joined: bool

    def find(self, shift_id: UUID) -> OwnShiftView | None:
        return next((own for own in self.held if own.assignment.shift_id == shift_id), None)


def own_shifts() -> OwnShifts:
    account = current_account()
    member = marketplace().log.load_or_new(Member, account.id)
    zone = TimeZones(private_store()).of(account.id, member.country)
    with read(read_models().shifts) as db:
        assignments = shifts_of_member(account.id, db)
    held = [assignment for assignment in assignments if assignment.released_at is None]
    with read(read_models().bookings) as db:
        bookings = bookings_with_ids({assignment.booking_id for assignment in held}, db)
    names = names_for(zone, read_models())
    return OwnShifts(own_shift_views(held, bookings, names), names, zone, bool(member.version))
