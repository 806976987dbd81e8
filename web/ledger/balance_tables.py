"""Balances by expert, by brand and by week, as lists."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from domain.errors import NotFound
from payments.ledger.cutoffs import span_of
from payments.ledger.flows import Flow, flows_by_week
from payments.ledger.owner_balances import (
    BRANDS,
    EXPERTS,
    ListKey,
    OwnerBalances,
    OwnerKind,
    balance_list,
)
from payments.weeks import parse_week
from web.http.access import ABSENT
from web.i18n.language import gettext
from web.i18n.periods import week_text
from web.ledger.figure_tables import Cell, Column, FigureTable, amount_cell
from web.ledger.forms import MOST, PAGE_SIZE, FinanceQuery
from web.ledger.labels import OwnerNames, class_text

WEEK_FLOWS = (Flow.EARNED, Flow.RELEASED, Flow.SENT, Flow.PAID)
ASSETS = ("receivable", "advance")
"""Shown as what the platform is owed: above zero."""


class KindViews(NamedTuple):
    """The pages of a kind of owner."""

    kind: OwnerKind
    list_endpoint: str
    csv_endpoint: str
    owner_endpoint: str
    id_argument: str


EXPERT_VIEWS = KindViews(
    EXPERTS,
    "finance_balances.show_experts",
    "finance_balances.download_experts",
    "finance_owners.show_expert",
    "expert_id",
)
BRAND_VIEWS = KindViews(
    BRANDS,
    "finance_balances.show_brands",
    "finance_balances.download_brands",
    "finance_owners.show_brand",
    "brand_id",
)


def owner_columns(views: KindViews) -> list[Column]:
    is_expert = views is EXPERT_VIEWS
    names = [class_text(views.kind.class_of(column)) for column in views.kind.columns]
    return [
        Column(
            "expert_id" if is_expert else "brand_id",
            gettext("Expert") if is_expert else gettext("Brand"),
        ),
        *(
            Column(f"{key}_minor", name, is_number=True)
            for key, name in zip(views.kind.columns, names, strict=True)
        ),
    ]


def owner_csv_columns(views: KindViews) -> list[Column]:
    id_column, *amounts = owner_columns(views)
    return [id_column, Column("name", ""), Column("currency", ""), *amounts]


def owner_table(views: KindViews, query: FinanceQuery, db: Connection) -> FigureTable:
    """A page of the balances of experts or brands, those with the most first."""
    after = _list_key(query.after)
    found = balance_list(
        views.kind, query.unit, span_of(query.cutoff, db), db, after=after, limit=PAGE_SIZE + 1
    )
    page, goes_on = found.rows[:PAGE_SIZE], len(found.rows) > PAGE_SIZE
    return FigureTable(
        key="balances",
        caption=gettext("Those with the most first"),
        columns=owner_columns(views),
        rows=_owner_rows(views, query, page),
        totals=[
            Cell(gettext("Total"), ""),
            *(_amount(name, total, query.unit) for name, total in found.totals.items()),
        ],
        listed=found.listed,
        next_url=query.url(views.list_endpoint, after=_written(page[-1].order)) if goes_on else "",
        first_url=query.url(views.list_endpoint) if after else "",
        csv_url=query.url(views.csv_endpoint),
        empty=gettext("Nothing is on these accounts."),
    )


def owner_csv_rows(views: KindViews, query: FinanceQuery, db: Connection) -> list[list[Cell]]:
    found = balance_list(views.kind, query.unit, span_of(query.cutoff, db), db)
    rows = _owner_rows(views, query, found.rows)
    return [
        [
            Cell("", str(balances.owner_id)),
            Cell("", row[0].text),
            Cell("", query.unit),
            *row[1:],
        ]
        for balances, row in zip(found.rows, rows, strict=True)
    ]


def _owner_rows(
    views: KindViews, query: FinanceQuery, page: Sequence[OwnerBalances]
) -> list[list[Cell]]:
    is_expert = views is EXPERT_VIEWS
    names = OwnerNames([row.owner_id for row in page] if is_expert else [])
    name_of = names.member if is_expert else names.brand
    rows = []
    for balances in page:
        url = query.url(views.owner_endpoint, **{views.id_argument: balances.owner_id})
        amounts = [_amount(name, minor, query.unit) for name, minor in balances.minor.items()]
        rows.append([Cell(name_of(balances.owner_id), str(balances.owner_id), url), *amounts])
    return rows


def _amount(column: str, minor: int, unit: str) -> Cell:
    return amount_cell(-minor if column in ASSETS else minor, unit)


def _list_key(text: str) -> ListKey | None:
    if not text:
        return None
    amount, _, owner = text.partition("_")
    try:
        key = ListKey(int(amount), UUID(owner))
    except ValueError as error:
        raise NotFound(ABSENT) from error
    if abs(key.amount) > MOST:
        raise NotFound(ABSENT)
    return key


def _written(key: ListKey) -> str:
    return f"{key.amount}_{key.owner_id}"


def week_columns() -> list[Column]:
    return [
        Column("week", gettext("Week")),
        Column("earned_minor", gettext("Earned"), is_number=True),
        Column("released_minor", gettext("Released"), is_number=True),
        Column("sent_minor", gettext("Sent"), is_number=True),
        Column("paid_minor", gettext("Paid"), is_number=True),
        Column("owed_at_end_minor", gettext("Owed at the end"), is_number=True),
    ]


def week_table(query: FinanceQuery, db: Connection) -> FigureTable:
    """What moved in each week, the newest first."""
    weeks = flows_by_week((*WEEK_FLOWS, Flow.OWED), query.unit, query.cutoff, db)
    listed = [week for week in reversed(weeks) if not query.after or week < query.after]
    page, goes_on = listed[:PAGE_SIZE], len(listed) > PAGE_SIZE
    rows = dict(zip(weeks, week_rows(query, weeks), strict=True))
    endpoint = "finance_balances.show_weeks"
    return FigureTable(
        key="weeks",
        caption=gettext("ISO weeks in UTC, the newest first"),
        columns=week_columns(),
        rows=[rows[week] for week in page],
        totals=[
            Cell(gettext("Total"), ""),
            *(
                amount_cell(sum(week.get(flow, 0) for week in weeks.values()), query.unit)
                for flow in WEEK_FLOWS
            ),
            amount_cell(sum(week.get(Flow.OWED, 0) for week in weeks.values()), query.unit),
        ],
        listed=len(weeks),
        next_url=query.url(endpoint, after=page[-1]) if goes_on else "",
        first_url=query.url(endpoint) if query.after else "",
        csv_url=query.url("finance_balances.download_weeks"),
        empty=gettext("Nothing has been earned in this currency."),
    )


def week_rows(query: FinanceQuery, weeks: Mapping[str, Mapping[Flow, int]]) -> list[list[Cell]]:
    """The oldest first."""
    owed = accumulate(week.get(Flow.OWED, 0) for week in weeks.values())
    return [
        [
            Cell(week, week, note=week_text(week, "medium")),
            *(
                amount_cell(moved.get(flow, 0), query.unit, _week_url(query, flow, week))
                for flow in WEEK_FLOWS
            ),
            amount_cell(at_end, query.unit),
        ]
        for (week, moved), at_end in zip(weeks.items(), owed, strict=True)
    ]


def _week_url(query: FinanceQuery, flow: Flow, week: str) -> str:
    of_week = parse_week(week)
    days = {"from": of_week.monday, "to": of_week.sunday}
    return query.url("finance_entries.show_flow", flow=flow.value, **days)
