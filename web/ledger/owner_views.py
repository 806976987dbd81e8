"""One expert's or brand's accounts: what is on them, and what came later."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from sqlalchemy import Connection

from domain.errors import NotFound
from payments.ledger.cutoffs import Cutoff, span_of
from payments.ledger.line_lists import (
    AccountSummary,
    accounts_named,
    balance_of_account,
    lines_of_account,
)
from payments.ledger.owner_balances import BRANDS, EXPERTS, OwnerKind
from web.http.access import ABSENT
from web.http.request_context import marketplace
from web.i18n.language import gettext
from web.ledger.figure_tables import Cell, Column, FigureTable, amount_cell
from web.ledger.forms import PAGE_SIZE, FinanceQuery
from web.ledger.labels import OwnerNames, class_text
from web.ledger.line_tables import account_columns, account_row
from web.ledger.page_parts import finance_query, show_page
from web.private_store.accounts import RoleName

bp = Blueprint("finance_owners", __name__, url_prefix="/finance")


@bp.get("/experts/<uuid:expert_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_expert(expert_id: UUID) -> ResponseReturnValue:
    return _show(EXPERTS, expert_id, OwnerNames([expert_id]).member(expert_id))


@bp.get("/brands/<uuid:brand_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_brand(brand_id: UUID) -> ResponseReturnValue:
    return _show(BRANDS, brand_id, OwnerNames([]).brand(brand_id))


def _show(kind: OwnerKind, owner_id: UUID, title: str) -> str:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        names = [f"{kind.prefix}:{owner_id}:{column}" for column in kind.columns]
        accounts = accounts_named(names, db)
        if not accounts:
            raise NotFound(ABSENT)
        tables = [_accounts_table(kind, accounts, query, db), *_later(accounts, query, db)]
        return show_page("figures.html", query, db, title=title, tables=tables)


def _accounts_table(
    kind: OwnerKind, accounts: list[AccountSummary], query: FinanceQuery, db: Connection
) -> FigureTable:
    """What is on each account, in each currency; each opens its lines."""
    span = span_of(query.cutoff, db)
    rows = []
    for account in accounts:
        column = account.name.rpartition(":")[2]
        url = query.url("finance_entries.show_account", account_id=account.account_id)
        balance = balance_of_account(account.account_id, span, db)
        rows.append(
            [
                Cell(class_text(kind.class_of(column)), account.name, url),
                Cell(account.unit, account.unit),
                amount_cell(balance, account.unit),
            ]
        )
    return FigureTable(
        key="accounts",
        caption=gettext("Accounts; what the platform owes is positive"),
        columns=[
            Column("account", gettext("Account")),
            Column("currency", gettext("Currency")),
            Column("balance_minor", gettext("Balance"), is_number=True),
        ],
        rows=rows,
    )


def _later(
    accounts: list[AccountSummary], query: FinanceQuery, db: Connection
) -> list[FigureTable]:
    """What was recorded on the accounts after the day of the page, and so explains today's."""
    if query.as_of is None:
        return []
    known, now = span_of(query.cutoff, db).last, span_of(Cutoff(), db)
    lines = [
        line
        for account in accounts
        for line in lines_of_account(account.account_id, now, db, since=known, limit=PAGE_SIZE)
    ]
    present = query._replace(as_of=None)
    return [
        FigureTable(
            key="later",
            caption=gettext("Recorded since, the newest first"),
            columns=account_columns(),
            rows=[
                account_row(line, present)
                for line in sorted(lines, key=lambda line: -line.number)[:PAGE_SIZE]
            ],
            empty=gettext("Nothing was recorded on these accounts since."),
        )
    ]
