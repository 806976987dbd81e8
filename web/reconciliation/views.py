"""Reconciliation for finance: what ledger and rail agree on, and importing the bank's statement."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.rail_statements.rail_statement import RailAccount, StatedLine
from payments.rail_statements.rail_statement_commands import lines_not_stated
from payments.reconciliation.openings import opening_day
from payments.reconciliation.reconcile import Reconciliation
from web.http.form_fields import whole_number
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace
from web.i18n.language import gettext
from web.private_store.accounts import RoleName
from web.reconciliation import labels
from web.reconciliation.forms import MOST, ListQuery, read_query
from web.reconciliation.presenters import WANTED, item_views
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
    new = _import(read.lines)
    known = len(read.lines) - new
    return redirect(url_for(".show_reconciliation", imported=new, known=known), code=303)


def _import(lines: list[StatedLine]) -> int:
    """Returns how many lines were new."""
    new = lines_not_stated(marketplace().log, RailAccount.BANK, lines)
    by, at = current_account().id, current_time()
    remember_position(marketplace().rail_statements.import_lines(RailAccount.BANK, lines, by, at))
    marketplace().poster.catch_up()
    return new


def _list_page(error: str = "", file_errors: list[FileError] | None = None) -> str:
    query = read_query(request.args, current_time().date())
    by_rail = {rail: _reconciled(rail, query) for rail in RailAccount}
    found = by_rail[query.rail]
    wanted = [item for item in found.items if item.outcome in WANTED[query.wanted]]
    wanted.sort(key=lambda item: (item.since, item.reference))
    page = page_of(len(wanted), PAGE_SIZE)
    some = page.rows_of(wanted)
    return render_template(
        "reconciliation/reconciliation.html",
        query=query,
        proofs=found.proofs,
        views=item_views(query.rail, some, query.until, marketplace().log, query.as_of),
        n=len(wanted),
        page=page,
        counts=_counts(found),
        breaks={rail: len(reconciliation.breaks) for rail, reconciliation in by_rail.items()},
        opening_day=opening_day(query.until),
        is_ahead=query.until > current_time().date(),
        error=error,
        file_errors=file_errors or [],
        imported=whole_number(request.args.get("imported", ""), MOST),
        known=whole_number(request.args.get("known", ""), MOST) or 0,
        labels=labels,
    )


def _reconciled(rail: RailAccount, query: ListQuery) -> Reconciliation:
    reconciliations = marketplace().reconciliations
    if query.as_of is not None:
        return reconciliations.as_known_on(rail, query.until, query.as_of)
    return reconciliations.of(rail, query.until)


def _counts(found: Reconciliation) -> dict[str, int]:
    outcomes = [item.outcome for item in found.items]
    return {name: sum(outcome in wanted for outcome in outcomes) for name, wanted in WANTED.items()}
