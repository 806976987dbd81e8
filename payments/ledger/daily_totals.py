"""
Totals of the ledger by day: what a million lines add up to, without reading them.

A row for each class of accounts, brand, unit, kind of event, pair of days and month: the day on
which it happened, the day on which it was recorded (UTC), and the month in which it is booked. So a
total can be asked for as it was known on one day, of what had happened by another, and by month.
The rows are derived from the entries, and written with them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from payments.ledger.entries import LedgerEntry
from payments.ledger.tables import daily_total, ledger_day

DAY_US = 86_400 * 1_000_000
BRAND = "brand"


class TotalKey(NamedTuple):
    """Which lines a total is of."""

    account_class: str
    owner: str
    """A brand's id where the accounts belong to one; else empty."""
    unit: str
    effective_day: int
    """In days since 1970 (UTC)."""
    recorded_day: int
    event_type: str
    period: str
    """The month in which it is booked, such as `2026-06`."""


class LineTotal(NamedTuple):
    """What the lines of a total add up to, in minor units; a debit is below zero."""

    credit_minor: int
    debit_minor: int
    lines: int

    def plus(self, amount_minor: int) -> "LineTotal":
        """The same with one more line."""
        credit, debit = max(amount_minor, 0), min(amount_minor, 0)
        return LineTotal(self.credit_minor + credit, self.debit_minor + debit, self.lines + 1)


NOTHING = LineTotal(0, 0, 0)
DayKey = tuple[int, int, str]
"""The days on which something happened and was recorded, and the month in which it is booked."""
DaySpan = tuple[int, int, int]
"""The first entry, the last one, and how many there are."""


class LedgerDayTotals:
    """The totals of some entries, and which entries are of which days."""

    def __init__(self, entries: Iterable[LedgerEntry] = ()) -> None:
        self._totals: dict[TotalKey, LineTotal] = {}
        self._spans: dict[DayKey, DaySpan] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: LedgerEntry) -> None:
        days = day_of_us(entry.effective_us), day_of_us(entry.recorded_us)
        of_month = (*days, entry.period)
        first, last, n = self._spans.get(of_month, (entry.number, entry.number, 0))
        self._spans[of_month] = min(first, entry.number), max(last, entry.number), n + 1
        for line in entry.lines:
            place = class_and_owner(line.account.name)
            key = TotalKey(*place, line.unit, *days, entry.event_type, entry.period)
            self._totals[key] = self._totals.get(key, NOTHING).plus(line.amount_minor)

    def write(self, db: Connection) -> None:
        """Add them, as those of new entries, to the stored ones."""
        if not self._totals:
            return
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        total = dialect.insert(daily_total)
        sums = {name: daily_total.c[name] + total.excluded[name] for name in LineTotal._fields}
        db.execute(
            total.on_conflict_do_update(index_elements=TotalKey._fields, set_=sums),
            [key._asdict() | values._asdict() for key, values in sorted(self._totals.items())],
        )
        day = dialect.insert(ledger_day)
        newest = {
            "last_entry": day.excluded.last_entry,
            "entries": ledger_day.c.entries + day.excluded.entries,
        }
        db.execute(
            day.on_conflict_do_update(index_elements=SPAN_COLUMNS[:DAY_KEY], set_=newest),
            [
                dict(zip(SPAN_COLUMNS, (*days, *span), strict=True))
                for days, span in sorted(self._spans.items())
            ],
        )

    def difference(self, db: Connection) -> str | None:
        """What differs first from the stored ones, when these are all entries; None: nothing."""
        size = len(TotalKey._fields)
        stored = {
            TotalKey(*row[:size]): LineTotal(*row[size:]) for row in db.execute(select(daily_total))
        }
        for key in sorted(self._totals.keys() | stored.keys()):
            if self._totals.get(key) != stored.get(key):
                return f"the daily total of {key.account_class} {key.unit} is not that of its lines"
        rows = db.execute(select(ledger_day))
        spans = {tuple(row[:DAY_KEY]): tuple(row[DAY_KEY:]) for row in rows}
        return (
            None if spans == self._spans else "the days of the ledger are not those of its entries"
        )


SPAN_COLUMNS = ("effective_day", "recorded_day", "period", "first_entry", "last_entry", "entries")
DAY_KEY = 3
"""So many of them are the key."""


def class_and_owner(account_name: str) -> tuple[str, str]:
    """
    The class of an account, and the brand it belongs to.

    `expert:<id>:held` is of the class `expert:held`, `brand:<id>:prepaid` of `brand:prepaid` and
    that brand, `platform:bank` is its own.
    """
    parts = account_name.split(":")
    owner = parts[parts.index(BRAND) + 1] if BRAND in parts else ""
    return f"{parts[0]}:{parts[-1]}", owner


def day_of_us(moment_us: int) -> int:
    """The day (UTC) of a moment in microseconds since 1970, in days since then."""
    return moment_us // DAY_US
