"""The pay runs of finance: prepared, approved by a second person, started, and followed."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from payments.pay_runs.pay_run import PayRun, PayRunLimits, pay_run_id
from payments.pay_runs.pay_run_commands import pay_runs
from payments.pay_runs.payout import Rail
from payments.weeks import week_of
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.form_fields import whole_number
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
    private_store,
)
from web.http.security_headers import never_store
from web.i18n.refusals import refusal_text
from web.pay_runs import labels
from web.pay_runs.bank_file import bank_file
from web.pay_runs.forms import WantedRun, read_reference, read_run
from web.pay_runs.practice import check_rail_works, offered_rails, practice_view
from web.pay_runs.presenters import PAGE_SIZE, payout_rows, run_view
from web.private_store.accounts import RoleName

RUNS_SHOWN = 26
"""Half a year of weeks on one rail."""
MOST_EVENTS = 100_000
"""Of a pay run: more than any has."""

bp = Blueprint("pay_runs", __name__, url_prefix="/finance/pay-runs")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_pay_runs() -> ResponseReturnValue:
    values = {"week": str(week_of(current_time()).before), "rail": Rail.MANUAL.value}
    return _list_page(SettingDraft(values))


@bp.post("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def prepare() -> ResponseReturnValue:
    draft = read_run(request.form, offered_rails(current_settings().demonstration))
    if draft.setting is None:
        return _list_page(draft), draft.status
    wanted = draft.setting
    try:
        _prepare(wanted)
    except NotNow as refusal:
        return _list_page(
            draft._replace(errors={"week": refusal_text(refusal)})
        ), HTTPStatus.CONFLICT
    return redirect(url_for(".show_pay_run", id=pay_run_id(*wanted)), code=303)


@bp.get("/<uuid:id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_pay_run(id: UUID) -> ResponseReturnValue:
    return _run_page(_run(id), SettingDraft({}))


@bp.post("/<uuid:id>/approve")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def approve(id: UUID) -> ResponseReturnValue:
    return _after(
        id,
        lambda: marketplace().pay_runs.approve(id, current_account().id, current_time(), _shown()),
    )


@bp.post("/<uuid:id>/start")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def start(id: UUID) -> ResponseReturnValue:
    check_rail_works(_run(id), current_settings().demonstration)
    return _after(
        id,
        lambda: marketplace().pay_runs.start(id, current_account().id, current_time(), _shown()),
    )


@bp.post("/<uuid:id>/cancel")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def cancel(id: UUID) -> ResponseReturnValue:
    return _after(
        id, lambda: marketplace().pay_runs.cancel(id, current_account().id, current_time())
    )


@bp.post("/<uuid:id>/file")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def write_file(id: UUID) -> ResponseReturnValue:
    run, by = _run(id), current_account().id
    file = bank_file(marketplace(), private_store(), current_settings(), run, by, current_time())
    name = f"pay-run-{run.week}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return never_store(Response(file.content, mimetype="application/xml", headers=headers))


@bp.post("/<uuid:id>/paid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_all(id: UUID) -> ResponseReturnValue:
    run, draft = _run(id), read_reference(request.form)
    if draft.setting is None:
        return _run_page(run, draft), draft.status
    reference = draft.setting
    ids = run_view(marketplace().log, run).open_ids
    by, at = current_account().id, current_time()
    return _after(id, lambda: marketplace().payouts.record_payments(ids, reference, by, at))


def _shown() -> int:
    """The version of the run that the page showed; 0, which no run has, without it."""
    return whole_number(request.form.get("shown", ""), MOST_EVENTS) or 0


def _prepare(wanted: WantedRun) -> None:
    settings = current_settings()
    limits = PayRunLimits(settings.pay_run_limit_minor, settings.payout_threshold_minor)
    by, at = current_account().id, current_time()
    remember_position(marketplace().pay_runs.prepare(*wanted, limits, by, at))


def _after(id: UUID, act: Callable[[], int]) -> ResponseReturnValue:
    _run(id)
    remember_position(act())
    return redirect(url_for(".show_pay_run", id=id), code=303)


def _list_page(draft: SettingDraft[WantedRun]) -> str:
    log = marketplace().log
    runs = [log.load(PayRun, id) for id in pay_runs(log)[:RUNS_SHOWN]]
    return render_template(
        "pay_runs/pay_runs.html",
        views=[run_view(log, run) for run in runs],
        rails=offered_rails(current_settings().demonstration),
        values=draft.values,
        errors=draft.errors,
        labels=labels,
    )


def _run_page(run: PayRun, draft: SettingDraft[str]) -> str:
    log, view = marketplace().log, run_view(marketplace().log, run)
    show = request.args.get("show", "all")
    wanted = {"open": view.open_ids, "review": view.review_ids}.get(show)
    n = len(run.lines) if wanted is None else len(wanted)
    page = page_of(n, PAGE_SIZE)
    return render_template(
        "pay_runs/pay_run.html",
        view=view,
        practice=practice_view(log, run, current_settings().demonstration),
        run=run,
        rows=payout_rows(log, run, wanted, page.first),
        show=show if wanted is not None else "all",
        n=n,
        page=page,
        values=draft.values,
        errors=draft.errors,
        labels=labels,
    )


def _run(id: UUID) -> PayRun:
    try:
        return marketplace().log.load(PayRun, id)
    except NotFound:
        raise NotFound(ABSENT) from None
