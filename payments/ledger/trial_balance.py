"""The trial balance: what every account holds, now or as it was recorded by an instant."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, select

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
    newest = select(line.c.account_id, func.max(line.c.entry_id).label("entry_id"))
    if recorded_before_us is not None:
        newest = newest.join(entry, entry.c.id == line.c.entry_id)
        newest = newest.where(entry.c.recorded_us < recorded_before_us)
    last = newest.group_by(line.c.account_id).subquery()
    query = (
        select(account.c.name, account.c.unit, account.c.kind, line.c.balance_minor)
        .join(last, last.c.account_id == account.c.id)
        .join(line, (line.c.account_id == last.c.account_id) & (line.c.entry_id == last.c.entry_id))
    )
    return sorted(AccountBalance(*row) for row in db.execute(query))


def sum_by_unit(balances: Iterable[AccountBalance]) -> dict[str, int]:
    """The sum of all balances in each unit: 0, as every entry balances."""
    sums: Counter[str] = Counter()
    for balance in balances:
        sums[balance.unit] += balance.balance_minor
    return dict(sorted(sums.items()))
