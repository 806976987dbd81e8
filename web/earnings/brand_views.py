"""What a brand spends: its accounts and budgets, each conversation's price, and contesting one."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.bookings.booking import BookingStatus
from domain.errors import NotFound, Refused
from domain.money import Money
from payments import accounts
from payments.ledger.account_lines import balances_of
from projections.bookings.bookings import BookingSummary, bookings_of
from web.earnings.earning_file import EarningFile, EarningReader, earning_file
from web.earnings.forms import (
    MAX_LENGTH,
    NOTHING_SENT,
    WrittenForm,
    form_key,
    read_form,
    stored,
)
from web.earnings.labels import CONTEST_REASONS
from web.earnings.presenters import EarningList
from web.earnings.rule import earning_rule
from web.http.access import ABSENT
from web.http.form_fields import whole_number
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.language import gettext
from web.private_store.accounts import RoleName

MOST_ENTRIES = 10**15
ONE_DAY = timedelta(days=1)

bp = Blueprint("spend", __name__, url_prefix="/brands/<brand_slug>/spend")


class SpendTotals(NamedTuple):
    """What the ledger's accounts of a brand hold, in each currency."""

    prepaid: list[Money]
    reserved: list[Money]
    owed: list[Money]
    """On account; negative is a credit of the brand."""
    refunds: list[Money]


@bp.get("")
def show_spend() -> ResponseReturnValue:
    brand, market = current_brand(), marketplace()
    before = whole_number(request.args.get("before", ""), MOST_ENTRIES)
    earnings = EarningList(market.log, market.ledger, current_time())
    return render_template(
        "earnings/spend.html",
        brand=brand,
        totals=_totals(brand.brand_id),
        bookings=_bookings(brand.brand_id),
        page=earnings.page(accounts.receivable(brand.brand_id), before),
        is_first=before is None,
        one_day=ONE_DAY,
        rule=earning_rule(),
    )


@bp.get("/<uuid:conversation_id>")
def show_price(conversation_id: UUID) -> ResponseReturnValue:
    return _page(_own_file(conversation_id))


@bp.post("/<uuid:conversation_id>/contest")
@roles_accepted(RoleName.BRAND)
def contest(conversation_id: UUID) -> ResponseReturnValue:
    """Only the brand's own people: the platform decides, and so contests nothing."""
    file, brand_id = _own_file(conversation_id), current_brand().brand_id
    if not _may_contest():
        raise NotFound(ABSENT)
    missing = gettext("Describe what was wrong with this conversation.")
    sent = read_form(request.form, missing, CONTEST_REASONS)
    if sent.errors:
        return _page(file, sent), sent.status
    id, by, at = file.earning.id, current_account().id, current_time()
    key = form_key("contest", file.earning, by, sent)
    try:
        with stored(sent.text, file.earning, at) as evidence:
            commands, what = marketplace().earnings, (brand_id, sent.choice, evidence)
            remember_position(commands.contest(id, *what, by, at, key))
    except Refused as refusal:
        sent = sent.refused(refusal)
        return _page(_own_file(conversation_id), sent), sent.status
    return redirect(url_for(".show_price", conversation_id=conversation_id), code=303)


def _page(file: EarningFile, sent: WrittenForm = NOTHING_SENT) -> str:
    until = file.earning.can_be_contested_until
    can_be_contested = until is not None and current_time() < until
    return render_template(
        "earnings/price.html",
        brand=current_brand(),
        file=file,
        sent=sent,
        contest_until=until if can_be_contested and _may_contest() else None,
        reasons={reason.value: gettext(name) for reason, name in CONTEST_REASONS.items()},
        max_length=MAX_LENGTH,
        rule=earning_rule(),
    )


def _may_contest() -> bool:
    account = current_account()
    return account.has_role(RoleName.BRAND) and account.brand_id == current_brand().brand_id


def _own_file(conversation_id: UUID) -> EarningFile:
    """Another brand's is absent."""
    file = earning_file(conversation_id, EarningReader.BRAND)
    if file.pay.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return file


def _bookings(brand_id: UUID) -> list[BookingSummary]:
    """Those with a budget that was paid in."""
    with read(read_models().bookings) as db:
        bookings = bookings_of(brand_id, db)
    return [booking for booking in bookings if booking.status is not BookingStatus.DRAFT]


def _totals(brand_id: UUID) -> SpendTotals:
    prepaid, reserved = accounts.prepaid(brand_id), accounts.reserved(brand_id)
    receivable, refunds = accounts.receivable(brand_id), accounts.refunds_payable(brand_id)
    with marketplace().ledger.read() as db:
        balances = balances_of((prepaid, reserved, receivable, refunds), db)
    return SpendTotals(
        balances[prepaid.name],
        balances[reserved.name],
        [Money(-owed.amount, owed.currency) for owed in balances[receivable.name]],
        [refund for refund in balances[refunds.name] if refund.amount],
    )
