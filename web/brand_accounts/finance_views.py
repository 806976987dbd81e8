"""What brands owe and are owed: finance records payments and refunds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.bookings.booking import Booking
from domain.errors import Invalid, NotFound, NotNow, Refused
from projections.brands.brands import BrandSummary
from web.brand_accounts.accounts import brand_balances, due_refunds
from web.brand_accounts.forms import form_key, read_payment, read_refund
from web.brand_accounts.movements import movement_page
from web.brand_accounts.presenters import account_list, movement_views
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.error_pages import STATUS
from web.http.form_fields import whole_number
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
)
from web.i18n.refusals import refusal_text
from web.private_store.accounts import RoleName
from web.reconciliation.labels import RAILS

MOST_PAGES = 100_000
MOST_ENTRIES = 10**15

bp = Blueprint("brand_accounts", __name__, url_prefix="/finance/brand-accounts")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_accounts() -> ResponseReturnValue:
    page = whole_number(request.args.get("page", "1"), MOST_PAGES) or 1
    brands = list(brand_directory().all())
    with marketplace().ledger.read() as db:
        listed = account_list(brands, request.args.get("search", ""), page, db)
    return render_template("brand_accounts/accounts.html", listed=listed)


@bp.get("/<uuid:brand_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_account(brand_id: UUID) -> ResponseReturnValue:
    return _page(brand_with_id(brand_id))


@bp.post("/<uuid:brand_id>/payments")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_payment(brand_id: UUID) -> ResponseReturnValue:
    """Pressed twice, it is recorded once."""
    brand = brand_with_id(brand_id)
    draft = read_payment(request.form, brand.currency)
    if draft.setting is None:
        return _page(brand, draft), draft.status
    amount, payment = draft.setting
    by, at = current_account().id, current_time()
    key = form_key("brand-payment", brand_id, by, draft.values)
    receive = marketplace().brand_accounts.receive_payment
    try:
        return recorded(brand_id, lambda: receive(brand_id, amount, payment, by, at, key))
    except (Invalid, NotNow) as refusal:
        return _page(brand, refused(draft, refusal)), STATUS[type(refusal)]


@bp.post("/<uuid:brand_id>/refunds/<uuid:booking_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_refund(brand_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Of the amount that was shown, or refused. Pressed twice, it is recorded once."""
    brand = brand_with_id(brand_id)
    if marketplace().log.load(Booking, booking_id).brand_id != brand_id:
        raise NotFound(ABSENT)
    draft = read_refund(request.form, brand.currency)
    if draft.setting is None:
        return _page(brand, refund_of=booking_id, refund=draft), draft.status
    shown, payment = draft.setting
    by, at = current_account().id, current_time()
    key = form_key("booking-refund", booking_id, by, draft.values)
    pay = marketplace().brand_accounts.pay_refund
    try:
        return recorded(brand_id, lambda: pay(booking_id, shown, payment, by, at, key))
    except (Invalid, NotNow) as refusal:
        draft = refused(draft, refusal)
        return _page(brand, refund_of=booking_id, refund=draft), STATUS[type(refusal)]


def recorded(brand_id: UUID, act: Callable[[], int]) -> ResponseReturnValue:
    """Carry a command out, and return to a page whose figures follow it."""
    remember_position(act())
    marketplace().poster.catch_up()
    return redirect(url_for("brand_accounts.show_account", brand_id=brand_id, recorded=1), code=303)


def refused(draft: SettingDraft[Any], refusal: Refused) -> SettingDraft[Any]:
    """What was typed, with why it was not recorded at the field that it is about."""
    field = "on" if isinstance(refusal, Invalid) else "reference"
    return draft._replace(errors={field: refusal_text(refusal)})


def _page(
    brand: BrandSummary,
    draft: SettingDraft[Any] | None = None,
    *,
    refund_of: UUID | None = None,
    refund: SettingDraft[Any] | None = None,
) -> str:
    """draft: of a payment. refund: of what is paid back of a booking."""
    market, before = marketplace(), whole_number(request.args.get("before", ""), MOST_ENTRIES)
    with market.ledger.read() as db:
        [balance] = brand_balances([brand], db)
        refunds = due_refunds(brand.brand_id, db)
        page = movement_page(brand.brand_id, before, market.log, db)
    is_empty = draft is None and refund is None
    return render_template(
        "brand_accounts/account.html",
        balance=balance,
        refunds=refunds,
        page=page,
        movements=movement_views(page.movements),
        is_first=before is None,
        values=draft.values if draft else {},
        errors=draft.errors if draft else {},
        refund_of=refund_of,
        refund=refund,
        is_refund_due=refund_of in {due.booking_id for due in refunds},
        form_id=str(uuid4()),
        rails=RAILS,
        is_recorded="recorded" in request.args and is_empty,
    )


def brand_with_id(brand_id: UUID) -> BrandSummary:
    """Raises NotFound without it."""
    brand = brand_directory().with_id(brand_id)
    if brand is None:
        raise NotFound(ABSENT)
    return brand
