"""
Which entries count: those recorded by one day, of what had happened by another.

Entries are numbered as they were recorded, so those recorded by a day are the first so many. What
had happened by a day is nearly the same: only a fact that was recorded late has a later number.
So a balance is read off the line at which the two still agree, and the few late lines are added.
"""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from payments.ledger.daily_totals import DAY_US
from payments.ledger.tables import account, daily_total, entry, ledger_day, line
from payments.months import month_of

FIRST_DAY = date(1970, 1, 1)


class Cutoff(NamedTuple):
    """Days (UTC), each to its end; None: no limit."""

    recorded_to: date | None = None
    """As known on this day."""
    effective_to: date | None = None
    """What had happened by this day."""


class EntrySpan(NamedTuple):
    """A cutoff in numbers of entries."""

    last: int
    """The newest entry that was recorded by then."""
    agreed: int
    """Up to this one, all had happened by then."""
    late: int
    """After this one, none had."""
    effective_before_us: int | None
    """The first microsecond that does not count; None: no limit."""

    @property
    def has_late_entries(self) -> bool:
        return self.agreed < self.late


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - FIRST_DAY).days


def day_of_number(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def months_with_events(db: Connection) -> set[str]:
    """The months, such as `2026-06`, in which anything happened; a late fact is booked later."""
    days = db.scalars(select(ledger_day.c.effective_day).distinct())
    return {month_of(day_of_number(number)) for number in days}


def span_of(cutoff: Cutoff, db: Connection) -> EntrySpan:
    days = ledger_day.c
    last = _newest(db, days.recorded_day, cutoff.recorded_to)
    if cutoff.effective_to is None:
        return EntrySpan(last, last, last, None)
    effective_day = day_number(cutoff.effective_to)
    first_after = db.scalar(
        select(func.min(days.first_entry)).where(days.effective_day > effective_day)
    )
    agreed = last if first_after is None else min(last, first_after - 1)
    late = min(last, _newest(db, days.effective_day, cutoff.effective_to))
    return EntrySpan(last, agreed, max(agreed, late), (effective_day + 1) * DAY_US)


def balance_in(span: EntrySpan) -> ColumnElement[int]:
    """What an account holds, in minor units; for each row of `account` in a query."""
    agreed = (
        select(line.c.balance_minor)
        .where(line.c.account_id == account.c.id, line.c.entry_id <= span.agreed)
        .order_by(line.c.entry_id.desc())
        .limit(1)
        .correlate(account)
        .scalar_subquery()
    )
    balance = func.coalesce(agreed, 0)
    if not span.has_late_entries:
        return balance
    late = (
        select(func.sum(line.c.amount_minor))
        .join(entry, entry.c.id == line.c.entry_id)
        .where(
            line.c.account_id == account.c.id,
            line.c.entry_id > span.agreed,
            line.c.entry_id <= span.late,
            entry.c.effective_us < span.effective_before_us,
        )
        .correlate(account)
        .scalar_subquery()
    )
    return balance + func.coalesce(late, 0)


def entries_in(span: EntrySpan) -> ColumnElement[bool]:
    """Whether an entry counts."""
    counts = entry.c.id <= span.last
    if span.effective_before_us is not None:
        counts &= entry.c.effective_us < span.effective_before_us
    return counts


def totals_in(cutoff: Cutoff) -> ColumnElement[bool]:
    """Whether a daily total counts."""
    columns = daily_total.c
    # Always true, in the way that both databases write it.
    counts: ColumnElement[bool] = columns.lines > 0
    if cutoff.recorded_to is not None:
        counts &= columns.recorded_day <= day_number(cutoff.recorded_to)
    if cutoff.effective_to is not None:
        counts &= columns.effective_day <= day_number(cutoff.effective_to)
    return counts


def _newest(db: Connection, column: ColumnElement[int], until: date | None) -> int:
    query = select(func.max(ledger_day.c.last_entry))
    if until is not None:
        query = query.where(column <= day_number(until))
    return db.scalar(query) or 0
