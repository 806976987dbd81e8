"""What becomes of a booking: the small forms of its page, from confirming to the end."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.bookings.booking_commands import BookingCommands
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.funding import FundingMethod, FundingRefusalReason
from domain.errors import Invalid, NotNow
from domain.log.entries import IdempotencyKey
from domain.reasons import parse_reason
from projections.bookings.bookings import BookingSummary
from projections.bookings.funding import funding_of
from web.bookings.booking_forms import ONE_DAY
from web.bookings.booking_page import SentForm, booking_page, current_booking, id_within
from web.bookings.funding import funding_port_of, settle_new_funding
from web.brands.setting_forms import FieldChecks
from web.http.error_pages import STATUS
from web.http.form_fields import parse_day, parse_price
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_settings,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.refusals import refusal_text

FIELD_OF = {
    "confirm": "method",
    "top-up": "amount",
    "pause": "pause-reason",
    "move": "last_day",
    "end": "end-reason",
}
"""By action, the field beside which a refusal of the command is said."""

bp = Blueprint("booking_changes", __name__, url_prefix="/brands/<brand_slug>/bookings")


@bp.post("/<uuid:booking_id>/confirm")
def confirm(booking_id: UUID) -> ResponseReturnValue:
    """Paying in is asked for by the command; the port is asked after it, outside of it."""
    booking, checks = current_booking(booking_id), FieldChecks()
    method = checks.read("method", _method)
    if method is None:
        return _refused(booking, "confirm", checks.errors)
    funding_id = id_within(booking_id, _typed("funding_id"))
    percent, by, at = current_settings().commission_percent, current_account().id, current_time()
    key = IdempotencyKey.of(f"confirm-booking/{funding_id}", booking_id, method)
    command = partial(
        _commands().confirm,
        booking_id,
        funding_id,
        method,
        percent,
        by,
        at,
        idempotency_key=key,
        shown_plan=request.form.get("plan"),
    )
    return _carried_out(booking, "confirm", command, _paid_in)


@bp.post("/<uuid:booking_id>/top-up")
def top_up(booking_id: UUID) -> ResponseReturnValue:
    booking, checks = current_booking(booking_id), FieldChecks()
    currency = current_brand().currency
    amount = checks.read("amount", lambda: parse_price(_typed("amount"), currency))
    method = checks.read("method", _method)
    if amount is None or method is None:
        return _refused(booking, "top-up", checks.errors)
    funding_id, by, at = (
        id_within(booking_id, _typed("funding_id")),
        current_account().id,
        current_time(),
    )
    key = IdempotencyKey.of(f"top-up-booking/{funding_id}", booking_id, amount)
    command = partial(_commands().top_up, booking_id, funding_id, amount, method, by, at, key)
    return _carried_out(booking, "top-up", command, _paid_in)


@bp.post("/<uuid:booking_id>/move")
def move_end(booking_id: UUID) -> ResponseReturnValue:
    booking, checks = current_booking(booking_id), FieldChecks()
    last_day = checks.read("last_day", lambda: parse_day(_typed("last_day")))
    if last_day is None:
        return _refused(booking, "move", checks.errors)
    until, by, at = last_day + ONE_DAY, current_account().id, current_time()
    move = _commands().extend if until > booking.plan.until else _commands().shorten
    return _carried_out(booking, "move", partial(move, booking_id, until, by, at))


@bp.post("/<uuid:booking_id>/pause")
def pause(booking_id: UUID) -> ResponseReturnValue:
    booking, reason = current_booking(booking_id), _typed("reason")
    by, at = current_account().id, current_time()
    return _carried_out(booking, "pause", partial(_commands().pause, booking_id, reason, by, at))


@bp.post("/<uuid:booking_id>/end")
def end(booking_id: UUID) -> ResponseReturnValue:
    booking, by, at = current_booking(booking_id), current_account().id, current_time()

    def command() -> int:
        return _commands().end(booking_id, parse_reason(BookingEndReason, _typed("reason")), by, at)

    return _carried_out(booking, "end", command)


@bp.post("/<uuid:booking_id>/resume")
def resume(booking_id: UUID) -> ResponseReturnValue:
    current_booking(booking_id)
    remember_position(_commands().resume(booking_id, current_account().id, current_time()))
    return _redirect_to(booking_id, done="resume")


@bp.post("/<uuid:booking_id>/withdraw")
def withdraw(booking_id: UUID) -> ResponseReturnValue:
    """The brand no longer wants to pay; a booking that was never funded is a draft again."""
    current_booking(booking_id)
    if current_settings().stripe is not None:
        # What Stripe may have collected already is not known here.
        raise NotNow("Stripe collects this payment. It ends by itself when it is not paid.")
    with read(read_models().bookings) as db:
        awaited = [one.funding_id for one in funding_of(booking_id, db) if one.outcome is None]
    if not awaited:
        raise NotNow("No payment is awaited for this booking.")
    by, at = current_account().id, current_time()
    reason = FundingRefusalReason.CANCELLED
    remember_position(_commands().refuse_funding(booking_id, awaited[0], reason, at, by))
    return _redirect_to(booking_id, done="withdraw")


@bp.post("/<uuid:booking_id>/discard")
def discard(booking_id: UUID) -> ResponseReturnValue:
    current_booking(booking_id)
    remember_position(_commands().discard_draft(booking_id, current_account().id, current_time()))
    return redirect(url_for("bookings.show_bookings"), code=303)


def _carried_out(
    booking: BookingSummary,
    action: str,
    command: Callable[[], int],
    settled: Callable[[int], int] = lambda position: position,
) -> ResponseReturnValue:
    """A refusal is said beside the field, on the page that keeps what was typed."""
    try:
        position = command()
    except (Invalid, NotNow) as refusal:
        errors = {FIELD_OF[action]: refusal_text(refusal)}
        return _refused(booking, action, errors, STATUS[type(refusal)])
    remember_position(settled(position))
    return _redirect_to(booking.booking_id, done=action)


def _refused(
    booking: BookingSummary, action: str, errors: Mapping[str, str], status: int = STATUS[Invalid]
) -> ResponseReturnValue:
    return booking_page(booking, SentForm(action, request.form, errors)), status


def _paid_in(position: int) -> int:
    port = funding_port_of(current_settings())
    return settle_new_funding(marketplace(), position, port, current_time())


def _method() -> FundingMethod:
    return parse_reason(FundingMethod, _typed("method"))


def _typed(field: str) -> str:
    return request.form.get(field, "").strip()


def _commands() -> BookingCommands:
    return marketplace().bookings


def _redirect_to(booking_id: UUID, done: str) -> ResponseReturnValue:
    """done: what the page says was done, a key of labels.DONE."""
    address = url_for("bookings.show_booking", booking_id=booking_id, done=done)
    return redirect(address, code=303)
