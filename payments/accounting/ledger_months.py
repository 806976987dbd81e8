"""
The ledger month by month: what kinds of accounts held at its beginning, what moved, what they hold.

From the ledger's totals by day, so that no line is read.

* months_of           the months that have entries
* group_months        the kinds of accounts in one month
* continuity_of       whether a closed month still closes as it did, and the next one opens so
"""

from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from payments.ledger.book import BalanceKey
from payments.ledger.cutoffs import day_number
from payments.ledger.tables import account, closed_period, daily_total, entry, ledger_day, line


class MonthOfLedger(NamedTuple):
    """A month that has entries, or is closed."""

    month: str
    entries: int


class GroupInMonth(NamedTuple):
    """All accounts of a kind in a month, in minor units of their unit; credits are positive."""

    name: str
    """What kind of account of whom, such as `expert:held`."""
    unit: str
    opening: int
    credited: int
    debited: int
    """A positive number."""

    @property
    def closing(self) -> int:
        return self.opening + self.credited - self.debited


class Continuity(NamedTuple):
    """What became of a closed month, and of those before it, since it was closed."""

    entries: int
    """How many they have."""
    differing: tuple[BalanceKey, ...]
    """The accounts that do not open the next month with what this one closed with."""


def months_of(db: Connection, recorded_to: date | None = None) -> list[MonthOfLedger]:
    """The months with entries, the newest first; recorded_to: as known on this day (UTC)."""
    days = ledger_day.c
    query = select(days.period, func.sum(days.entries)).group_by(days.period)
    if recorded_to is not None:
        query = query.where(days.recorded_day <= day_number(recorded_to))
    return sorted((MonthOfLedger(month, int(n)) for month, n in db.execute(query)), reverse=True)


def group_months(month: str, db: Connection, recorded_to: date | None = None) -> list[GroupInMonth]:
    """
    The kinds of accounts that were used until the end of a month, by name and unit.

    recorded_to: as known on this day (UTC); None: as of now.
    """
    totals = daily_total.c
    is_in_month = totals.period == month
    columns = (
        func.sum(case((~is_in_month, totals.credit_minor + totals.debit_minor), else_=0)),
        func.sum(case((is_in_month, totals.credit_minor), else_=0)),
        func.sum(case((is_in_month, -totals.debit_minor), else_=0)),
    )
    query = (
        select(totals.account_class, totals.unit, *columns)
        .where(totals.period <= month)
        .group_by(totals.account_class, totals.unit)
    )
    if recorded_to is not None:
        query = query.where(totals.recorded_day <= day_number(recorded_to))
    return sorted(
        GroupInMonth(name, unit, *map(int, sums)) for name, unit, *sums in db.execute(query)
    )


def continuity_of(month: str, db: Connection) -> Continuity | None:
    """
    Look for what was booked into a closed month after it was closed; None: it is not closed.

    Without it, each account opens the next month with what it closed this one with.
    """
    closed_at = db.scalar(
        select(func.min(closed_period.c.position)).where(closed_period.c.period >= month)
    )
    if closed_at is None:
        return None
    days = ledger_day.c
    entries = db.scalar(select(func.sum(days.entries)).where(days.period <= month))
    return Continuity(int(entries or 0), _moved_since(month, _last_entry_at(closed_at, db), db))


def _moved_since(month: str, last_entry: int, db: Connection) -> tuple[BalanceKey, ...]:
    """The accounts that later entries changed in this month, or before it."""
    days = ledger_day.c
    late = select(func.max(days.last_entry)).where(days.period <= month)
    if (db.scalar(late) or 0) <= last_entry:
        return ()
    query = (
        select(account.c.name, account.c.unit)
        .join(line, line.c.account_id == account.c.id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(entry.c.id > last_entry, entry.c.period <= month)
        .group_by(account.c.name, account.c.unit)
        .having(func.sum(line.c.amount_minor) != 0)
    )
    return tuple(sorted((name, unit) for name, unit in db.execute(query)))


def _last_entry_at(position: int, db: Connection) -> int:
    """The newest entry of the events up to a position: entries are numbered in their order."""

    def position_of(number: int) -> int:
        return int(db.scalar(select(entry.c.position).where(entry.c.id == number)) or 0)

    newest = db.scalar(select(func.max(entry.c.id))) or 0
    return bisect_right(range(1, newest + 1), position, key=position_of)
