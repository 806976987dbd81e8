"""Invoices of a brand: those of its experts, and how invoices to it name it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from payments.invoices.invoice_series import InvoiceKind
from payments.invoices.issued_documents import document, documents_of_brand, read_documents
from payments.invoices.parties import InvoiceParty
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    private_texts,
)
from web.i18n.locale_names import countries
from web.invoices.billing import BillingStore
from web.invoices.billing_forms import read_billing, values_of
from web.invoices.downloads import pdf_response
from web.invoices.party_store import PartyStore

PAGE_SIZE = 50

bp = Blueprint("brand_invoices", __name__, url_prefix="/brands/<brand_slug>/invoices")


@bp.get("")
def show_invoices() -> ResponseReturnValue:
    details = _billing().of(current_brand().brand_id)
    return _page(SettingDraft(values_of(details)))


@bp.post("")
def record_details() -> ResponseReturnValue:
    draft = read_billing(request.form)
    if draft.setting is None:
        return _page(draft), draft.status
    brand_id, by = current_brand().brand_id, current_account().id
    remember_position(_billing().record(brand_id, draft.setting, by, current_time()))
    return redirect(url_for(".show_invoices", saved=1), code=303)


@bp.get("/<uuid:series_id>/<int:number>.pdf")
def download(series_id: UUID, number: int) -> ResponseReturnValue:
    """Another brand's is absent, like none at all."""
    issued = document(marketplace().log, series_id, number)
    is_to_brand = issued.content.kind is InvoiceKind.SELF_BILLED
    if not is_to_brand or issued.content.receiver_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return pdf_response(issued)


def _page(draft: SettingDraft[InvoiceParty]) -> str:
    brand = current_brand()
    log = marketplace().log
    keys = documents_of_brand(log, brand.brand_id)
    page = page_of(len(keys), PAGE_SIZE)
    documents = read_documents(log, page.rows_of(keys))
    return render_template(
        "invoices/brand_invoices.html",
        brand=brand,
        documents=documents,
        page=page,
        n=len(keys),
        parties=PartyStore(private_texts()).of_all(documents),
        values=draft.values,
        errors=draft.errors,
        countries=countries(),
        is_saved="saved" in request.args and not draft.errors,
    )


def _billing() -> BillingStore:
    return BillingStore(marketplace(), private_texts())
