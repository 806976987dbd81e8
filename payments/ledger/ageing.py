"""
How long an amount on an account has been there: what came first is taken out first.

Of what an account holds, the part older than a day is what it held at the end of that day, less
all that has been taken out of it since.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select

from payments.ledger.cutoffs import Cutoff, balance_in, day_number, entries_in, span_of, totals_in
from payments.ledger.daily_totals import DAY_US
from payments.ledger.tables import account, daily_total, entry, line

PAYABLE_BOUNDS = (7, 14, 30, 60)
"""Days: the groups are 0 to 7 days, 8 to 14, 15 to 30, 31 to 60, and more."""


class AgedBalance(NamedTuple):
    """What an account holds, by age group, the youngest first, in minor units."""

    account_id: int
    account_name: str
    by_age: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_age)

    @property
    def order(self) -> tuple[tuple[int, ...], str]:
        """Those with the oldest amounts come first."""
        return tuple(-part for part in reversed(self.by_age)), self.account_name


class AccountGroup(NamedTuple):
    """The accounts of a class in one unit."""

    account_class: str
    """Such as `expert:payable`."""
    unit: str
    returning_events: tuple[str, ...] = ()
    """Names of events, without version, whose credits give back what was taken out before."""

    @property
    def condition(self) -> ColumnElement[bool]:
        prefix, _, column = self.account_class.partition(":")
        return account.c.name.like(f"{prefix}:%:{column}") & (account.c.unit == self.unit)


def days_before(day: date, bounds: Sequence[int]) -> list[date]:
    """The newest day of what is older than each number of days."""
    return [day - timedelta(days=days + 1) for days in bounds]


def aged_balances(
    group: AccountGroup, bounds: Sequence[date], cutoff: Cutoff, db: Connection
) -> list[AgedBalance]:
    """
    The balances of a group by age, those with the oldest amounts first, without empty ones.

    bounds: the last day of each age group but the first, the newest first.
    """
    withdrawn = _withdrawn_since(group, bounds[-1], cutoff, db)
    columns = [
        balance_in(span_of(Cutoff(cutoff.recorded_to, until), db))
        for until in (cutoff.effective_to, *bounds)
    ]
    query = select(account.c.id, account.c.name, *columns).where(group.condition)
    aged = [
        AgedBalance(id, name, _by_age(balances, bounds, withdrawn[id]))
        for id, name, *balances in db.execute(query)
        if balances[0]
    ]
    return sorted(aged, key=lambda balance: balance.order)


AmountByDay = dict[int, int]
"""By day since 1970."""


def _by_age(
    balances: Sequence[int], bounds: Sequence[date], withdrawn: AmountByDay
) -> tuple[int, ...]:
    """The balance of today split by what is left of each earlier one."""
    left = [balances[0]]
    for bound, balance in zip(bounds, balances[1:], strict=True):
        since = sum(amount for day, amount in withdrawn.items() if day > day_number(bound))
        left.append(max(0, min(left[-1], balance + since)))
    return (*(newer - older for newer, older in pairwise(left)), left[-1])


def _withdrawn_since(
    group: AccountGroup, day: date, cutoff: Cutoff, db: Connection
) -> dict[int, AmountByDay]:
    """What was taken out after a day and not given back, below zero, by account."""
    agreed = span_of(Cutoff(cutoff.recorded_to, day), db).agreed
    wanted = [(line.c.amount_minor < 0) & (line.c.entry_id > agreed)]
    wanted += [
        _is_returned(group)
        & entry.c.effective_us.between(number * DAY_US, (number + 1) * DAY_US - 1)
        for number in _days_of_returns(group, day, cutoff, db)
    ]
    withdrawn: dict[int, AmountByDay] = defaultdict(lambda: defaultdict(int))
    for condition in wanted:
        for id, number, amount in db.execute(_sums_by_day(group, condition, cutoff, db)):
            withdrawn[id][int(number)] += int(amount)
    return withdrawn


def _sums_by_day(
    group: AccountGroup, condition: ColumnElement[bool], cutoff: Cutoff, db: Connection
) -> Select[Any]:
    number = (entry.c.effective_us // DAY_US).label("day")
    return (
        select(line.c.account_id, number, func.sum(line.c.amount_minor))
        .join(account, account.c.id == line.c.account_id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(group.condition, condition, entries_in(span_of(cutoff, db)))
        .group_by(line.c.account_id, number)
    )


def _is_returned(group: AccountGroup) -> ColumnElement[bool]:
    events = (entry.c.event_type.like(f"{name}.%") for name in group.returning_events)
    return (line.c.amount_minor > 0) & or_(false(), *events)


def _days_of_returns(
    group: AccountGroup, day: date, cutoff: Cutoff, db: Connection
) -> Sequence[int]:
    """The days after a day on which anything was given back: few, and so looked up one by one."""
    columns = daily_total.c
    events = (columns.event_type.like(f"{name}.%") for name in group.returning_events)
    query = select(columns.effective_day).where(
        columns.account_class == group.account_class,
        columns.unit == group.unit,
        columns.effective_day > day_number(day),
        or_(false(), *events),
        totals_in(cutoff),
    )
    return sorted(set(db.scalars(query)))
