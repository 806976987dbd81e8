"""What brands owe and are owed: finance records payments and refunds."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.bookings.booking import Booking
from domain.errors import NotFound, NotNow
from projections.brands.brands import BrandSummary
from web.brand_accounts.accounts import brand_balances, due_refunds
from web.brand_accounts.forms import BrandPayment, read_payment, read_refund
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
)
from web.i18n.refusals import refusal_text
from web.private_store.accounts import RoleName

bp = Blueprint("brand_accounts", __name__, url_prefix="/finance/brand-accounts")
EMPTY: SettingDraft[BrandPayment] = SettingDraft({})


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_accounts() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        balances = brand_balances(list(brand_directory().all()), db)
    return render_template("brand_accounts/accounts.html", balances=balances)


@bp.get("/<uuid:brand_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_account(brand_id: UUID) -> ResponseReturnValue:
    return _page(_brand(brand_id))


@bp.post("/<uuid:brand_id>/payments")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_payment(brand_id: UUID) -> ResponseReturnValue:
    brand = _brand(brand_id)
    draft = read_payment(request.form, brand.currency)
    if draft.setting is None:
        return _page(brand, draft), draft.status
    by, at = current_account().id, current_time()
    try:
        position = marketplace().brand_accounts.receive_payment(brand_id, *draft.setting, by, at)
    except NotNow as refusal:
        draft = draft._replace(errors={"reference": refusal_text(refusal)})
        return _page(brand, draft), HTTPStatus.CONFLICT
    return _recorded(brand_id, position)


@bp.post("/<uuid:brand_id>/refunds/<uuid:booking_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_refund(brand_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Pressed twice, it is recorded once."""
    brand, draft = _brand(brand_id), read_refund(request.form)
    if marketplace().log.load(Booking, booking_id).brand_id != brand_id:
        raise NotFound(ABSENT)
    if draft.setting is None:
        refund = (booking_id, draft.values["reference"], draft.errors["reference"])
        return _page(brand, refund=refund), draft.status
    by, at = current_account().id, current_time()
    position = marketplace().brand_accounts.pay_refund(booking_id, draft.setting, by, at)
    return _recorded(brand_id, position)


def _recorded(brand_id: UUID, position: int) -> ResponseReturnValue:
    remember_position(position)
    marketplace().poster.catch_up()
    return redirect(url_for(".show_account", brand_id=brand_id, recorded=1), code=303)


def _page(
    brand: BrandSummary,
    draft: SettingDraft[BrandPayment] = EMPTY,
    refund: tuple[UUID | None, str, str] = (None, "", ""),
) -> str:
    """refund: a booking, with what was typed for its refund, and what is wrong with it."""
    with marketplace().ledger.read() as db:
        [balance] = brand_balances([brand], db)
        refunds = due_refunds(brand.brand_id, db)
    return render_template(
        "brand_accounts/account.html",
        balance=balance,
        refunds=refunds,
        values=draft.values,
        errors=draft.errors,
        refund=refund,
        is_recorded="recorded" in request.args and not draft.errors and refund[0] is None,
    )


def _brand(brand_id: UUID) -> BrandSummary:
    brand = brand_directory().with_id(brand_id)
    if brand is None:
        raise NotFound(ABSENT)
    return brand
