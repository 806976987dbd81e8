"""Balances by expert, by brand and by week."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.ledger.flows import Flow, flows_by_week
from web.http.request_context import marketplace
from web.i18n.language import gettext
from web.ledger.balance_tables import (
    BRAND_VIEWS,
    EXPERT_VIEWS,
    WEEK_FLOWS,
    KindViews,
    owner_csv_columns,
    owner_csv_rows,
    owner_table,
    week_columns,
    week_rows,
    week_table,
)
from web.ledger.figure_tables import csv_response
from web.ledger.forms import FinanceQuery
from web.ledger.page_parts import finance_query, show_page
from web.private_store.accounts import RoleName

bp = Blueprint("finance_balances", __name__, url_prefix="/finance/balances")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_experts() -> ResponseReturnValue:
    return _show(EXPERT_VIEWS, gettext("Balances by expert"))


@bp.get("/experts.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_experts() -> ResponseReturnValue:
    return _download(EXPERT_VIEWS, "experts")


@bp.get("/brands")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_brands() -> ResponseReturnValue:
    return _show(BRAND_VIEWS, gettext("Balances by brand"))


@bp.get("/brands.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_brands() -> ResponseReturnValue:
    return _download(BRAND_VIEWS, "brands")


@bp.get("/weeks")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_weeks() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        table = week_table(query, db)
        return show_page(
            "figures.html", query, db, title=gettext("Balances by week"), tables=[table]
        )


@bp.get("/weeks.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_weeks() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        weeks = flows_by_week((*WEEK_FLOWS, Flow.OWED), query.unit, query.cutoff, db)
        rows = week_rows(query, weeks)
    return csv_response(file_name("weeks", query), week_columns(), rows)


def _show(views: KindViews, title: str) -> str:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        table = owner_table(views, query, db)
        return show_page("figures.html", query, db, title=title, tables=[table])


def _download(views: KindViews, name: str) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        rows = owner_csv_rows(views, query, db)
    return csv_response(file_name(name, query), owner_csv_columns(views), rows)


def file_name(name: str, query: FinanceQuery) -> str:
    """Such as `experts-EUR-as-of-2026-03-31`."""
    days = [f"-as-of-{query.as_of}"] if query.as_of else []
    days += [f"-to-{query.effective_to}"] if query.effective_to else []
    return f"{name}-{query.unit}{''.join(days)}"
