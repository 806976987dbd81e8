"""One payout as finance sees it: recording what people paid, trying again, looking at it."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import Invalid, NotFound, NotNow
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.payout import Payout
from payments.pay_runs.recorded_outcomes import can_be_ended
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace, private_texts
from web.i18n.refusals import refusal_text
from web.pay_runs import labels
from web.pay_runs.payout_forms import (
    LONGEST_TEXT,
    Finding,
    Found,
    empty_form,
    read_found,
    read_payment,
    read_refusal,
    read_return,
    read_review,
)
from web.pay_runs.payout_history import payout_steps
from web.pay_runs.presenters import payout_row
from web.private_store.accounts import RoleName

bp = Blueprint("payouts", __name__, url_prefix="/finance/payouts/<uuid:id>")
Act = Callable[[UUID, datetime], int]
"""A command, called with who acts and when; it returns the log's position."""
ActWithText = Callable[[WrittenText, UUID, datetime], int]


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_payout(id: UUID) -> ResponseReturnValue:
    return _page(_payout(id), SettingDraft({}))


@bp.post("/paid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_paid(id: UUID) -> ResponseReturnValue:
    payout = _payout(id)
    draft = read_payment(request.form, payout.amount)
    if draft.setting is None:
        return _page(payout, draft), draft.status
    minor, reference, paid_on = draft.setting
    amount, record = Money(minor, payout.amount.currency), marketplace().payouts.record_payment
    return _after(
        payout, draft, "reference", lambda by, at: record(id, amount, reference, by, at, paid_on)
    )


@bp.post("/not-paid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_not_paid(id: UUID) -> ResponseReturnValue:
    payout, draft = _payout(id), read_refusal(request.form)
    if draft.setting is None:
        return _page(payout, draft), draft.status
    reason, record = draft.setting.value, marketplace().payouts.record_refusal
    return _after(payout, draft, "reason", lambda by, at: record(id, reason, by, at))


@bp.post("/returned")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_returned(id: UUID) -> ResponseReturnValue:
    payout, draft = _payout(id), read_return(request.form)
    if draft.setting is None:
        return _page(payout, draft), draft.status
    reason, returned_on = draft.setting
    record = marketplace().payouts.record_return
    return _after(
        payout, draft, "returned_on", lambda by, at: record(id, reason, by, at, returned_on)
    )


@bp.post("/retry")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def retry(id: UUID) -> ResponseReturnValue:
    retry_payout = marketplace().payouts.retry
    return _after(_payout(id), SettingDraft({}), "retry", lambda by, at: retry_payout(id, by, at))


@bp.post("/found")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_found(id: UUID) -> ResponseReturnValue:
    """What a person found of a payout that was stopped, or that no worker asks for."""
    payout = _payout(id)
    draft = read_found(request.form, _findings(payout))
    if draft.setting is None:
        return _page(payout, draft), draft.status
    return _with_text(payout, draft, draft.setting.text, _found(id, draft.setting))


@bp.post("/review")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def review(id: UUID) -> ResponseReturnValue:
    payout, draft = _payout(id), read_review(request.form)
    if draft.setting is None:
        return _page(payout, draft), draft.status
    record = marketplace().payouts.review
    return _with_text(payout, draft, draft.setting, lambda text, by, at: record(id, text, by, at))


def _found(id: UUID, found: Found) -> ActWithText:
    payouts = marketplace().payouts
    if found.finding is Finding.ASK_AGAIN:
        return lambda text, by, at: payouts.resume(id, text, by, at)
    paid_from, paid_on = found.paid_from, found.paid_on
    if paid_from is None or paid_on is None:
        return lambda text, by, at: payouts.find_not_paid(id, text, by, at)
    return lambda text, by, at: payouts.find_paid(
        id, paid_from, found.reference, paid_on, text, by, at
    )


def _findings(payout: Payout) -> list[Finding]:
    """What can be said of it now; only what was stopped can be asked for again."""
    if not can_be_ended(payout, current_time()):
        return []
    is_stopped = payout.due_at is None
    return [finding for finding in Finding if is_stopped or finding is not Finding.ASK_AGAIN]


def _with_text(
    payout: Payout, draft: SettingDraft[Any], text: str, act: ActWithText
) -> ResponseReturnValue:
    def with_text(by: UUID, at: datetime) -> int:
        with private_texts().with_event_of(payout.id, payout.expert_id, at) as store_text:
            return act(WrittenText(store_text(text), len(text)), by, at)

    return _after(payout, draft, "text", with_text)


def _after(payout: Payout, draft: SettingDraft[Any], field: str, act: Act) -> ResponseReturnValue:
    """field: beside which a refusal is shown, with all that was typed."""
    try:
        position = act(current_account().id, current_time())
    except (NotNow, Invalid) as refusal:
        is_conflict = isinstance(refusal, NotNow)
        status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
        draft = draft._replace(errors={field: refusal_text(refusal)})
        return _page(_payout(payout.id), draft), status
    remember_position(position)
    return redirect(url_for("pay_runs.show_pay_run", id=payout.pay_run_id), code=303)


def _page(payout: Payout, draft: SettingDraft[Any]) -> str:
    log, at = marketplace().log, current_time()
    run = log.load(PayRun, payout.pay_run_id)
    name = person_name(payout.expert_id, account_names([payout.expert_id]))
    return render_template(
        "pay_runs/payout.html",
        payout=payout,
        row=payout_row(payout, run, name, payout.amount),
        steps=payout_steps(log, payout.id),
        by_people=payout.rail.is_by_people,
        findings=_findings(payout),
        longest=LONGEST_TEXT,
        values=empty_form(at.date()) | draft.values,
        errors=draft.errors,
        labels=labels,
    )


def _payout(id: UUID) -> Payout:
    try:
        return marketplace().log.load(Payout, id)
    except NotFound:
        raise NotFound(ABSENT) from None
