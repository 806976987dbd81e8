"""A brand's bookings: the list, drafts with their quotes, and one booking with what it delivers."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.bookings.booking import BookingStatus
from domain.bookings.booking_plan import BookingPlan
from domain.bookings.booking_reasons import BookingEndReason
from domain.bookings.demand_forecast import NoHistory
from domain.bookings.funding import FundingMethod
from domain.brands.credit_limit import left_of_credit_limit
from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.reasons import parse_reason
from projections.bookings.bookings import (
    BookingSummary,
    booking_with_id,
    bookings_of,
    funding_of,
)
from projections.brands.brands import opening_hours_of
from web.bookings import booking_forms, labels
from web.bookings.booking_forms import BookingDraft
from web.bookings.calendars import calendar_of
from web.bookings.funding import funding_port_of, settle_new_funding
from web.bookings.presenters import booking_views, plan_view, quote_view, today_of
from web.bookings.quotes import AssumedRequests, quote
from web.brands.subject_names import subject_names, subjects_in_order
from web.http.access import ABSENT
from web.http.form_fields import Values, parse_day, parse_price
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_settings,
    current_time,
    marketplace,
    private_store,
    read,
    read_models,
)
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
    quotes = {view.summary.booking_id: _quote(view.summary.plan) for view in drafts}
    return render_template(
        "bookings/bookings.html",
        brand=brand,
        drafts=drafts,
        quotes=quotes,
        bookings=[view for view in views if view not in drafts],
        statuses=labels.STATUSES,
    )


@bp.get("/new")
def show_new_booking() -> ResponseReturnValue:
    if request.args:
        return _form(_read(booking_forms.typed(request.args)))
    brand = current_brand()
    blank = booking_forms.blank(today_of(brand, current_time()), brand.currency)
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
    booking_id = _id_or_new(request.form.get("booking_id", ""))
    key = IdempotencyKey.of(f"draft-booking/{booking_id}", *values.values())
    by, at = current_account().id, current_time()
    commands = marketplace().bookings
    remember_position(commands.draft(booking_id, current_brand().brand_id, draft.plan, by, at, key))
    return _redirect_to(booking_id)


@bp.get("/<uuid:booking_id>/edit")
def show_draft(booking_id: UUID) -> ResponseReturnValue:
    values = booking_forms.values_of(_current(booking_id).plan)
    return _form(_read(values), booking_id)


@bp.post("/<uuid:booking_id>/edit")
def change_draft(booking_id: UUID) -> ResponseReturnValue:
    _current(booking_id)
    draft = _read(booking_forms.typed(request.form))
    if draft.plan is None:
        return _form(draft, booking_id), HTTPStatus.UNPROCESSABLE_ENTITY
    by, at = current_account().id, current_time()
    remember_position(marketplace().bookings.change_draft(booking_id, draft.plan, by, at))
    return _redirect_to(booking_id)


@bp.get("/<uuid:booking_id>")
def show_booking(booking_id: UUID) -> ResponseReturnValue:
    booking, brand = _current(booking_id), current_brand()
    is_draft = booking.status is BookingStatus.DRAFT
    with read(read_models().bookings) as db:
        funding = funding_of(booking_id, db)
    return render_template(
        "bookings/booking.html",
        brand=brand,
        booking=booking,
        plan=plan_view(booking.plan, subject_names(read_models())),
        funding=funding,
        quote=_quote(booking.plan) if is_draft else None,
        calendar=None if is_draft else calendar_of(booking, read_models(), current_time()),
        credit_limit=left_of_credit_limit(marketplace().log, brand.brand_id),
        is_demonstration=current_settings().development,
        funding_id=uuid4(),
        labels=labels,
    )


@bp.post("/<uuid:booking_id>/confirm")
def confirm(booking_id: UUID) -> ResponseReturnValue:
    """Paying in is asked for by the command; the port is asked after it, outside of it."""
    _current(booking_id)
    funding_id = _id_or_new(request.form.get("funding_id", ""))
    percent, by, at = current_settings().commission_percent, current_account().id, current_time()
    key = IdempotencyKey.of(f"confirm-booking/{funding_id}", booking_id)
    commands = marketplace().bookings
    position = commands.confirm(
        booking_id, funding_id, _method(), percent, by, at, idempotency_key=key
    )
    return _paid_in(booking_id, position)


@bp.post("/<uuid:booking_id>/top-up")
def top_up(booking_id: UUID) -> ResponseReturnValue:
    _current(booking_id)
    funding_id = _id_or_new(request.form.get("funding_id", ""))
    amount = _typed("amount", partial(parse_price, currency=current_brand().currency))
    by, at = current_account().id, current_time()
    key = IdempotencyKey.of(f"top-up-booking/{funding_id}", booking_id, amount)
    commands = marketplace().bookings
    position = commands.top_up(booking_id, funding_id, amount, _method(), by, at, key)
    return _paid_in(booking_id, position)


@bp.post("/<uuid:booking_id>/<any(discard, pause, resume, move, end):action>")
def change(booking_id: UUID, action: str) -> ResponseReturnValue:
    booking = _current(booking_id)
    commands, by, at = marketplace().bookings, current_account().id, current_time()
    reason = request.form.get("reason", "")
    match action:
        case "discard":
            remember_position(commands.discard_draft(booking_id, by, at))
            return redirect(url_for(".show_bookings"), code=303)
        case "pause":
            position = commands.pause(booking_id, reason, by, at)
        case "resume":
            position = commands.resume(booking_id, by, at)
        case "move":
            until = _typed("last_day", parse_day) + booking_forms.ONE_DAY
            move = commands.extend if until > booking.plan.until else commands.shorten
            position = move(booking_id, until, by, at)
        case _:
            ending = parse_reason(BookingEndReason, reason)
            position = commands.end(booking_id, ending, by, at)
    remember_position(position)
    return _redirect_to(booking_id)


def _paid_in(booking_id: UUID, position: int) -> ResponseReturnValue:
    port = funding_port_of(current_settings())
    remember_position(settle_new_funding(marketplace(), position, port, current_time()))
    return _redirect_to(booking_id)


def _method() -> FundingMethod:
    return parse_reason(FundingMethod, request.form.get("method", ""))


def _typed(field: str, parse: Callable[[str], T]) -> T:
    """A field of a small form. Raises ValidationError with its name."""
    try:
        return parse(request.form.get(field, "").strip())
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None


def _redirect_to(booking_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_booking", booking_id=booking_id), code=303)


def _id_or_new(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _current(booking_id: UUID) -> BookingSummary:
    """Another brand's booking is absent, like none at all."""
    with read(read_models().bookings) as db:
        booking = booking_with_id(booking_id, db)
    if booking is None or booking.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return booking


def _read(values: Values) -> BookingDraft:
    brand = current_brand()
    with read(read_models().brands) as db:
        hours = opening_hours_of(brand.brand_id, db)
    subject_ids = [subject.id for subject in subjects_in_order(read_models())]
    return booking_forms.read(values, brand, subject_ids, hours, current_time())


def _quote(plan: BookingPlan, assumed: AssumedRequests | None = None) -> object:
    quotes = quote(read_models(), private_store(), current_brand(), plan, current_time(), assumed)
    return quotes if isinstance(quotes, NoHistory) else quote_view(quotes)


def _quote_part(draft: BookingDraft) -> str:
    found = _quote(draft.plan, draft.assumed) if draft.plan else None
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
        spoken=[(code, language_name(code)) for code in LANGUAGES],
        labels=labels,
    )
