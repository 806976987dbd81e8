"""An expert's own earnings: totals by the ledger, each conversation, answers and appeals."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, Refused
from domain.log.entries import IdempotencyKey
from domain.money import Money
from payments import accounts
from payments.earnings.earning import EarningStatus, WrittenText
from payments.ledger.account_lines import balances_of, moved_between
from web.earnings.earning_file import EarningFile, EarningReader, earning_file
from web.earnings.forms import (
    MAX_LENGTH,
    NOTHING_SENT,
    WrittenForm,
    form_key,
    read_form,
    stored,
)
from web.earnings.payment_states import PaymentStates
from web.earnings.presenters import EarningList
from web.earnings.rule import earning_rule
from web.http.access import ABSENT
from web.http.form_fields import whole_number
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace
from web.i18n.language import gettext
from web.private_store.accounts import RoleName

MOST_ENTRIES = 10**15
Change = Callable[[UUID, UUID, WrittenText, datetime, IdempotencyKey], int]

bp = Blueprint("own_earnings", __name__, url_prefix="/me/earnings")


class EarningTotals(NamedTuple):
    """What the ledger's accounts of an expert hold, in each currency."""

    held: list[Money]
    payable: list[Money]
    in_transit: list[Money]
    paid: list[Money]
    owed: list[Money]
    """Deducted after it was paid, and recovered by the next statements."""


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_earnings() -> ResponseReturnValue:
    expert_id, market = current_account().id, marketplace()
    before = whole_number(request.args.get("before", ""), MOST_ENTRIES)
    earnings = EarningList(market.log, market.ledger, current_time(), PaymentStates(market.log))
    return render_template(
        "earnings/earnings.html",
        totals=_totals(expert_id),
        page=earnings.page(accounts.held(expert_id), before),
        is_first=before is None,
        rule=earning_rule(),
    )


@bp.get("/<uuid:conversation_id>")
@roles_accepted(RoleName.EXPERT)
def show_earning(conversation_id: UUID) -> ResponseReturnValue:
    return _page(_own_file(conversation_id))


@bp.post("/<uuid:conversation_id>/answer")
@roles_accepted(RoleName.EXPERT)
def answer(conversation_id: UUID) -> ResponseReturnValue:
    change = marketplace().earnings.answer_contest
    return _write(conversation_id, gettext("Write your answer."), change)


@bp.post("/<uuid:conversation_id>/appeal")
@roles_accepted(RoleName.EXPERT)
def appeal(conversation_id: UUID) -> ResponseReturnValue:
    missing = gettext("Explain why this conversation should be paid.")
    return _write(conversation_id, missing, marketplace().earnings.appeal)


def _write(conversation_id: UUID, missing: str, change: Change) -> ResponseReturnValue:
    file, sent = _own_file(conversation_id), read_form(request.form, missing)
    if sent.errors:
        return _page(file, sent), sent.status
    by, at = current_account().id, current_time()
    key = form_key(change.__name__, file.earning, by, sent)
    try:
        with stored(sent.text, file.earning, at) as written:
            remember_position(change(file.earning.id, by, written, at, key))
    except Refused as refusal:
        sent = sent.refused(refusal)
        return _page(_own_file(conversation_id), sent), sent.status
    return redirect(url_for(".show_earning", conversation_id=conversation_id), code=303)


def _page(file: EarningFile, sent: WrittenForm = NOTHING_SENT) -> str:
    earning, at = file.earning, current_time()
    can_answer = earning.status is EarningStatus.CONTESTED and not earning.is_answered
    return render_template(
        "earnings/earning.html",
        file=file,
        sent=sent,
        can_answer=can_answer,
        can_appeal=earning.appeal_until is not None and at < earning.appeal_until,
        max_length=MAX_LENGTH,
        rule=earning_rule(),
    )


def _own_file(conversation_id: UUID) -> EarningFile:
    """Another expert's is absent."""
    file = earning_file(conversation_id, EarningReader.EXPERT)
    if file.pay.expert_id != current_account().id:
        raise NotFound(ABSENT)
    return file


def _totals(expert_id: UUID) -> EarningTotals:
    held, payable = accounts.held(expert_id), accounts.payable(expert_id)
    in_transit, advance = accounts.in_transit(expert_id), accounts.advance(expert_id)
    with marketplace().ledger.read() as db:
        balances = balances_of((held, payable, in_transit, advance), db)
        paid = moved_between((payable, in_transit), accounts.PAYOUT_SOURCES, db)
    return EarningTotals(
        balances[held.name],
        balances[payable.name],
        balances[in_transit.name],
        paid,
        [Money(-owed.amount, owed.currency) for owed in balances[advance.name] if owed.amount],
    )
