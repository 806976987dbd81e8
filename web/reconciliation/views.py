"""Reconciliation for finance: what ledger and rail agree on, importing, and closing breaks."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import (
    BreakClosingReason,
    ClosingEntry,
    ReconciliationBreak,
)
from payments.reconciliation.rail_reconciliation import accrued_fees_minor, reconciliation_of
from payments.reconciliation.reconcile import ReconciledItem, Reconciliation
from web.http.access import ABSENT
from web.http.form_fields import whole_number
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_time,
    marketplace,
    private_texts,
)
from web.i18n.language import gettext
from web.private_store.accounts import RoleName
from web.reconciliation import labels
from web.reconciliation.forms import (
    LONGEST_TEXT,
    MOST,
    TypedText,
    read_closing,
    read_note,
    read_query,
)
from web.reconciliation.presenters import WANTED, break_steps, item_views, item_with_id
from web.reconciliation.statement_file import FileError, read_statement

PAGE_SIZE = 100

bp = Blueprint("reconciliation", __name__, url_prefix="/finance/reconciliation")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_reconciliation() -> ResponseReturnValue:
    return _list_page()


@bp.post("/import")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def import_statement() -> ResponseReturnValue:
    """All lines of the bank's file or none; lines that are known already change nothing."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _list_page(gettext("Choose a file first.")), HTTPStatus.UNPROCESSABLE_ENTITY
    read = read_statement(upload.stream.read())
    if read.errors:
        return _list_page(file_errors=read.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    by, at = current_account().id, current_time()
    remember_position(
        marketplace().rail_statements.import_lines(RailAccount.BANK, read.lines, by, at)
    )
    marketplace().poster.catch_up()
    return redirect(url_for(".show_reconciliation", imported=len(read.lines)), code=303)


@bp.get("/<rail>/<uuid:break_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_item(rail: str, break_id: UUID) -> ResponseReturnValue:
    return _item_page(_rail(rail), break_id)


@bp.post("/<rail>/<uuid:break_id>/take")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def take(rail: str, break_id: UUID) -> ResponseReturnValue:
    item_with_id(_rail(rail), break_id, _today(_rail(rail)))
    by, at = current_account().id, current_time()
    remember_position(marketplace().reconciliation_breaks.take(break_id, by, at))
    return redirect(url_for(".show_item", rail=rail, break_id=break_id), code=303)


@bp.post("/<rail>/<uuid:break_id>/note")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def write_note(rail: str, break_id: UUID) -> ResponseReturnValue:
    item_with_id(_rail(rail), break_id, _today(_rail(rail)))
    typed, by, at = read_note(request.form), current_account().id, current_time()
    if typed.errors:
        return _item_page(_rail(rail), break_id, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    note = typed.values["note"]
    with private_texts().with_event_of(break_id, by, at) as store_text:
        written = WrittenText(store_text(note), len(note))
        position = marketplace().reconciliation_breaks.write_note(break_id, written, by, at)
    remember_position(position)
    return redirect(url_for(".show_item", rail=rail, break_id=break_id), code=303)


@bp.post("/<rail>/<uuid:break_id>/close")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def close(rail: str, break_id: UUID) -> ResponseReturnValue:
    account = _rail(rail)
    item, typed = item_with_id(account, break_id, _today(account)), read_closing(request.form)
    if typed.reason is None or typed.errors:
        return _item_page(account, break_id, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    by, at, why = current_account().id, current_time(), typed.values["why"]
    entry = _closing_entry(account, item, typed.reason)
    closings = whole_number(typed.values["closings"], MOST) or 0
    try:
        with private_texts().with_event_of(break_id, by, at) as store_text:
            text = WrittenText(store_text(why), len(why))
            commands = marketplace().reconciliation_breaks
            position = commands.close(item.key, entry, text, closings, by, at)
    except NotNow:
        return _item_page(account, break_id, typed, is_late=True), HTTPStatus.CONFLICT
    remember_position(position)
    marketplace().poster.catch_up()
    return redirect(url_for(".show_item", rail=rail, break_id=break_id, closed=1), code=303)


def _closing_entry(
    account: RailAccount, item: ReconciledItem, reason: BreakClosingReason
) -> ClosingEntry:
    """What the rail has more; a fee settles what was accrued until it was charged."""
    accrued = 0
    if reason is BreakClosingReason.RAIL_FEE and account is RailAccount.STRIPE:
        accrued = accrued_fees_minor(item.currency, item.since, marketplace().ledger)
    amount = Money(-item.difference_minor, item.currency)
    return ClosingEntry(account, item.reference, amount, Money(accrued, item.currency), reason)


def _list_page(error: str = "", file_errors: list[FileError] | None = None) -> str:
    query = read_query(request.args, current_time().date())
    found = _reconciled(query.rail, query.until)
    wanted = [item for item in found.items if item.outcome in WANTED[query.wanted]]
    wanted.sort(key=lambda item: (item.since, item.reference))
    page = page_of(len(wanted), PAGE_SIZE)
    views = item_views(query.rail, page.rows_of(wanted), query.until, marketplace().log)
    return render_template(
        "reconciliation/reconciliation.html",
        query=query,
        proofs=found.proofs,
        views=views,
        n=len(wanted),
        page=page,
        counts=_counts(found),
        error=error,
        file_errors=file_errors or [],
        imported=whole_number(request.args.get("imported", ""), MOST),
        labels=labels,
    )


def _item_page(
    rail: RailAccount, break_id: UUID, typed: TypedText | None = None, *, is_late: bool = False
) -> str:
    until, log = current_time().date(), marketplace().log
    item = item_with_id(rail, break_id, _reconciled(rail, until))
    [view] = item_views(rail, [item], until, log)
    return render_template(
        "reconciliation/item.html",
        rail=rail,
        view=view,
        steps=break_steps(break_id, log),
        closings=log.load_or_new(ReconciliationBreak, break_id).closings,
        values=typed.values if typed else {},
        errors=typed.errors if typed else {},
        is_late=is_late,
        is_closed="closed" in request.args,
        is_own=view.owner
        and log.load_or_new(ReconciliationBreak, break_id).owner_id == current_account().id,
        longest=LONGEST_TEXT,
        labels=labels,
    )


def _counts(found: Reconciliation) -> dict[str, int]:
    outcomes = [item.outcome for item in found.items]
    return {name: sum(outcome in wanted for outcome in outcomes) for name, wanted in WANTED.items()}


def _today(rail: RailAccount) -> Reconciliation:
    return _reconciled(rail, current_time().date())


def _reconciled(rail: RailAccount, until: date) -> Reconciliation:
    return reconciliation_of(rail, until, marketplace().log, marketplace().ledger)


def _rail(name: str) -> RailAccount:
    """Raises NotFound for a rail that there is not."""
    if name not in set(RailAccount):
        raise NotFound(ABSENT)
    return RailAccount(name)
