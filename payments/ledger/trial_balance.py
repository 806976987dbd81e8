"""The trial balance: what every account holds, now or as it was recorded by an instant."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Label, select

from payments.ledger.tables import account, entry, line


class AccountBalance(NamedTuple):
    """What an account holds in one unit: credits less debits, in minor units."""

    name: str
    unit: str
    kind: str
    balance_minor: int


def trial_balance(db: Connection, recorded_before_us: int | None = None) -> list[AccountBalance]:
    """
    The balances of all accounts that were used by then, by name and unit.

    recorded_before_us: count only events that the log had recorded before this moment, in
    microseconds since 1970 (UTC); None: all that are posted.
    """
    query = select(
        account.c.name, account.c.unit, account.c.kind, _last_balance(recorded_before_us)
    )
    used = (row for row in db.execute(query) if row.balance_minor is not None)
    return sorted(AccountBalance(*row) for row in used)


def _last_balance(recorded_before_us: int | None) -> Label[int]:
    """What the last line of each account left on it, looked up in an index; null without a line."""
    query = select(line.c.balance_minor).where(line.c.account_id == account.c.id)
    if recorded_before_us is not None:
        # Entries are numbered as they were recorded.
        newest = select(entry.c.id).where(entry.c.recorded_us < recorded_before_us)
        newest = newest.order_by(entry.c.recorded_us.desc(), entry.c.id.desc()).limit(1)
        query = query.where(line.c.entry_id <= newest.scalar_subquery())
    last = query.order_by(line.c.entry_id.desc()).limit(1).correlate(account)
    return last.scalar_subquery().label("balance_minor")


def sum_by_unit(balances: Iterable[AccountBalance]) -> dict[str, int]:
    """The sum of all balances in each unit: 0, as every entry balances."""
    sums: Counter[str] = Counter()
    for balance in balances:
        sums[balance.unit] += balance.balance_minor
    return dict(sorted(sums.items()))
