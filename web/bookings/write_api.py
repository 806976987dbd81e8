"""What a brand's programs write: drafts of bookings, and what becomes of bookings."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from domain.bookings.booking import Booking
from domain.bookings.booking_commands import BookingCommands
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.funding import FundingMethod
from domain.errors import NotFound, translatable
from domain.log.entries import IdempotencyKey
from web.api.access import token_creator
from web.api.repeated_writes import write_key
from web.api.resources import Resources
from web.api.scopes import Scope
from web.bookings.answer_schemas import BookingStateSchema
from web.bookings.api import link_to
from web.bookings.api_answers import assumed_demand_in, money_in, plan_in, state_answer
from web.bookings.funding import funding_port_of, settle_new_funding
from web.bookings.request_schemas import (
    ConfirmationSchema,
    EndSchema,
    NewEndSchema,
    PauseSchema,
    PlanSchema,
    TopUpSchema,
)
from web.http.access import ABSENT
from web.http.request_context import (
    current_brand,
    current_settings,
    current_time,
    marketplace,
    read_models,
)
from web.i18n.language import lazy_gettext

WRITE_BOOKINGS = Scope("write:bookings", lazy_gettext("Draft, confirm, change and end bookings"))
LINKED = (
    *("show_booking", "list_shifts", "change_draft", "discard_draft", "confirm_booking"),
    *("top_up_booking", "pause_booking", "resume_booking", "move_end_of_booking", "end_booking"),
)
LINKS = {name: link_to(name, "$response.body#/booking_id") for name in LINKED}
"""From the answer of a write to all that can be done next."""

CHANGE: dict[str, Any] = {"status": HTTPStatus.OK, "links": LINKS}
"""What all writes to a booking that exists have in common."""

bp = Resources("booking_writes", __name__, WRITE_BOOKINGS)


@bp.write(
    "/bookings",
    translatable("Draft a booking"),
    PlanSchema,
    BookingStateSchema,
    links=LINKS,
)
def draft_booking(body: dict[str, Any]) -> dict[str, Any]:
    brand_id, plan = current_brand().brand_id, plan_in(body)
    # The same for the same key: a repeated write names the same booking.
    booking_id = uuid5(brand_id, write_key().key)
    position = _commands().draft(booking_id, brand_id, plan, *_by_at_key(), assumed_demand_in(body))
    return _state(booking_id, position)


@bp.write(
    "/bookings/<uuid:booking_id>",
    translatable("Change a draft"),
    PlanSchema,
    BookingStateSchema,
    **CHANGE,
    method="PUT",
)
def change_draft(body: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    position = _commands().change_draft(
        booking_id, plan_in(body), *_by_at_key(), assumed_demand_in(body)
    )
    return _state(booking_id, position)


@bp.write(
    "/bookings/<uuid:booking_id>/discard",
    translatable("Discard a draft"),
    None,
    BookingStateSchema,
    **CHANGE,
)
def discard_draft(booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    return _state(booking_id, _commands().discard_draft(booking_id, *_by_at_key()))


@bp.write(
    "/bookings/<uuid:booking_id>/confirm",
    translatable("Confirm a draft and ask to pay its budget in"),
    ConfirmationSchema,
    BookingStateSchema,
    **CHANGE,
)
def confirm_booking(body: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    by, at, key = _by_at_key()
    percent, method = current_settings().commission_percent, FundingMethod(body["method"])
    position = _commands().confirm(
        booking_id, _funding_id(booking_id), method, percent, by, at, idempotency_key=key
    )
    return _state(booking_id, _settled(position, at))


@bp.write(
    "/bookings/<uuid:booking_id>/top-up",
    translatable("Ask to pay more in"),
    TopUpSchema,
    BookingStateSchema,
    **CHANGE,
)
def top_up_booking(body: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    by, at, key = _by_at_key()
    amount, method = money_in(body["amount"]), FundingMethod(body["method"])
    position = _commands().top_up(booking_id, _funding_id(booking_id), amount, method, by, at, key)
    return _state(booking_id, _settled(position, at))


@bp.write(
    "/bookings/<uuid:booking_id>/pause",
    translatable("Pause a booking: it pays for no new conversation"),
    PauseSchema,
    BookingStateSchema,
    **CHANGE,
)
def pause_booking(body: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    return _state(booking_id, _commands().pause(booking_id, body["reason"], *_by_at_key()))


@bp.write(
    "/bookings/<uuid:booking_id>/resume",
    translatable("Resume a paused booking"),
    None,
    BookingStateSchema,
    **CHANGE,
)
def resume_booking(booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    return _state(booking_id, _commands().resume(booking_id, *_by_at_key()))


@bp.write(
    "/bookings/<uuid:booking_id>/move-end",
    translatable("Extend or shorten a booking"),
    NewEndSchema,
    BookingStateSchema,
    **CHANGE,
)
def move_end_of_booking(body: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    is_later = body["until"] > _own(booking_id).confirmed_plan().until
    move = _commands().extend if is_later else _commands().shorten
    return _state(booking_id, move(booking_id, body["until"], *_by_at_key()))


@bp.write(
    "/bookings/<uuid:booking_id>/end",
    translatable("End a booking now; what is left of its budget is refunded"),
    EndSchema,
    BookingStateSchema,
    **CHANGE,
)
def end_booking(body: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    _own(booking_id)
    reason = BookingEndReason(body["reason"])
    return _state(booking_id, _commands().end(booking_id, reason, *_by_at_key()))


def _commands() -> BookingCommands:
    return marketplace().bookings


def _by_at_key() -> tuple[UUID, datetime, IdempotencyKey]:
    """Who writes, when, and the key by which it happens once."""
    return token_creator(), current_time(), write_key()


def _funding_id(booking_id: UUID) -> UUID:
    """The same for the same key: a repeated write asks to pay in once."""
    return uuid5(booking_id, write_key().key)


def _own(booking_id: UUID) -> Booking:
    """From the log, as read models may lag; another brand's is absent, like none at all."""
    try:
        booking = marketplace().log.load(Booking, booking_id)
    except NotFound:
        raise NotFound(ABSENT) from None
    if booking.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return booking


def _settled(position: int, at: datetime) -> int:
    """The position after the funding port was asked, outside of the command."""
    return settle_new_funding(marketplace(), position, funding_port_of(current_settings()), at)


def _state(booking_id: UUID, position: int) -> dict[str, Any]:
    """The booking after the write. Waits a moment, so that what is read next shows it."""
    read_models().is_caught_up_to(position)
    booking = _own(booking_id)
    return state_answer(
        booking_id, booking.status, booking.confirmed_plan(), booking.assumed_demand
    )
