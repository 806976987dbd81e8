"""A brand's bookings: the list, drafts with their quotes, and one booking with what it delivers."""

from http import HTTPStatus
from typing import TypeVar
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.bookings.booking import BookingStatus
from domain.bookings.demand_forecast import NoHistory
from domain.bookings.weekly_windows import short_day_names
from domain.log.entries import IdempotencyKey
from projections.bookings.bookings import (
    bookings_of,
)
from web.bookings import booking_forms, gap_grid, labels
from web.bookings.booking_forms import BookingDraft
from web.bookings.booking_page import (
    booking_page,
    current_booking,
    id_within,
    quote_of_booking,
    quote_of_plan,
)
from web.bookings.presenters import booking_views
from web.brands.subject_names import subjects_in_order
from web.http.form_fields import Values
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.language import current_language
from web.i18n.locale_names import language_name
from web.members.profile_forms import LANGUAGES

T = TypeVar("T")

bp = Blueprint("bookings", __name__, url_prefix="/brands/<brand_slug>/bookings")


@bp.get("")
def show_bookings() -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().bookings) as db:
        views = booking_views(bookings_of(brand.brand_id, db), read_models())
    drafts = [view for view in views if view.summary.status is BookingStatus.DRAFT]
    quotes = {view.summary.booking_id: quote_of_booking(view.summary) for view in drafts}
    return render_template(
        "bookings/bookings.html",
        brand=brand,
        drafts=drafts,
        quotes=quotes,
        bookings=[view for view in views if view not in drafts],
        statuses=labels.STATUSES,
        modes=labels.MODES,
    )


@bp.get("/new")
def show_new_booking() -> ResponseReturnValue:
    if request.args:
        return _form(_read(booking_forms.typed(request.args)))
    brand = current_brand()
    blank = booking_forms.blank(brand.local_day(current_time()), brand.currency)
    return _form(_read(blank))


@bp.get("/quote")
def show_quote() -> ResponseReturnValue:
    """The quote alone, which follows what is drawn and typed."""
    draft = _read(booking_forms.typed(request.args))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if draft.errors else HTTPStatus.OK
    return _quote_part(draft), status


@bp.post("")
def save_draft() -> ResponseReturnValue:
    values = booking_forms.typed(request.form)
    draft = _read(values)
    if draft.plan is None:
        return _form(draft), HTTPStatus.UNPROCESSABLE_ENTITY
    booking_id = id_within(current_brand().brand_id, request.form.get("booking_id", ""))
    key = IdempotencyKey.of(f"draft-booking/{booking_id}", *values.values())
    by, at = current_account().id, current_time()
    commands = marketplace().bookings
    brand_id = current_brand().brand_id
    remember_position(commands.draft(booking_id, brand_id, draft.plan, by, at, key, draft.assumed))
    return _redirect_to(booking_id)


@bp.get("/<uuid:booking_id>/edit")
def show_draft(booking_id: UUID) -> ResponseReturnValue:
    booking = current_booking(booking_id)
    values = booking_forms.values_of(booking.plan, booking.assumed_demand)
    return _form(_read(values), booking_id)


@bp.post("/<uuid:booking_id>/edit")
def change_draft(booking_id: UUID) -> ResponseReturnValue:
    current_booking(booking_id)
    draft = _read(booking_forms.typed(request.form))
    if draft.plan is None:
        return _form(draft, booking_id), HTTPStatus.UNPROCESSABLE_ENTITY
    by, at = current_account().id, current_time()
    change = marketplace().bookings.change_draft
    remember_position(change(booking_id, draft.plan, by, at, assumed_demand=draft.assumed))
    return _redirect_to(booking_id)


@bp.get("/<uuid:booking_id>")
def show_booking(booking_id: UUID) -> ResponseReturnValue:
    return booking_page(current_booking(booking_id))


def _redirect_to(booking_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_booking", booking_id=booking_id), code=303)


def _read(values: Values) -> BookingDraft:
    return booking_forms.read(values, current_brand(), read_models(), current_time())


def _quote_part(draft: BookingDraft) -> str:
    found = quote_of_plan(draft.plan, draft.assumed) if draft.plan else None
    return render_template(
        "bookings/quote_part.html",
        brand=current_brand(),
        quote=found,
        errors=draft.errors,
        labels=labels,
        has_history=not isinstance(found, NoHistory),
    )


def _form(draft: BookingDraft, booking_id: UUID | None = None) -> str:
    return render_template(
        "bookings/booking_form.html",
        brand=current_brand(),
        booking_id=booking_id,
        new_id=uuid4(),
        values=draft.values,
        errors=draft.errors,
        quote_part=_quote_part(draft),
        subjects=subjects_in_order(read_models()),
        day_names=short_day_names(current_language()),
        gap_legend=gap_grid.legend(),
        spoken=[(code, language_name(code)) for code in LANGUAGES],
        labels=labels,
    )
