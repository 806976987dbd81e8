"""A payment or refund that finance recorded, and reversing one that was recorded by mistake."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from domain.log.entries import IdempotencyKey
from payments.brand_accounts.booking_refund import booking_refund_id
from payments.brand_accounts.brand_account import BrandAccount, brand_account_id
from payments.earnings.earning import WrittenText
from projections.brands.brands import BrandSummary
from web.brand_accounts.finance_views import brand_with_id, recorded
from web.brand_accounts.forms import LONGEST_REASON, form_key, read_reason
from web.brand_accounts.movements import AccountMovement, Payment, counts_still, movement_numbered
from web.brand_accounts.presenters import movement_views
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.error_pages import STATUS
from web.http.request_context import (
    current_account,
    current_time,
    marketplace,
    private_texts,
)
from web.i18n.refusals import refusal_text
from web.private_store.accounts import RoleName

Reverse = Callable[[str, WrittenText, UUID, datetime, IdempotencyKey], int]

bp = Blueprint("brand_payments", __name__, url_prefix="/finance/brand-accounts")


@bp.get("/<uuid:brand_id>/recorded/<int:number>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_recorded(brand_id: UUID, number: int) -> ResponseReturnValue:
    brand = brand_with_id(brand_id)
    movement, payment = _recorded(brand_id, number)
    return _page(brand, movement, payment)


@bp.post("/<uuid:brand_id>/recorded/<int:number>/reverse")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def reverse(brand_id: UUID, number: int) -> ResponseReturnValue:
    """Pressed twice, it is reversed once."""
    brand = brand_with_id(brand_id)
    movement, payment = _recorded(brand_id, number)
    draft = read_reason(request.form)
    if draft.setting is None:
        return _page(brand, movement, payment, draft), draft.status
    by, at = current_account().id, current_time()
    aggregate_id, carry_out = _command_for(payment)
    key = form_key("reverse", aggregate_id, by, draft.values)
    try:
        with private_texts().with_event_of(aggregate_id, by, at) as store_text:
            reason = WrittenText(store_text(draft.setting), len(draft.setting))
            return recorded(brand_id, partial(carry_out, payment.reference, reason, by, at, key))
    except NotNow as refusal:
        draft = draft._replace(errors={"text": refusal_text(refusal)})
        return _page(brand, movement, payment, draft), STATUS[NotNow]


def _command_for(payment: Payment) -> tuple[UUID, Reverse]:
    """The aggregate of a payment, and the command that reverses it."""
    commands = marketplace().brand_accounts
    if isinstance(payment, BrandAccount.PaymentReceived):
        brand_id = payment.brand_id
        return brand_account_id(brand_id), partial(commands.reverse_payment, brand_id)
    booking_id = payment.booking_id
    return booking_refund_id(booking_id), partial(commands.reverse_refund, booking_id)


def _recorded(brand_id: UUID, number: int) -> tuple[AccountMovement, Payment]:
    """Raises NotFound unless it is a payment or refund of this brand."""
    market = marketplace()
    with market.ledger.read() as db:
        movement = movement_numbered(number, brand_id, market.log, db)
    payment = movement.opened if movement else None
    if movement is None or payment is None:
        raise NotFound(ABSENT)
    return movement, payment


def _page(
    brand: BrandSummary,
    movement: AccountMovement,
    payment: Payment,
    draft: SettingDraft[str] | None = None,
) -> str:
    [view] = movement_views([movement])
    return render_template(
        "brand_accounts/recorded.html",
        brand=brand,
        view=view,
        counts=counts_still(payment, marketplace().log),
        values=draft.values if draft else {"form_id": str(uuid4())},
        errors=draft.errors if draft else {},
        longest=LONGEST_REASON,
    )
