"""My shifts: those an expert holds, their hours, and releasing one."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.bookings.shift import Shift
from domain.errors import Invalid, NotFound
from web.bookings.own_shifts import OwnShifts, own_shifts
from web.bookings.shift_labels import RELEASE_REASONS
from web.bookings.shift_presenters import OwnShiftView, hours_of
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace
from web.members.time_zones import zone_choices
from web.private_store.accounts import RoleName

MAX_PAST = 20

bp = Blueprint("own_shifts", __name__, url_prefix="/shifts/mine")


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_own_shifts() -> ResponseReturnValue:
    own, at = own_shifts(), current_time()
    past = [held for held in own.held if held.assignment.ends_at <= at]
    return render_template(
        "bookings/own_shifts.html",
        coming=[held for held in own.held if held.assignment.ends_at > at],
        past=past[::-1][:MAX_PAST],
        hours=hours_of(own.held, own.zone, at),
        assigned=_named_in_address(own, "assigned"),
        is_released="released" in request.args,
        zone=own.zone,
        zones=zone_choices(),
        at=at,
    )


@bp.get("/<uuid:shift_id>/release")
@roles_accepted(RoleName.EXPERT)
def show_release(shift_id: UUID) -> ResponseReturnValue:
    return _release_page(_held(shift_id))


@bp.post("/<uuid:shift_id>/release")
@roles_accepted(RoleName.EXPERT)
def release(shift_id: UUID) -> ResponseReturnValue:
    """Sent twice it is released once."""
    member_id, reason = current_account().id, request.form.get("reason") or None
    held = own_shifts().find(shift_id)
    if held is None or not _holds(shift_id, member_id):
        return _already_released(shift_id, member_id)
    try:
        position = marketplace().shifts.release(shift_id, member_id, reason, current_time())
    except Invalid:
        # Asked for since the page was opened, or not chosen: the same page says so.
        return _release_page(held, is_missing=True), HTTPStatus.UNPROCESSABLE_ENTITY
    remember_position(position)
    return redirect(url_for(".show_own_shifts", released=1), code=303)


def _holds(shift_id: UUID, member_id: UUID) -> bool:
    return marketplace().log.load_or_new(Shift, shift_id).member_id == member_id


def _held(shift_id: UUID) -> OwnShiftView:
    """Raises NotFound for a shift that is not the reader's, as for one that does not exist."""
    held = own_shifts().find(shift_id)
    if held is None:
        raise NotFound(ABSENT)
    return held


def _already_released(shift_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Raises NotFound unless the reader released this shift before."""
    history = marketplace().log.history(shift_id)
    released = (event.data for event in history if isinstance(event.data, Shift.Released))
    if any(event.member_id == member_id for event in released):
        return redirect(url_for(".show_own_shifts", released=1), code=303)
    raise NotFound(ABSENT)


def _named_in_address(own: OwnShifts, name: str) -> OwnShiftView | None:
    try:
        return own.find(UUID(request.args.get(name, "")))
    except ValueError:
        return None


def _release_page(held: OwnShiftView, *, is_missing: bool = False) -> str:
    return render_template(
        "bookings/release_shift.html",
        held=held,
        is_late=held.is_late(current_time()),
        reasons=RELEASE_REASONS,
        chosen=request.form.get("reason", ""),
        is_missing=is_missing,
    )
