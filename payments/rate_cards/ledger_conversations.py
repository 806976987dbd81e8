"""The conversations of a month with their prices, as the ledger booked them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from domain.conversations.conversation import Conversation
from payments.accounts import COMMISSION
from payments.earnings.earning import Earning
from payments.ledger.tables import account, closed_period, entry, line
from payments.rate_cards.rehearsal import PricedConversation

PRICED = (
    Conversation.Closed,
    Earning.Refused,
    Earning.ContestAccepted,
    Earning.AppealGranted,
)
"""The events that charge a brand for a conversation, or take that back."""


def booked_months(db: Connection) -> list[str]:
    """The months (UTC) in which something was booked, the newest first, such as `2017-10`."""
    query = select(entry.c.period).distinct().order_by(entry.c.period.desc())
    return list(db.scalars(query))


def is_month_closed(month: str, db: Connection) -> bool:
    """Whether no late fact is booked in this month any more."""
    last = db.scalar(select(func.max(closed_period.c.period)))
    return last is not None and month <= last


def conversations_of(month: str, currency: str, db: Connection) -> list[PricedConversation]:
    """
    The conversations that were booked in a month, and those that were taken back in it.

    Their sums are the month's movements of the ledger. Conversations without a price are left out.
    """
    entries: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.execute(_lines(month, currency)):
        entries[row.entry_id].append(row)
    return [_conversation(rows) for rows in entries.values()]


def _lines(month: str, currency: str) -> Any:
    types = (entry.c.event_type.startswith(f"{event.__qualname__}.") for event in PRICED)
    return (
        select(line.c.entry_id, account.c.name, line.c.amount_minor)
        .join(entry, entry.c.id == line.c.entry_id)
        .join(account, account.c.id == line.c.account_id)
        .where(entry.c.period == month, line.c.unit == currency, or_(*types))
        .order_by(line.c.entry_id)
    )


def _conversation(rows: Iterable[Any]) -> PricedConversation:
    """The brand owes the price: a debit. Where it is credited, the conversation was taken back."""
    amounts = {row.name: row.amount_minor for row in rows}
    commission = abs(amounts.pop(COMMISSION.name, 0))
    owed = next(name for name in amounts if name.startswith("brand:"))
    experts = [name for name in amounts if name.startswith("expert:")]
    return PricedConversation(
        _id(owed),
        _id(experts[0]) if experts else None,
        abs(amounts[owed]),
        commission,
        1 if amounts[owed] < 0 else -1,
    )


def _id(name: str) -> UUID:
    return UUID(name.split(":")[1])
