"""From a figure to its lines, from a line to its entry, and on to its event and conversation."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from marshmallow import ValidationError
from sqlalchemy import Connection

from domain.errors import NotFound
from payments.ledger.cutoffs import Cutoff, span_of
from payments.ledger.flows import FlowFilter
from payments.ledger.journal import entries_of_conversation, entry_numbered
from payments.ledger.line_lists import AccountSummary, account_with_id, balance_of_account
from web.http.access import ABSENT
from web.http.request_context import marketplace
from web.i18n import formats
from web.i18n.language import gettext
from web.ledger import line_tables
from web.ledger.balance_views import file_name
from web.ledger.entry_presenters import present_conversation, present_entry
from web.ledger.figure_tables import csv_response
from web.ledger.forms import FinanceQuery
from web.ledger.labels import FLOWS, OwnerNames, account_text, owner_ids
from web.ledger.page_parts import finance_query, show_page
from web.private_store.accounts import RoleName

bp = Blueprint("finance_entries", __name__, url_prefix="/finance")


@bp.get("/accounts/<int:account_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_account(account_id: int) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query, account = _account(account_id, db)
        total = balance_of_account(account_id, span_of(query.cutoff, db), db)
        member, _ = owner_ids(account.name)
        title = account_text(account.name, OwnerNames([member] if member else []))
        table = line_tables.account_table(account, query, total, db)
        about = gettext(
            "Account %(name)s in %(unit)s. A credit is what the platform owes or has earned.",
            name=account.name,
            unit=account.unit,
        )
        return show_page("figures.html", query, db, title=title, about=about, tables=[table])


@bp.get("/accounts/<int:account_id>.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_account(account_id: int) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query, account = _account(account_id, db)
        rows = list(line_tables.account_csv_rows(account, query, db))
    return csv_response(
        file_name(f"account-{account_id}", query), line_tables.account_columns(), rows
    )


@bp.get("/entries")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_flow() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        wanted = _flow(query)
        table = line_tables.flow_table(wanted, query, db)
        return show_page(
            "figures.html", query, db, title=_flow_title(wanted), about=None, tables=[table]
        )


@bp.get("/entries.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_flow() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        wanted = _flow(query)

    def rows() -> line_tables.CellRows:
        with marketplace().ledger.read() as db:
            yield from line_tables.flow_csv_rows(wanted, query, db)

    name = file_name(f"entries-{wanted.flow.value}", query)
    return csv_response(name, line_tables.flow_columns(), rows())


@bp.get("/entries/since")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_since() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        number = _known_then(query, db)
        table = line_tables.since_table(number, span_of(query.cutoff, db), query, db)
        return show_page("figures.html", query, db, title=_since_title(query), tables=[table])


@bp.get("/entries/since.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_since() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        number = _known_then(query, db)

    def rows() -> line_tables.CellRows:
        with marketplace().ledger.read() as db:
            yield from line_tables.since_csv_rows(number, span_of(query.cutoff, db), query, db)

    name = file_name(f"entries-since-{query.since}", query)
    return csv_response(name, line_tables.line_columns(), rows())


@bp.get("/entries/<int:number>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_entry(number: int) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query, entry = finance_query(db), entry_numbered(number, db)
        if entry is None or number > span_of(query.cutoff, db).last:
            raise NotFound(ABSENT)
        view = present_entry(entry, query, marketplace().log)
        return show_page("entry.html", query, db, view=view)


@bp.get("/conversations/<uuid:conversation_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_conversation(conversation_id: UUID) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query, last = finance_query(db), span_of(finance_query(db).cutoff, db).last
        entries = [
            entry for entry in entries_of_conversation(conversation_id, db) if entry.number <= last
        ]
        view = present_conversation(conversation_id, entries, query, marketplace().log)
        return show_page("conversation.html", query, db, view=view)


def _account(account_id: int, db: Connection) -> tuple[FinanceQuery, AccountSummary]:
    query, account = finance_query(db), account_with_id(account_id, db)
    if account is None:
        raise NotFound(ABSENT)
    return query._replace(unit=account.unit), account


def _flow(query: FinanceQuery) -> FlowFilter:
    if query.flow is None:
        raise NotFound(ABSENT)
    owner = str(query.brand) if query.brand else ""
    return FlowFilter(query.flow, query.unit, owner, query.first, query.last)


def _flow_title(wanted: FlowFilter) -> str:
    name = str(FLOWS[wanted.flow])
    if not (wanted.first and wanted.last):
        return name
    return gettext(
        "%(figure)s, %(first)s to %(last)s",
        figure=name,
        first=formats.day(wanted.first),
        last=formats.day(wanted.last),
    )


def _known_then(query: FinanceQuery, db: Connection) -> int:
    """The newest entry at the end of the day since which entries are asked for."""
    if query.since is None:
        raise ValidationError({"since": [gettext("Enter a date.")]})
    return span_of(Cutoff(query.since), db).last


def _since_title(query: FinanceQuery) -> str:
    assert query.since is not None
    return gettext("Recorded after %(day)s", day=formats.day(query.since))
