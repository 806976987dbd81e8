"""A brand's bookings and quotes for its programs."""

from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from domain.bookings.booking_plan import ShiftSlot
from domain.bookings.delivered import Delivery
from domain.bookings.demand_forecast import NoHistory
from domain.bookings.demand_history import midnight
from domain.errors import NotFound, translatable
from projections.bookings.bookings import BookingSummary, booking_with_id, bookings_after
from projections.bookings.deliveries import deliveries
from projections.bookings.shifts import Assignment
from web.api.cursors import id_in, items_after, page_of
from web.api.resources import Resources
from web.api.schemas import PageQuerySchema, page_schema
from web.api.scopes import Scope
from web.bookings.answer_schemas import BookedShiftSchema, BookingSchema, QuoteSchema
from web.bookings.api_answers import (
    assumed_demand_in,
    body_error,
    booking_answer,
    plan_in,
    quote_answer,
)
from web.bookings.quotes import quote
from web.bookings.request_schemas import PlanToQuoteSchema, ShiftsQuerySchema
from web.http.access import ABSENT
from web.http.form_fields import end_error
from web.http.request_context import (
    current_brand,
    current_time,
    private_store,
    read,
    read_models,
)
from web.i18n.language import gettext, lazy_gettext

READ_BOOKINGS = Scope("read:bookings", lazy_gettext("Quote plans, read bookings and their shifts"))
BOOKING_ID = "$response.body#/items/0/booking_id"

bp = Resources("bookings", __name__, READ_BOOKINGS)


def link_to(operation: str, booking_id: str) -> dict[str, Any]:
    """From an answer to an operation on a booking in it."""
    slug = "$request.path.brand_slug"
    parameters = {"brand_slug": slug, "booking_id": booking_id}
    return {"operationId": operation, "parameters": parameters}


@bp.compute(
    "/quote",
    translatable("Quote a plan: what it brings and costs; nothing is booked"),
    PlanToQuoteSchema,
    QuoteSchema,
)
def show_quote(body: dict[str, Any]) -> dict[str, Any]:
    plan, assumed = plan_in(body), assumed_demand_in(body)
    quotes = quote(read_models(), private_store(), current_brand(), plan, current_time(), assumed)
    if isinstance(quotes, NoHistory):
        sentence = gettext(
            "There is too little history for a forecast. Say how many requests you expect in a"
            " week."
        )
        raise body_error({"requests_per_week": sentence})
    return quote_answer(quotes)


@bp.read(
    "/bookings",
    translatable("List bookings and drafts, the newest first"),
    page_schema(BookingSchema),
    PageQuerySchema,
    links={
        "booking": link_to("show_booking", BOOKING_ID),
        "shifts": link_to("list_shifts", BOOKING_ID),
    },
)
def list_bookings(query: dict[str, Any]) -> dict[str, Any]:
    brand_id = current_brand().brand_id
    with read(read_models().bookings) as db:
        bookings = items_after(
            query, lambda previous, limit: bookings_after(previous, brand_id, db, limit=limit)
        )
    return page_of(bookings, query["limit"], attrgetter("booking_id"), booking_answer)


@bp.read(
    "/bookings/<uuid:booking_id>",
    translatable("Show one booking with its budget"),
    BookingSchema,
)
def show_booking(booking_id: UUID) -> dict[str, Any]:
    return booking_answer(_booking(booking_id))


@bp.read(
    "/bookings/<uuid:booking_id>/shifts",
    translatable("List the shifts of a booking by start and seat"),
    page_schema(BookedShiftSchema),
    ShiftsQuerySchema,
)
def list_shifts(query: dict[str, Any], booking_id: UUID) -> dict[str, Any]:
    booking = _booking(booking_id)
    slots = _slots_of_page(booking, query)
    return page_of(slots, query["limit"], _place, _answers_of(booking, slots).__getitem__)


def _booking(booking_id: UUID) -> BookingSummary:
    """Another brand's booking is absent, like none at all."""
    with read(read_models().bookings) as db:
        booking = booking_with_id(booking_id, db)
    if booking is None or booking.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return booking


def _slots_of_page(booking: BookingSummary, query: dict[str, Any]) -> list[ShiftSlot]:
    """Those of a page, and one more if there are more. Raises ValidationError for a bad query."""
    if "first" in query and "end" in query and query["first"] >= query["end"]:
        raise ValidationError({"query": {"to": [end_error()]}})
    zone = ZoneInfo(booking.plan.zone)
    start = midnight(query["first"], zone) if "first" in query else datetime.min.replace(tzinfo=UTC)
    end = midnight(query["end"], zone) if "end" in query else datetime.max.replace(tzinfo=UTC)
    previous = id_in(query.get("cursor")) or ""
    slots = (
        slot
        for slot in booking.times.slots(booking.booking_id)
        if start <= slot.starts_at < end and _place(slot) > previous
    )
    return list(islice(slots, query["limit"] + 1))


def _place(slot: ShiftSlot) -> str:
    """Where a slot is in the list; also when the plan has changed meanwhile."""
    return f"{slot.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M}/{slot.seat:02}"


def _answers_of(booking: BookingSummary, slots: list[ShiftSlot]) -> dict[ShiftSlot, dict[str, Any]]:
    """As BookedShiftSchema describes them."""
    if not slots:
        return {}
    span, at = (slots[0].starts_at, slots[-1].ends_at), current_time()
    with read(read_models().shifts) as db:
        return {
            slot: _shift_answer(slot, delivery, assignments, at)
            for slot, delivery, assignments in deliveries(booking, span, db)
        }


def _shift_answer(
    slot: ShiftSlot, delivery: Delivery, assignments: list[Assignment], at: datetime
) -> dict[str, Any]:
    return {
        **slot._asdict(),
        "is_assigned": any(one.released_at is None for one in assignments),
        "booked_minutes": delivery.booked_minutes,
        "delivered_minutes": delivery.delivered_minutes if slot.ends_at <= at else None,
    }
