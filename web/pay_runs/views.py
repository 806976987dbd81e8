"""The pay runs of finance: prepared, approved by a second person, started, and followed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import Invalid, NotAllowed, NotFound, NotNow, Refused
from payments.pay_runs.pay_run import PayRun, PayRunLimits, pay_run_id
from payments.pay_runs.pay_run_commands import pay_runs, payouts_of
from payments.pay_runs.payout import Rail
from payments.weeks import week_of
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.error_pages import STATUS
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
from web.pay_runs.forms import WantedRun, read_cancellation, read_reference, read_run
from web.pay_runs.practice import check_rail_works, offered_rails, practice_view
from web.pay_runs.presenters import PAGE_SIZE, RunView, payout_rows, payouts_shown, run_view
from web.private_store.accounts import RoleName

RUNS_SHOWN = 26
"""On a page: half a year of weeks on one rail."""
MOST_EVENTS = 100_000
"""Of a pay run: more than any has."""
NOTHING_TYPED: SettingDraft[Any] = SettingDraft({})


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
    return _run_page(_run(id), NOTHING_TYPED)


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
    def act() -> int:
        check_rail_works(_run(id), current_settings().demonstration)
        return marketplace().pay_runs.start(id, current_account().id, current_time(), _shown())

    return _after(id, act)


@bp.post("/<uuid:id>/cancel")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def cancel(id: UUID) -> ResponseReturnValue:
    run, draft = _run(id), read_cancellation(request.form)
    if draft.setting is None:
        return _run_page(run, draft), draft.status
    reason, by = draft.setting.value, current_account().id
    return _after(id, lambda: marketplace().pay_runs.cancel(id, reason, by, current_time()))


@bp.post("/<uuid:id>/file")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def write_file(id: UUID) -> ResponseReturnValue:
    run, by = _run(id), current_account().id
    try:
        file = bank_file(
            marketplace(), private_store(), current_settings(), run, by, current_time()
        )
    except (NotNow, Invalid) as refusal:
        return _refused(id, refusal)
    name = f"pay-run-{run.week}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return never_store(Response(file.content, mimetype="application/xml", headers=headers))


@bp.post("/<uuid:id>/paid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_all(id: UUID) -> ResponseReturnValue:
    """Those that the page has shown, and no others; pressed twice, they are recorded once."""
    run, draft = _run(id), read_reference(request.form)
    if draft.setting is None:
        return _run_page(run, draft), draft.status
    view, reference = run_view(marketplace().log, run), draft.setting
    if _is_recorded(view, reference):
        return redirect(url_for(".show_pay_run", id=id), code=303)

    def act() -> int:
        _check_payouts(view)
        by, at = current_account().id, current_time()
        return marketplace().payouts.record_payments(view.open_ids, reference, by, at)

    return _after(id, act, draft)


def _shown() -> int:
    """The version of the run that the page showed; 0, which no run has, without it."""
    return whole_number(request.form.get("shown", ""), MOST_EVENTS) or 0


def _is_recorded(view: RunView, reference: str) -> bool:
    """Whether all have an outcome, and one was recorded with this reference."""
    payouts = () if view.open_ids else payouts_of(marketplace().log, view.run)
    return any(payout.is_recorded_by_person and payout.reference == reference for payout in payouts)


def _check_payouts(view: RunView) -> None:
    """Raises NotNow unless all are initiated, and those without an outcome are those shown."""
    if not view.can_record or request.form.get("shown") != view.shown_payouts:
        raise NotNow(
            "Other payouts are without an outcome now than when you opened the page. Check them, "
            "then record them."
        )


def _prepare(wanted: WantedRun) -> None:
    settings = current_settings()
    limits = PayRunLimits(settings.pay_run_limit_minor, settings.payout_threshold_minor)
    by, at = current_account().id, current_time()
    remember_position(marketplace().pay_runs.prepare(*wanted, limits, by, at))


def _after(
    id: UUID, act: Callable[[], int], draft: SettingDraft[Any] = NOTHING_TYPED
) -> ResponseReturnValue:
    """The page of the run after a command; a refusal is said there, beside what was typed."""
    _run(id)
    try:
        remember_position(act())
    except (NotAllowed, NotNow, Invalid) as refusal:
        return _refused(id, refusal, draft)
    return redirect(url_for(".show_pay_run", id=id), code=303)


def _refused(
    id: UUID, refusal: Refused, draft: SettingDraft[Any] = NOTHING_TYPED
) -> ResponseReturnValue:
    return _run_page(_run(id), draft, refusal_text(refusal)), STATUS[type(refusal)]


def _list_page(draft: SettingDraft[WantedRun]) -> str:
    log = marketplace().log
    ids = pay_runs(log)
    page = page_of(len(ids), RUNS_SHOWN)
    return render_template(
        "pay_runs/pay_runs.html",
        views=[run_view(log, log.load(PayRun, id)) for id in page.rows_of(ids)],
        rails=offered_rails(current_settings().demonstration),
        page=page,
        values=draft.values,
        errors=draft.errors,
        labels=labels,
    )


def _run_page(run: PayRun, draft: SettingDraft[Any], refusal: str = "") -> str:
    log, view = marketplace().log, run_view(marketplace().log, run)
    show = request.args.get("show", "all")
    wanted = payouts_shown(view, show)
    n = run.line_count if wanted is None else len(wanted)
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
        refusal=refusal,
        labels=labels,
    )


def _run(id: UUID) -> PayRun:
    try:
        return marketplace().log.load(PayRun, id)
    except NotFound:
        raise NotFound(ABSENT) from None
