"""Which numbers the entries of a month have: a look-up instead of a search through all entries."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from payments.ledger.tables import entry, ledger_day


class MonthEntries(NamedTuple):
    """Where the entries that are booked in a month (UTC) lie; others may lie between them."""

    month: str
    first: int
    last: int

    @property
    def condition(self) -> ColumnElement[bool]:
        """Whether an entry is booked in the month."""
        is_among = entry.c.id.between(self.first, self.last)
        return is_among & (entry.c.period == self.month)


def entries_of(month: str, db: Connection) -> MonthEntries:
    """Of a month such as `2026-06`; without entries, none."""
    days = ledger_day.c
    query = select(func.min(days.first_entry), func.max(days.last_entry))
    first, last = db.execute(query.where(days.period == month)).one()
    return MonthEntries(month, first or 1, last or 0)
