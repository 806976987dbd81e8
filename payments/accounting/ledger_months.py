"""
The ledger month by month: what each account held at its beginning, what moved, what it held after.

* months_of           the months that have entries
* account_months      the accounts in one month
* by_group            the same, summed by what kind of account it is
* continuity_of       whether a closed month still closes as it did, and the next one opens so
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from payments.ledger.book import BalanceKey
from payments.ledger.tables import account, closed_period, entry, line
from payments.months import month_after


class MonthOfLedger(NamedTuple):
    """A month that has entries, or is closed."""

    month: str
    entries: int


class AccountInMonth(NamedTuple):
    """An account in a month, in minor units of its unit; credits are positive."""

    name: str
    unit: str
    opening: int
    credited: int
    debited: int
    """A positive number."""

    @property
    def closing(self) -> int:
        return self.opening + self.credited - self.debited


class Continuity(NamedTuple):
    """A closed month as it was closed, compared with the opening of the next."""

    accounts: int
    """How many were compared."""
    differing: tuple[BalanceKey, ...]


def months_of(db: Connection, last_entry: int | None = None) -> list[MonthOfLedger]:
    """The months with entries, the newest first; last_entry: as of when it was the newest."""
    query = select(entry.c.period, func.count()).group_by(entry.c.period)
    if last_entry is not None:
        query = query.where(entry.c.id <= last_entry)
    return sorted((MonthOfLedger(*row) for row in db.execute(query)), reverse=True)


def account_months(
    month: str, db: Connection, last_entry: int | None = None
) -> list[AccountInMonth]:
    """
    The accounts that were used until the end of a month, by name and unit.

    last_entry: as of when this was the newest entry; None: as of now.
    """
    is_in_month = entry.c.period == month
    amount = line.c.amount_minor
    query = (
        select(
            account.c.name,
            account.c.unit,
            func.sum(case((entry.c.period < month, amount), else_=0)),
            func.sum(case((is_in_month & (amount > 0), amount), else_=0)),
            func.sum(case((is_in_month & (amount < 0), -amount), else_=0)),
        )
        .join(line, line.c.account_id == account.c.id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(entry.c.period <= month)
        .group_by(account.c.id, account.c.name, account.c.unit)
    )
    if last_entry is not None:
        query = query.where(entry.c.id <= last_entry)
    return sorted(
        AccountInMonth(name, unit, int(opening), int(credited), int(debited))
        for name, unit, opening, credited, debited in db.execute(query)
    )


def by_group(accounts: Iterable[AccountInMonth]) -> list[AccountInMonth]:
    """The sums of all accounts of a kind, such as `expert:held`, by unit."""
    sums: dict[BalanceKey, list[int]] = defaultdict(lambda: [0, 0, 0])
    for of_month in accounts:
        total = sums[group_of(of_month.name), of_month.unit]
        for at, value in enumerate((of_month.opening, of_month.credited, of_month.debited)):
            total[at] += value
    return sorted(AccountInMonth(*key, *total) for key, total in sums.items())


def group_of(name: str) -> str:
    """The kind of an account of money or points: its name without ids."""
    return ":".join((name.split(":", maxsplit=1)[0], name.rsplit(":", maxsplit=1)[-1]))


def continuity_of(month: str, db: Connection) -> Continuity | None:
    """
    Compare what accounts held when a month was closed with what they open the next one with.

    None: it is not closed. An entry that would have come into the month later makes a difference.
    """
    closed_at = db.scalar(
        select(func.min(closed_period.c.position)).where(closed_period.c.period >= month)
    )
    if closed_at is None:
        return None
    at_close = entry.c.position <= closed_at
    closing = _balances(_held().where(entry.c.period <= month, at_close), db)
    opening = _balances(_held().where(entry.c.period < month_after(month)), db)
    keys = sorted(closing.keys() | opening.keys())
    differing = [key for key in keys if closing.get(key, 0) != opening.get(key, 0)]
    return Continuity(len(keys), tuple(differing))


def _held() -> Select[Any]:
    return (
        select(account.c.name, account.c.unit, func.sum(line.c.amount_minor))
        .join(line, line.c.account_id == account.c.id)
        .join(entry, entry.c.id == line.c.entry_id)
        .group_by(account.c.id, account.c.name, account.c.unit)
    )


def _balances(query: Select[Any], db: Connection) -> dict[BalanceKey, int]:
    return {(name, unit): int(held) for name, unit, held in db.execute(query)}
