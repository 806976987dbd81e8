"""The payments of bookings, as the platform records them: received, or not."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from projections.bookings.funding import (
    RECEIVED,
    FundingSummary,
    awaited_count,
    awaited_funding,
    funding_with_id,
    settled_funding,
)
from web.bookings import funding_forms, labels
from web.bookings.funding_presenters import FundingView, as_settled, funding_views
from web.http.access import ABSENT
from web.http.form_fields import Values
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.private_store.accounts import RoleName

PAGE_SIZE = 50
RECENT = 20

bp = Blueprint("booking_payments", __name__, url_prefix="/booking-payments")


class RecordedOutcome(NamedTuple):
    """What a person says became of a payment."""

    outcome: str
    reference: str = ""


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_payments() -> ResponseReturnValue:
    query = funding_forms.read_query(request.args)
    wanted = query.filter_among(list(brand_directory().all()))
    with read(read_models().bookings) as db:
        n = awaited_count(db, wanted)
        page = page_of(n, PAGE_SIZE)
        awaited = awaited_funding(db, wanted, page.size, page.first)
        recent = settled_funding(RECENT, db)
    return render_template(
        "bookings/platform_payments.html",
        query=query,
        n=n,
        page=page,
        awaited=_views(awaited),
        recent=_views(recent),
        recorded=_recorded(request.args.get("recorded", "")),
        labels=labels,
    )


@bp.get("/<uuid:funding_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_payment(funding_id: UUID) -> ResponseReturnValue:
    return _page(_payment(funding_id))


@bp.post("/<uuid:funding_id>/received")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_received(funding_id: UUID) -> ResponseReturnValue:
    payment, typed = _payment(funding_id), funding_forms.read_received(request.form)
    if typed.errors:
        return _page(payment, typed.values, typed.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    by, at, reference = current_account().id, current_time(), typed.reference
    receive = partial(marketplace().bookings.receive_funding, payment.booking_id, funding_id)
    return _settle(
        payment, RecordedOutcome(RECEIVED, reference), partial(receive, reference, at, by)
    )


@bp.post("/<uuid:funding_id>/refused")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_refused(funding_id: UUID) -> ResponseReturnValue:
    payment, typed = _payment(funding_id), funding_forms.read_refused(request.form)
    if typed.errors:
        return _page(payment, typed.values, typed.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    by, at, reason = current_account().id, current_time(), typed.reason
    refuse = partial(marketplace().bookings.refuse_funding, payment.booking_id, funding_id)
    return _settle(payment, RecordedOutcome(reason), partial(refuse, reason, at, by))


def _settle(
    payment: FundingSummary, wanted: RecordedOutcome, settle: Callable[[], int]
) -> ResponseReturnValue:
    """Pressed twice, it is recorded once; the second of two people reads what the first said."""
    try:
        remember_position(settle())
    except NotNow:
        found = as_settled(payment, marketplace().log)
        if found.outcome is None:
            raise
        same = found.settled_by == current_account().id
        if not same or RecordedOutcome(found.outcome, found.reference) != wanted:
            return _page(found, is_late=True), HTTPStatus.CONFLICT
    return redirect(url_for(".show_payments", recorded=payment.funding_id), code=303)


def _page(
    payment: FundingSummary,
    values: Values | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    is_late: bool = False,
) -> str:
    """is_late: what was sent came after the payment was settled."""
    [view] = _views([payment])
    return render_template(
        "bookings/platform_payment.html",
        view=view,
        values=values or {},
        errors=errors or {},
        is_late=is_late,
        typed=request.form,
        labels=labels,
    )


def _views(payments: list[FundingSummary]) -> list[FundingView]:
    return funding_views(payments, read_models(), current_time())


def _payment(funding_id: UUID) -> FundingSummary:
    with read(read_models().bookings) as db:
        payment = funding_with_id(funding_id, db)
    if payment is None:
        raise NotFound(ABSENT)
    return payment


def _recorded(text: str) -> FundingView | None:
    """The payment that was recorded a moment ago, once the read model shows it."""
    try:
        payment = _payment(UUID(text))
    except (NotFound, ValueError):
        return None
    return _views([payment])[0] if payment.outcome else None
