"""Invoices of a month, for finance: what is to be issued, what blocks it, and what was issued."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import Invalid, NotNow
from payments.invoices.issued_documents import (
    IssuedDocument,
    document,
    documents_of_month,
    read_documents,
)
from payments.months import month_before, month_of, parse_month
from web.http.error_pages import STATUS
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
    private_store,
    private_texts,
)
from web.i18n.refusals import refusal_text
from web.invoices import labels
from web.invoices.correcting import correct
from web.invoices.downloads import pdf_response
from web.invoices.issuing import InvoiceDesk
from web.invoices.party_store import PartyStore
from web.invoices.presenters import run_view, unbilled_page
from web.private_store.accounts import RoleName

PAGE_SIZE = 50

bp = Blueprint("finance_invoices", __name__, url_prefix="/finance/invoices")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_invoices() -> ResponseReturnValue:
    month = _month(request.args.get("month", ""))
    log, has_company = marketplace().log, current_settings().company is not None
    keys = documents_of_month(log, month)
    page = page_of(len(keys), PAGE_SIZE)
    documents = read_documents(log, page.rows_of(keys))
    return render_template(
        "invoices/finance_invoices.html",
        month=month,
        is_over=month < month_of(current_time()),
        to_issue=unbilled_page(month, PAGE_SIZE) if has_company else None,
        run=run_view(log, month),
        documents=documents,
        parties=PartyStore(private_texts()).of_all(documents),
        page=page,
        n=len(keys),
        labels=labels,
        is_corrected="corrected" in request.args,
    )


@bp.post("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def request_invoices() -> ResponseReturnValue:
    """Sent twice, they are asked for once."""
    month = _month(request.form.get("month", ""))
    n = len(_desk().reader.experts(month))
    by, at = current_account().id, current_time()
    remember_position(marketplace().invoice_runs.request(month, n, by, at))
    return redirect(url_for(".show_invoices", month=month), code=303)


@bp.get("/<uuid:series_id>/<int:number>.pdf")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download(series_id: UUID, number: int) -> ResponseReturnValue:
    return pdf_response(document(marketplace().log, series_id, number))


@bp.get("/<uuid:series_id>/<int:number>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_correction(series_id: UUID, number: int) -> ResponseReturnValue:
    return _correction_page(document(marketplace().log, series_id, number))


@bp.post("/<uuid:series_id>/<int:number>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def record_correction(series_id: UUID, number: int) -> ResponseReturnValue:
    issued = document(marketplace().log, series_id, number)
    reason, by = request.form.get("reason", ""), current_account()
    try:
        remember_position(correct(_desk(), issued, reason, by, current_time()))
    except (Invalid, NotNow) as refusal:
        page = _correction_page(issued, reason, refusal_text(refusal))
        return page, STATUS[type(refusal)]
    month = issued.content.month
    return redirect(url_for(".show_invoices", month=month, corrected=1), code=303)


def _correction_page(issued: IssuedDocument, reason: str = "", refusal: str = "") -> str:
    """reason: what was chosen. refusal: why nothing was recorded; empty at first."""
    return render_template(
        "invoices/correct_invoice.html",
        issued=issued,
        parties=PartyStore(private_texts()).of(issued),
        labels=labels,
        reason=reason,
        refusal=refusal,
    )


def _desk() -> InvoiceDesk:
    company = current_settings().company
    if company is None:
        raise NotNow("Invoices need the company that runs the platform: set COMPTOIR_COMPANY_NAME.")
    return InvoiceDesk(marketplace(), private_store(), company)


def _month(text: str) -> str:
    """The month in an address or a form; without one, the last that is over."""
    return parse_month(text) if text else month_before(month_of(current_time()))
