"""Lines and entries of the ledger as lists."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from domain.errors import NotFound
from payments.ledger.cutoffs import EntrySpan, span_of
from payments.ledger.flows import FlowFilter, flow_total
from payments.ledger.line_lists import (
    AccountSummary,
    EntrySummary,
    LinePlace,
    ListedLine,
    entries_since,
    lines_of,
    lines_of_account,
)
from web.conversations.presenters import short
from web.http.access import ABSENT
from web.http.form_fields import whole_number
from web.i18n import formats
from web.i18n.language import gettext
from web.ledger.figure_tables import Cell, Column, FigureTable, amount_cell
from web.ledger.forms import MOST, PAGE_SIZE, FinanceQuery
from web.ledger.labels import OwnerNames, account_text, event_text, owner_ids

CellRows = Iterator[list[Cell]]
CSV_CHUNK = 5000
"""How many lines of a CSV one query reads."""


def line_columns() -> list[Column]:
    return [
        Column("entry", gettext("Entry")),
        Column("event", gettext("Event")),
        Column("conversation_id", gettext("Conversation")),
        Column("effective_at", gettext("Happened (UTC)")),
        Column("recorded_at", gettext("Recorded (UTC)")),
    ]


def account_columns() -> list[Column]:
    return [
        *line_columns(),
        Column("debit_minor", gettext("Debit"), is_number=True),
        Column("credit_minor", gettext("Credit"), is_number=True),
        Column("balance_minor", gettext("Balance"), is_number=True),
    ]


def account_table(
    account: AccountSummary, query: FinanceQuery, total: int, db: Connection
) -> FigureTable:
    """The lines of an account, the newest first, and what it holds."""
    span, before = span_of(query.cutoff, db), _number(query.after)
    lines = lines_of_account(account.account_id, span, db, before=before, limit=PAGE_SIZE + 1)
    page, goes_on = lines[:PAGE_SIZE], len(lines) > PAGE_SIZE
    endpoint, id = "finance_entries.show_account", account.account_id
    return FigureTable(
        key="lines",
        caption=gettext("Lines of this account, the newest first"),
        columns=account_columns(),
        rows=[account_row(line, query) for line in page],
        totals=[
            Cell(gettext("Balance"), ""),
            *[Cell("", None)] * 6,
            amount_cell(total, account.unit),
        ],
        next_url=query.url(endpoint, account_id=id, after=page[-1].number) if goes_on else "",
        first_url=query.url(endpoint, account_id=id) if query.after else "",
        csv_url=query.url("finance_entries.download_account", account_id=id),
        empty=gettext("Nothing was booked on this account by then."),
    )


def account_csv_rows(
    account: AccountSummary, query: FinanceQuery, db: Connection
) -> Iterator[list[Cell]]:
    span, before = span_of(query.cutoff, db), None
    while lines := lines_of_account(account.account_id, span, db, before=before, limit=CSV_CHUNK):
        yield from (account_row(line, query) for line in lines)
        before = lines[-1].number


def account_row(line: ListedLine, query: FinanceQuery) -> list[Cell]:
    debit, credit = max(0, -line.amount_minor), max(0, line.amount_minor)
    return [
        *_line_cells(line, query),
        amount_cell(debit, line.unit) if debit else Cell("", None),
        amount_cell(credit, line.unit) if credit else Cell("", None),
        amount_cell(line.balance_minor, line.unit),
    ]


def _line_cells(line: ListedLine | EntrySummary, query: FinanceQuery) -> list[Cell]:
    url = query.url("finance_entries.show_entry", number=line.number)
    return [
        Cell(formats.number(line.number), line.number, url),
        Cell(event_text(line.event_type), line.event_type),
        conversation_cell(line, query),
        _moment(line.effective_at),
        _moment(line.recorded_at),
    ]


def conversation_cell(line: ListedLine | EntrySummary, query: FinanceQuery) -> Cell:
    id = line.conversation_id
    if id is None:
        return Cell("", None)
    url = query.url("finance_entries.show_conversation", conversation_id=id)
    return Cell(str(short(id)), str(id), url)


def _moment(at: datetime) -> Cell:
    return Cell(formats.moment(at, "UTC"), at.astimezone(UTC).isoformat())


# The lines behind a figure.


def flow_columns() -> list[Column]:
    return [
        *line_columns(),
        Column("account", gettext("Account")),
        Column("amount_minor", gettext("Amount"), is_number=True),
    ]


def flow_table(wanted: FlowFilter, query: FinanceQuery, db: Connection) -> FigureTable:
    """The lines that a figure adds up, the first first."""
    span, after = span_of(query.cutoff, db), _place(query.after)
    lines = lines_of(wanted, span, db, after=after, limit=PAGE_SIZE + 1)
    page, goes_on = lines[:PAGE_SIZE], len(lines) > PAGE_SIZE
    arguments = flow_arguments(wanted)
    endpoint = "finance_entries.show_flow"
    following = "_".join(map(str, page[-1].place)) if goes_on else ""
    return FigureTable(
        key="lines",
        caption=gettext("Lines behind this figure, the earliest first"),
        columns=flow_columns(),
        rows=flow_rows(page, query),
        totals=[
            Cell(gettext("Total"), ""),
            *[Cell("", None)] * 5,
            amount_cell(flow_total(wanted, query.cutoff, db), wanted.unit),
        ],
        next_url=query.url(endpoint, **arguments, after=following) if goes_on else "",
        first_url=query.url(endpoint, **arguments) if query.after else "",
        csv_url=query.url("finance_entries.download_flow", **arguments),
        empty=gettext("Nothing moved in this time."),
    )


def flow_csv_rows(wanted: FlowFilter, query: FinanceQuery, db: Connection) -> Iterator[list[Cell]]:
    span, after = span_of(query.cutoff, db), None
    while lines := lines_of(wanted, span, db, after=after, limit=CSV_CHUNK):
        yield from flow_rows(lines, query)
        after = lines[-1].place


def flow_rows(lines: Sequence[ListedLine], query: FinanceQuery) -> list[list[Cell]]:
    members = (owner_ids(line.account_name)[0] for line in lines)
    names = OwnerNames(list({id for id in members if id is not None}))
    return [
        [
            *_line_cells(line, query),
            Cell(
                account_text(line.account_name, names),
                line.account_name,
                query.url("finance_entries.show_account", account_id=line.account_id),
            ),
            amount_cell(line.amount_minor, line.unit),
        ]
        for line in lines
    ]


def flow_arguments(wanted: FlowFilter) -> dict[str, object]:
    return {
        "flow": wanted.flow.value,
        "unit": wanted.unit,
        "brand": wanted.owner,
        "from": wanted.first,
        "to": wanted.last,
    }


# What was recorded since a day.


def since_table(number: int, span: EntrySpan, query: FinanceQuery, db: Connection) -> FigureTable:
    """The entries after a number, the first recorded first."""
    entries = entries_since(_number(query.after) or number, span, db, limit=PAGE_SIZE + 1)
    page, goes_on = entries[:PAGE_SIZE], len(entries) > PAGE_SIZE
    endpoint = "finance_entries.show_since"
    following = query.url(endpoint, since=query.since, after=page[-1].number) if goes_on else ""
    return FigureTable(
        key="entries",
        caption=gettext("Entries in the order in which they were recorded"),
        columns=line_columns(),
        rows=[_line_cells(entry, query) for entry in page],
        listed=None if query.effective_to else span.last - number,
        next_url=following,
        first_url=query.url(endpoint, since=query.since) if query.after else "",
        csv_url=query.url("finance_entries.download_since", since=query.since),
        empty=gettext("Nothing was recorded since."),
    )


def since_csv_rows(
    number: int, span: EntrySpan, query: FinanceQuery, db: Connection
) -> Iterator[list[Cell]]:
    while entries := entries_since(number, span, db, limit=CSV_CHUNK):
        yield from (_line_cells(entry, query) for entry in entries)
        number = entries[-1].number


def _number(text: str) -> int | None:
    if not text:
        return None
    return _bounded(text)


def _place(text: str) -> LinePlace | None:
    if not text:
        return None
    parts = text.split("_")
    if len(parts) != len(LinePlace._fields):
        raise NotFound(ABSENT)
    return LinePlace(*map(_bounded, parts))


def _bounded(text: str) -> int:
    """Raises NotFound unless it is a number that the databases can hold."""
    number = whole_number(text, MOST)
    if number is None:
        raise NotFound(ABSENT)
    return number
