"""One payout as finance sees it: recording what people paid, trying again, looking at it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.payout import Payout
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace
from web.pay_runs import labels
from web.pay_runs.forms import read_reference, read_refusal
from web.pay_runs.presenters import payout_row
from web.private_store.accounts import RoleName

bp = Blueprint("payouts", __name__, url_prefix="/finance/payouts/<uuid:id>")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_payout(id: UUID) -> ResponseReturnValue:
    return _page(_payout(id), SettingDraft({}))


@bp.post("/paid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_paid(id: UUID) -> ResponseReturnValue:
    payout, draft = _payout(id), read_reference(request.form)
    if draft.setting is None:
        return _page(payout, draft), draft.status
    reference = draft.setting
    return _after(
        payout,
        lambda by, at: marketplace().payouts.record_payment(id, payout.amount, reference, by, at),
    )


@bp.post("/not-paid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_not_paid(id: UUID) -> ResponseReturnValue:
    return _with_reason(id, marketplace().payouts.record_refusal)


@bp.post("/returned")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_returned(id: UUID) -> ResponseReturnValue:
    return _with_reason(id, marketplace().payouts.record_return)


@bp.post("/retry")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def retry(id: UUID) -> ResponseReturnValue:
    return _after(_payout(id), lambda by, at: marketplace().payouts.retry(id, by, at))


@bp.post("/resume")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def resume(id: UUID) -> ResponseReturnValue:
    return _after(_payout(id), lambda by, at: marketplace().payouts.resume(id, by, at))


def _with_reason(
    id: UUID, record: Callable[[UUID, str, UUID, datetime], int]
) -> ResponseReturnValue:
    payout, draft = _payout(id), read_refusal(request.form)
    if draft.setting is None:
        return _page(payout, draft), draft.status
    reason = draft.setting.value
    return _after(payout, lambda by, at: record(id, reason, by, at))


def _after(payout: Payout, act: Callable[[UUID, datetime], int]) -> ResponseReturnValue:
    remember_position(act(current_account().id, current_time()))
    return redirect(url_for("pay_runs.show_pay_run", id=payout.pay_run_id), code=303)


def _page(payout: Payout, draft: SettingDraft[Any]) -> str:
    run = marketplace().log.load(PayRun, payout.pay_run_id)
    name = person_name(payout.expert_id, account_names([payout.expert_id]))
    return render_template(
        "pay_runs/payout.html",
        payout=payout,
        row=payout_row(payout, run, name, payout.amount),
        by_people=payout.rail.is_by_people,
        values=draft.values,
        errors=draft.errors,
        labels=labels,
    )


def _payout(id: UUID) -> Payout:
    try:
        return marketplace().log.load(Payout, id)
    except NotFound:
        raise NotFound(ABSENT) from None
