"""Documents of an expert: invoices in the expert's name, of the commission, monthly statements."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from domain.money import CURRENCIES
from payments.invoices.issued_documents import document, documents_of_expert, read_documents
from payments.invoices.monthly_statement import MonthlyStatement, statement_months
from payments.months import is_month
from web.http.access import ABSENT
from web.http.files import file_response
from web.http.paging import page_of
from web.http.request_context import (
    current_account,
    current_settings,
    marketplace,
    private_store,
    private_texts,
)
from web.invoices import labels, statements
from web.invoices.downloads import pdf_response
from web.invoices.party_store import PartyStore
from web.private_store.accounts import RoleName
from web.private_store.payees import PayeeStore

PAGE_SIZE = 50

bp = Blueprint("own_documents", __name__, url_prefix="/documents")


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_documents() -> ResponseReturnValue:
    expert_id = current_account().id
    log = marketplace().log
    keys = documents_of_expert(log, expert_id)
    page = page_of(len(keys), PAGE_SIZE)
    documents = read_documents(log, page.rows_of(keys))
    with marketplace().ledger.read() as db:
        months = statement_months(expert_id, db)
    return render_template(
        "invoices/own_documents.html",
        documents=documents,
        page=page,
        n=len(keys),
        parties=PartyStore(private_texts()).of_all(documents),
        months=months,
        kinds=labels.OWN_KINDS,
    )


@bp.get("/<uuid:series_id>/<int:number>.pdf")
@roles_accepted(RoleName.EXPERT)
def download(series_id: UUID, number: int) -> ResponseReturnValue:
    """Another expert's is absent, like none at all."""
    issued = document(marketplace().log, series_id, number)
    if issued.content.expert_id != current_account().id:
        raise NotFound(ABSENT)
    return pdf_response(issued)


@bp.get("/statements/<month>/<currency>")
@roles_accepted(RoleName.EXPERT)
def show_statement(month: str, currency: str) -> ResponseReturnValue:
    statement = _statement(month, currency)
    return render_template(
        "invoices/statement.html",
        statement=statement,
        title=statements.title_of(statement),
        part_name=statements.part_name,
        movement_name=statements.movement_name,
    )


@bp.get("/statements/<month>/<currency>.pdf")
@roles_accepted(RoleName.EXPERT)
def download_statement(month: str, currency: str) -> ResponseReturnValue:
    statement, account = _statement(month, currency), current_account()
    details, company = PayeeStore(private_store()).of(account.id), current_settings().company
    name = details.name if details and details.name else account.name
    pdf = statements.as_pdf(statement, name, company.name if company else "Comptoir")
    return file_response(pdf, "application/pdf", f"statement-{month}-{currency}.pdf")


@bp.get("/statements/<month>/<currency>.csv")
@roles_accepted(RoleName.EXPERT)
def download_statement_rows(month: str, currency: str) -> ResponseReturnValue:
    rows = statements.as_csv(_statement(month, currency))
    return file_response(rows, "text/csv", f"statement-{month}-{currency}.csv")


def _statement(month: str, currency: str) -> MonthlyStatement:
    """The reader's own."""
    if not is_month(month) or currency not in CURRENCIES:
        raise NotFound(ABSENT)
    return statements.statement_of(current_account().id, month, currency)
