"""The worker's job that deletes payment details of closed accounts when their time is over."""

from datetime import datetime
from threading import Event

from payments.ledger.expert_pay import last_entry_at
from payments.payees.retention import may_be_erased
from web.marketplace import Marketplace
from web.private_store.payees import PayeeStore
from web.private_store.store import PrivateStore


def erase_payees(market: Marketplace, store: PrivateStore, at: datetime, stop: Event) -> int:
    """
    Delete what may go at an instant (UTC); return of how many experts.

    While the ledger is behind the log nothing is deleted: it does not know yet who earned.
    """
    if market.poster.progress().behind:
        return 0
    payees, erased = PayeeStore(store), 0
    for expert_id in payees.without_account():
        if stop.is_set():
            break
        with market.ledger.read() as db:
            last_at = last_entry_at(expert_id, db)
        if may_be_erased(last_at, at):
            # The event first: stopped in between, the next run does both again.
            market.payees.erase_details(expert_id, at)
            payees.erase(expert_id)
            erased += 1
    return erased
