"""The open shifts an expert may take, and taking one."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.bookings.booking_plan import shift_id_of
from domain.bookings.shift import Shift
from domain.errors import NotFound, NotNow
from projections.bookings.bookings import bookings_with_ids
from projections.bookings.open_shifts import OpenShift
from web.bookings.first_names import first_names
from web.bookings.own_shifts import OwnShifts, own_shifts
from web.bookings.shift_forms import (
    WEEKS,
    OpenShiftFilter,
    WantedShift,
    read_filter,
    wanted_shift,
)
from web.bookings.shift_offers import may_see_shift, open_shifts_for
from web.bookings.shift_presenters import OpenShiftView, ShiftTime, open_shift_views
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.refusals import refusal_text
from web.members.time_zones import zone_choices
from web.private_store.accounts import RoleName

PAGE_SIZE = 20
NEAR = timedelta(days=2)
MAX_NEIGHBOURS = 6

bp = Blueprint("shifts", __name__, url_prefix="/shifts")


class Listing(NamedTuple):
    """One page of open shifts."""

    shifts: Sequence[OpenShiftView]
    total: int
    last_page: int
    brands: dict[str, str]
    """Those that have open shifts, by id."""


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_open_shifts() -> ResponseReturnValue:
    filters, own = read_filter(request.args), own_shifts()
    return render_template(
        "bookings/open_shifts.html",
        listing=_listing(filters, own),
        filters=filters,
        weeks=WEEKS,
        has_joined=own.has_joined,
        zone=own.zone,
        zones=zone_choices(),
    )


@bp.post("/<uuid:booking_id>/take")
@roles_accepted(RoleName.EXPERT)
def take(booking_id: UUID) -> ResponseReturnValue:
    """Pressed twice, or sent again, it is taken once."""
    wanted, member_id = wanted_shift(booking_id, request.form), current_account().id
    if not may_see_shift(wanted, member_id, current_time(), read_models()):
        raise NotFound(ABSENT)
    shift_id = shift_id_of(*wanted)
    try:
        position = marketplace().shifts.take(*wanted, member_id, current_time())
    except NotNow as refusal:
        # A refusal that says what else is free, and no error for one's own shift.
        if _holder(shift_id) != member_id:
            return _refused(wanted, refusal), HTTPStatus.CONFLICT
    else:
        remember_position(position)
    return redirect(url_for("own_shifts.show_own_shifts", assigned=shift_id), code=303)


def _listing(filters: OpenShiftFilter, own: OwnShifts) -> Listing:
    until = current_time() + timedelta(weeks=filters.weeks)
    shifts = open_shifts_for(current_account().id, current_time(), until, read_models())
    brand_ids = {shift.brand_id for shift in shifts}
    named = {str(brand_id): own.names.brands.get(brand_id, "") for brand_id in brand_ids}
    brands = dict(sorted(named.items(), key=itemgetter(1)))
    chosen = [shift for shift in shifts if filters.brand in (None, shift.brand_id)]
    first = (filters.page - 1) * PAGE_SIZE
    views = open_shift_views(chosen[first : first + PAGE_SIZE], own.held, own.names)
    return Listing(views, len(chosen), max(1, ceil(len(chosen) / PAGE_SIZE)), brands)


def _holder(shift_id: UUID) -> UUID | None:
    return marketplace().log.load_or_new(Shift, shift_id).member_id


def _refused(wanted: WantedShift, refusal: NotNow) -> str:
    """The page for one who was not first, with what is free next to it."""
    # What was taken a moment ago must not be offered again.
    read_models().is_caught_up_to(marketplace().log.rows.head())
    own = own_shifts()
    holder = _holder(shift_id_of(*wanted))
    return render_template(
        "bookings/shift_not_free.html",
        sentence=refusal_text(refusal),
        is_assigned=holder is not None,
        first_name=first_names([holder])[holder] if holder else "",
        wanted=_time_of(wanted, own),
        neighbours=_neighbours(wanted, own),
        filters=read_filter({}),
    )


def _neighbours(wanted: WantedShift, own: OwnShifts) -> list[OpenShiftView]:
    """What can be taken instead: the other seats first, then the nearest shifts of two days."""
    start = max(current_time(), wanted.starts_at - NEAR)
    near = open_shifts_for(current_account().id, start, wanted.starts_at + NEAR, read_models())
    free = [shift for shift in near if shift.seat is not None]

    def distance(shift: OpenShift) -> tuple[timedelta, bool]:
        return abs(shift.starts_at - wanted.starts_at), shift.booking_id != wanted.booking_id

    views = open_shift_views(sorted(free, key=distance), own.held, own.names)
    return [view for view in views if view.clash is None][:MAX_NEIGHBOURS]


def _time_of(wanted: WantedShift, own: OwnShifts) -> ShiftTime:
    """When the shift takes place that was not taken; may_see_shift has found it."""
    with read(read_models().bookings) as db:
        booking = bookings_with_ids([wanted.booking_id], db)[wanted.booking_id]
    ends_at = dict(booking.times.shift_times)[wanted.starts_at]
    return ShiftTime(wanted.starts_at, ends_at, own.zone, booking.plan.zone)
