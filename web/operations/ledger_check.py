"""Checking the ledger: recomputed from the log, and compared with the balances of points."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from domain.log.event_log import EventLog
from domain.rewards.points import POINTS as POINTS_BALANCE
from payments import accounts
from payments.ledger.book import CannotPost
from payments.ledger.database import LedgerDatabase
from payments.ledger.poster import Poster
from payments.ledger.recomputation import first_difference
from payments.ledger.trial_balance import trial_balance


def ledger_problems(log: EventLog, ledger: LedgerDatabase, poster: Poster) -> Iterator[str]:
    """
    Post what is not posted yet, then compare: the first difference of each kind.

    Raises what the databases raise while they are away.
    """
    progress = poster.catch_up()
    if progress.problem:
        yield progress.problem
    try:
        difference = first_difference(log, ledger)
    except CannotPost as error:
        difference = f"the ledger cannot be recomputed: {error}"
    if difference:
        yield difference
    elif log.rows.head() == progress.position:
        # In a log that has grown meanwhile the balances are ahead of the ledger.
        yield from _points_problems(log, ledger)


def _points_problems(log: EventLog, ledger: LedgerDatabase) -> Iterator[str]:
    usable: Counter[str] = Counter()
    for balance in log.rows.balances(POINTS_BALANCE):
        brand_id, member_id, _ = balance.key.split("/")
        usable[accounts.points(UUID(member_id), UUID(brand_id)).name] += balance.left
    with ledger.read() as db:
        posted = {balance.name: balance.balance_minor for balance in trial_balance(db)}
    for name in sorted(name for name in posted.keys() | usable.keys() if name.endswith(":points")):
        if posted.get(name, 0) != usable[name]:
            yield f"{name} has {posted.get(name, 0)}, but {usable[name]} can be redeemed"
            return
