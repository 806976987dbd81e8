"""Invoices of a month, for finance: what is to be issued, what blocks it, and what was issued."""

import re
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import Invalid, NotNow
from payments.invoices.issued_documents import IssuedDocument, document, documents_of_month
from web.brands.settings_history_views import account_names
from web.http.error_pages import STATUS
from web.http.form_fields import whole_number
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
from web.invoices.issuing import ExpertMonth, InvoiceDesk
from web.invoices.party_store import PartyStore
from web.invoices.statements import first_day_of
from web.private_store.accounts import RoleName

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
PAGE_SIZE = 50
MOST_PAGES = 100_000
MOST_SHOWN = 100
"""Experts of a month on the page, those that are blocked first."""

bp = Blueprint("finance_invoices", __name__, url_prefix="/finance/invoices")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_invoices() -> ResponseReturnValue:
    month = _month(request.args.get("month", ""))
    page = whole_number(request.args.get("page", "1"), MOST_PAGES) or 1
    issued = documents_of_month(marketplace().log, month, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    months = _to_invoice(month)
    return render_template(
        "invoices/finance_invoices.html",
        month=month,
        month_day=first_day_of(month),
        is_over=month < _this_month(),
        company=current_settings().company,
        n_months=len(months),
        months=sorted(months, key=lambda unbilled: not unbilled.blockers)[:MOST_SHOWN],
        names=account_names(unbilled.expert_id for unbilled in months),
        n_ready=sum(not unbilled.blockers for unbilled in months),
        issued=issued,
        parties=PartyStore(private_texts()).of_all(issued.documents),
        page=page,
        pages=max(1, -(-issued.n // PAGE_SIZE)),
        labels=labels,
        n_new=whole_number(request.args.get("issued", ""), MOST_PAGES),
        is_corrected="corrected" in request.args,
    )


@bp.post("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def issue() -> ResponseReturnValue:
    """Sent twice, nothing new is issued."""
    month = _month(request.form.get("month", ""))
    before = documents_of_month(marketplace().log, month, 0, 0).n
    remember_position(_desk().issue(month, current_account().id, current_time()))
    n_new = documents_of_month(marketplace().log, month, 0, 0).n - before
    return redirect(url_for(".show_invoices", month=month, issued=n_new), code=303)


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


def _to_invoice(month: str) -> list[ExpertMonth]:
    if current_settings().company is None:
        return []
    return _desk().to_invoice(month)


def _desk() -> InvoiceDesk:
    company = current_settings().company
    if company is None:
        raise NotNow("Invoices need the company that runs the platform: set COMPTOIR_COMPANY_NAME.")
    return InvoiceDesk(marketplace(), private_store(), company)


def _month(text: str) -> str:
    """The month in an address or a form; without one, the last that is over."""
    if not text:
        return _month_before(current_time())
    if not MONTH.fullmatch(text):
        raise Invalid("Enter a month such as 2026-06.")
    return text


def _this_month() -> str:
    return f"{current_time():%Y-%m}"


def _month_before(at: datetime) -> str:
    year, month = (at.year, at.month - 1) if at.month > 1 else (at.year - 1, 12)
    return f"{year:04}-{month:02}"
