"""The page of one booking, with what was sent from one of its small forms and is wrong."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID, uuid4, uuid5

from flask import render_template, request

from domain.bookings.assumed_demand import AssumedDemand
from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import BookingPlan, plan_digest
from domain.bookings.demand_forecast import NoHistory
from domain.brands.credit_limit import left_of_credit_limit
from domain.errors import NotFound
from projections.bookings.bookings import BookingSummary, booking_with_id
from projections.bookings.funding import funding_of
from web.bookings import labels
from web.bookings.calendars import calendar_of
from web.bookings.delivery_presenters import delivery_of
from web.bookings.funding_numbers import funding_number
from web.bookings.presenters import QuoteView, plan_view, quote_view
from web.bookings.quotes import quote
from web.brands.subject_names import subject_names
from web.http.access import ABSENT
from web.http.request_context import (
    current_brand,
    current_settings,
    current_time,
    marketplace,
    private_store,
    read,
    read_models,
)


class SentForm(NamedTuple):
    """A small form as it was sent, and what is wrong with it by the id of the field."""

    action: str = ""
    """Which form: confirm, top-up, pause, move or end."""
    values: Mapping[str, str] = {}
    errors: Mapping[str, str] = {}


NOTHING_SENT = SentForm()


def booking_page(booking: BookingSummary, sent: SentForm = NOTHING_SENT) -> str:
    """sent: a form that was refused; the page keeps what was typed in it."""
    brand, at, is_draft = current_brand(), current_time(), booking.status is BookingStatus.DRAFT
    with read(read_models().bookings) as db:
        funding = funding_of(booking.booking_id, db)
    return render_template(
        "bookings/booking.html",
        brand=brand,
        booking=booking,
        plan=plan_view(booking.plan, subject_names(read_models())),
        sent=sent,
        done=labels.DONE.get(request.args.get("done", "")),
        funding=funding,
        quote=quote_of_booking(booking),
        calendar=None if is_draft else calendar_of(booking, read_models(), at),
        credit_limit=left_of_credit_limit(marketplace().log, brand.brand_id),
        is_demonstration=current_settings().development,
        is_collected=current_settings().stripe is not None,
        delivery=None if is_draft else delivery_of(booking, read_models(), request.args, at),
        funding_id=uuid4(),
        plan_digest=plan_digest(booking.plan),
        funding_number=funding_number,
        local_day=brand.local_day,
        labels=labels,
    )


def quote_of_booking(booking: BookingSummary) -> QuoteView | NoHistory | None:
    """
    The quote of a draft, with what the brand expects where it has too little history.

    A confirmed booking keeps the quote that rests on what the brand expects, until it ends; with a
    history there is none, as the page says what was delivered.
    """
    if booking.status in (BookingStatus.DISCARDED, BookingStatus.ENDED):
        return None
    is_draft = booking.status is BookingStatus.DRAFT
    if not is_draft and booking.assumed_demand is None:
        return None
    found = quote_of_plan(booking.plan, booking.assumed_demand)
    is_assumed = isinstance(found, QuoteView) and found.is_assumed
    return found if is_draft or is_assumed else None


def quote_of_plan(plan: BookingPlan, assumed: AssumedDemand | None = None) -> QuoteView | NoHistory:
    """The quote of a plan of the brand of the page, now."""
    quotes = quote(read_models(), private_store(), current_brand(), plan, current_time(), assumed)
    return quotes if isinstance(quotes, NoHistory) else quote_view(quotes)


def current_booking(booking_id: UUID) -> BookingSummary:
    """Another brand's booking is absent, like none at all."""
    with read(read_models().bookings) as db:
        booking = booking_with_id(booking_id, db)
    if booking is None or booking.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return booking


def id_within(owner_id: UUID, form_id: str) -> UUID:
    """The same for a form that is sent twice, and no other owner's, whatever the form says."""
    return uuid5(owner_id, form_id or str(uuid4()))
