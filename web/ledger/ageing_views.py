"""Ageing: what is payable to experts, prepaid by brands, and owed by brands."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from sqlalchemy import Connection

from web.http.request_context import marketplace
from web.i18n.language import gettext
from web.ledger import ageing_tables
from web.ledger.balance_views import file_name
from web.ledger.figure_tables import Cell, Column, FigureTable, csv_response
from web.ledger.forms import FinanceQuery
from web.ledger.page_parts import finance_query, show_page, today
from web.private_store.accounts import RoleName

bp = Blueprint("finance_ageing", __name__, url_prefix="/finance")

Table = Callable[[FinanceQuery, date, Connection], FigureTable]
CsvRows = Callable[[FinanceQuery, date, Connection], list[list[Cell]]]


@bp.get("/ageing")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_payable() -> ResponseReturnValue:
    about = gettext(
        "What is payable, by the days since it was released; the oldest is paid first. More than"
        " 60 days is an alarm: money may be held for 90 days at most."
    )
    return _show(ageing_tables.payable_table, gettext("Ageing of what is payable"), about)


@bp.get("/ageing.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_payable() -> ResponseReturnValue:
    columns = ageing_tables.payable_csv_columns()
    return _download(ageing_tables.payable_csv_rows, columns, "ageing")


@bp.get("/prepaid")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_prepaid() -> ResponseReturnValue:
    about = gettext(
        "How long it lasts is what is prepaid and reserved, at the pace of the last four weeks."
        " Money that was paid in more than 60 days ago is an alarm: it may be held for 90 days at"
        " most."
    )
    return _show(ageing_tables.prepaid_table, gettext("Prepaid by brands"), about)


@bp.get("/prepaid.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_prepaid() -> ResponseReturnValue:
    columns = ageing_tables.prepaid_csv_columns()
    return _download(ageing_tables.prepaid_csv_rows, columns, "prepaid")


@bp.get("/receivables")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_receivable() -> ResponseReturnValue:
    about = gettext("Conversations on account and invoices, by the days since they were charged.")
    return _show(ageing_tables.owed_table, gettext("Receivables"), about)


@bp.get("/receivables.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_receivable() -> ResponseReturnValue:
    columns = ageing_tables.owed_csv_columns()
    return _download(ageing_tables.owed_csv_rows, columns, "receivables")


def _show(table: Table, title: str, about: str) -> str:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        tables = [table(query, today(), db)]
        return show_page("figures.html", query, db, title=title, about=about, tables=tables)


def _download(rows_of: CsvRows, columns: Sequence[Column], name: str) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        rows = rows_of(query, today(), db)
    return csv_response(file_name(name, query), columns, rows)
