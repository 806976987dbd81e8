"""What each expert or brand has on their accounts, the most first."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, or_, select

from payments.ledger.cutoffs import EntrySpan, balance_in
from payments.ledger.tables import account

ID_LENGTH = 36


class OwnerKind(NamedTuple):
    """What the names of accounts of experts or brands begin and end with."""

    prefix: str
    columns: tuple[str, ...]

    def class_of(self, column: str) -> str:
        return f"{self.prefix}:{column}"


EXPERTS = OwnerKind("expert", ("held", "payable", "in_transit", "advance"))
BRANDS = OwnerKind("brand", ("prepaid", "reserved", "receivable", "refunds_payable"))


class OwnerBalances(NamedTuple):
    """An expert's or brand's balances in one unit: credits less debits, in minor units."""

    owner_id: UUID
    minor: Mapping[str, int]
    """By column of the kind."""

    @property
    def order(self) -> "ListKey":
        return ListKey(sum(map(abs, self.minor.values())), self.owner_id)


class ListKey(NamedTuple):
    """Where a list goes on: after this one."""

    amount: int
    owner_id: UUID


class BalanceList(NamedTuple):
    """A page of balances, and what all pages add up to."""

    rows: Sequence[OwnerBalances]
    listed: int
    """How many rows all pages have."""
    totals: Mapping[str, int]
    """Of all pages, by column."""


def balance_list(
    kind: OwnerKind,
    unit: str,
    span: EntrySpan,
    db: Connection,
    *,
    after: ListKey | None = None,
    limit: int | None = None,
) -> BalanceList:
    """
    Those who have anything on an account, those with the most first.

    after: the last one of the page before. limit: how many; None: all.
    """
    found = [_balances(kind, row) for row in db.execute(_by_owner(kind, unit, span))]
    listed = sorted((row for row in found if any(row.minor.values())), key=_place)
    totals = {name: sum(row.minor[name] for row in listed) for name in kind.columns}
    rest = [row for row in listed if after is None or _place(row) > (-after.amount, after.owner_id)]
    return BalanceList(rest[:limit], len(listed), totals)


def _place(row: OwnerBalances) -> tuple[int, UUID]:
    return -row.order.amount, row.owner_id


def _by_owner(kind: OwnerKind, unit: str, span: EntrySpan) -> Select[Any]:
    """A row for each owner, with a column for each account."""
    start = len(kind.prefix) + 2
    names = [account.c.name.like(f"{kind.prefix}:%:{column}") for column in kind.columns]
    by_account = (
        select(
            func.substr(account.c.name, start, ID_LENGTH).label("owner"),
            func.substr(account.c.name, start + ID_LENGTH + 1).label("kind"),
            balance_in(span).label("balance"),
        )
        .where(account.c.unit == unit, or_(*names))
        .subquery()
    )
    columns = [_sum_of(by_account, column).label(column) for column in kind.columns]
    return select(by_account.c.owner, *columns).group_by(by_account.c.owner)


def _sum_of(by_account: Any, column: str) -> ColumnElement[int]:
    of_kind = case((by_account.c.kind == column, by_account.c.balance), else_=literal(0))
    return func.sum(of_kind)


def _balances(kind: OwnerKind, row: Any) -> OwnerBalances:
    owner, *amounts = row
    minor = {name: int(minor) for name, minor in zip(kind.columns, amounts, strict=True)}
    return OwnerBalances(UUID(owner), minor)
