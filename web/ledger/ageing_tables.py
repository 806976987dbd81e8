"""How long amounts have been waiting: payable of experts, prepaid by brands, owed by brands."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from payments.ledger.ageing import (
    PAYABLE_BOUNDS,
    AccountGroup,
    AgedBalance,
    aged_balances,
    days_before,
)
from payments.ledger.brand_funds import (
    BURN_DAYS,
    OWED_BOUNDS,
    PREPAID_BOUNDS,
    OwedAmount,
    PrepaidFunds,
    owed_amounts,
    prepaid_funds,
)
from web.i18n import formats
from web.i18n.language import gettext
from web.ledger.figure_tables import Cell, Column, FigureTable, amount_cell
from web.ledger.forms import PAGE_SIZE, FinanceQuery
from web.ledger.labels import OwnerNames, owner_ids
from web.ledger.paging import keyed_page

PAYABLE = "expert:payable"
CAME_BACK = (
    "Payout.Refused",
    "Payout.RefusalRecorded",
    "Payout.FoundNotPaid",
    "Payout.Reversed",
    "Payout.ReturnRecorded",
)
"""What they give back is as old as it was before."""


def age_columns(bounds: Sequence[int]) -> list[Column]:
    """0 to 7 days, 8 to 14 days, more than 14 days."""
    columns, first = [], 0
    for bound in bounds:
        label = gettext("%(first)s to %(last)s days", first=first, last=bound)
        columns.append(Column(f"days_{first}_to_{bound}_minor", label, is_number=True))
        first = bound + 1
    label = gettext("Over %(days)s days", days=bounds[-1])
    return [*columns, Column(f"days_over_{bounds[-1]}_minor", label, is_number=True)]


def _age_cells(by_age: Sequence[int], unit: str) -> list[Cell]:
    """The oldest group is an alarm."""
    oldest = len(by_age) - 1
    return [amount_cell(minor, unit, is_alarm=n == oldest) for n, minor in enumerate(by_age)]


def _sums(rows: Sequence[Sequence[int]], size: int) -> list[int]:
    return [sum(row[number] for row in rows) for number in range(size)]


# What is payable to experts.


def payable_columns() -> list[Column]:
    return [
        Column("expert_id", gettext("Expert")),
        *age_columns(PAYABLE_BOUNDS),
        Column("payable_minor", gettext("Payable"), is_number=True),
    ]


def payable_csv_columns() -> list[Column]:
    first, *others = payable_columns()
    return [first, Column("name", ""), Column("currency", ""), *others]


def payable_balances(query: FinanceQuery, today: date, db: Connection) -> list[AgedBalance]:
    bounds = days_before(query.reference_day(today), PAYABLE_BOUNDS)
    return aged_balances(AccountGroup(PAYABLE, query.unit, CAME_BACK), bounds, query.cutoff, db)


def payable_table(query: FinanceQuery, today: date, db: Connection) -> FigureTable:
    balances = payable_balances(query, today, db)
    page = keyed_page(balances, query, "finance_ageing.show_payable", PAGE_SIZE)
    sums = _sums([balance.by_age for balance in balances], len(PAYABLE_BOUNDS) + 1)
    return FigureTable(
        key="payable",
        caption=gettext("Payable for the longest time first"),
        columns=payable_columns(),
        rows=payable_rows(query, page.rows),
        totals=[
            Cell(gettext("Total"), ""),
            *_age_cells(sums, query.unit),
            amount_cell(sum(sums), query.unit),
        ],
        listed=len(balances),
        next_url=page.next_url,
        first_url=page.first_url,
        csv_url=query.url("finance_ageing.download_payable"),
        empty=gettext("Nothing is payable in this currency."),
    )


def payable_rows(query: FinanceQuery, balances: Sequence[AgedBalance]) -> list[list[Cell]]:
    ids = [_expert_of(balance) for balance in balances]
    names = OwnerNames(ids)
    return [
        [
            Cell(names.member(id), str(id), query.url("finance_owners.show_expert", expert_id=id)),
            *_age_cells(balance.by_age, query.unit),
            amount_cell(
                balance.total,
                query.unit,
                query.url("finance_entries.show_account", account_id=balance.account_id),
            ),
        ]
        for id, balance in zip(ids, balances, strict=True)
    ]


def payable_csv_rows(query: FinanceQuery, today: date, db: Connection) -> list[list[Cell]]:
    return with_names(payable_rows(query, payable_balances(query, today, db)), query.unit)


def with_names(rows: Sequence[Sequence[Cell]], unit: str) -> list[list[Cell]]:
    """For a CSV: after the id the name and the currency."""
    return [[row[0], Cell("", row[0].text), Cell("", unit), *row[1:]] for row in rows]


def _expert_of(balance: AgedBalance) -> UUID:
    member, _ = owner_ids(balance.account_name)
    assert member is not None
    return member


# What brands have prepaid.


def prepaid_columns() -> list[Column]:
    return [
        Column("brand_id", gettext("Brand")),
        Column("prepaid_minor", gettext("Prepaid"), is_number=True),
        Column("reserved_minor", gettext("Reserved"), is_number=True),
        Column("spent_minor", gettext("Spent in %(n)s days", n=BURN_DAYS), is_number=True),
        Column("days_left", gettext("Lasts, in days"), is_number=True),
        *age_columns(PREPAID_BOUNDS)[1:],
    ]


def prepaid_csv_columns() -> list[Column]:
    first, *others = prepaid_columns()
    return [first, Column("name", ""), Column("currency", ""), *others]


def prepaid_table(query: FinanceQuery, today: date, db: Connection) -> FigureTable:
    """With two alarms: money that is soon held too long, and money that already is."""
    day = query.reference_day(today)
    funds = prepaid_funds(query.unit, day, query.cutoff, db)
    page = keyed_page(funds, query, "finance_ageing.show_prepaid", PAGE_SIZE)
    return FigureTable(
        key="prepaid",
        caption=gettext("Those with the most first"),
        columns=prepaid_columns(),
        rows=prepaid_rows(query, page.rows),
        totals=_prepaid_totals(query.unit, funds),
        listed=len(funds),
        next_url=page.next_url,
        first_url=page.first_url,
        csv_url=query.url("finance_ageing.download_prepaid"),
        empty=gettext("No brand has prepaid anything in this currency."),
    )


def prepaid_rows(query: FinanceQuery, funds: Sequence[PrepaidFunds]) -> list[list[Cell]]:
    names = OwnerNames([])
    return [
        [
            Cell(
                names.brand(fund.brand_id),
                str(fund.brand_id),
                query.url("finance_owners.show_brand", brand_id=fund.brand_id),
            ),
            amount_cell(fund.prepaid, query.unit),
            amount_cell(fund.reserved, query.unit),
            amount_cell(fund.burnt, query.unit),
            Cell(formats.number(fund.days_left), fund.days_left),
            *(amount_cell(minor, query.unit, is_alarm=True) for minor in fund.by_age[1:]),
        ]
        for fund in funds
    ]


def prepaid_csv_rows(query: FinanceQuery, today: date, db: Connection) -> list[list[Cell]]:
    funds = prepaid_funds(query.unit, query.reference_day(today), query.cutoff, db)
    return with_names(prepaid_rows(query, funds), query.unit)


def _prepaid_totals(unit: str, funds: Sequence[PrepaidFunds]) -> list[Cell]:
    sums = (
        sum(fund.prepaid for fund in funds),
        sum(fund.reserved for fund in funds),
        sum(fund.burnt for fund in funds),
    )
    by_age = _sums([fund.by_age for fund in funds], len(PREPAID_BOUNDS) + 1)[1:]
    return [
        Cell(gettext("Total"), ""),
        *(amount_cell(minor, unit) for minor in sums),
        Cell("", None),
        *(amount_cell(minor, unit, is_alarm=True) for minor in by_age),
    ]


# What brands owe.


def owed_columns() -> list[Column]:
    return [
        Column("brand_id", gettext("Brand")),
        *age_columns(OWED_BOUNDS),
        Column("owed_minor", gettext("Owes"), is_number=True),
    ]


def owed_csv_columns() -> list[Column]:
    first, *others = owed_columns()
    return [first, Column("name", ""), Column("currency", ""), *others]


def owed_table(query: FinanceQuery, today: date, db: Connection) -> FigureTable:
    owed = owed_amounts(query.unit, query.reference_day(today), query.cutoff, db)
    page = keyed_page(owed, query, "finance_ageing.show_receivable", PAGE_SIZE)
    sums = _sums([amount.by_age for amount in owed], len(OWED_BOUNDS) + 1)
    return FigureTable(
        key="owed",
        caption=gettext("What brands owe, by age; a credit is negative"),
        columns=owed_columns(),
        rows=owed_rows(query, page.rows),
        totals=[
            Cell(gettext("Total"), ""),
            *_age_cells(sums, query.unit),
            amount_cell(sum(sums), query.unit),
        ],
        listed=len(owed),
        next_url=page.next_url,
        first_url=page.first_url,
        csv_url=query.url("finance_ageing.download_receivable"),
        empty=gettext("No brand owes anything in this currency."),
    )


def owed_rows(query: FinanceQuery, owed: Sequence[OwedAmount]) -> list[list[Cell]]:
    names = OwnerNames([])
    return [
        [
            Cell(
                names.brand(amount.brand_id),
                str(amount.brand_id),
                query.url("finance_owners.show_brand", brand_id=amount.brand_id),
            ),
            *_age_cells(amount.by_age, query.unit),
            amount_cell(amount.total, query.unit),
        ]
        for amount in owed
    ]


def owed_csv_rows(query: FinanceQuery, today: date, db: Connection) -> list[list[Cell]]:
    owed = owed_amounts(query.unit, query.reference_day(today), query.cutoff, db)
    return with_names(owed_rows(query, owed), query.unit)
