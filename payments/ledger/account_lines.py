"""
What stands on a few accounts: their balances, and the conversations that were posted on them.

Read from the newest backwards, a page at a time, so that an account may have a million lines.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.conversations.conversation import Conversation
from domain.money import Money
from payments.accounts import LedgerAccount
from payments.ledger.entries import EPOCH
from payments.ledger.tables import account, entry, line

CLOSED = Conversation.Closed.TOPIC.rpartition(".")[0] + ".%"
"""The event types, of all versions, by which a conversation is posted."""


class ConversationLine(NamedTuple):
    """What the close of a conversation posted on an account."""

    entry_id: int
    """The number of the entry: newer ones are greater."""
    conversation_id: UUID
    money: Money
    """Positive when it was credited."""
    closed_at: datetime


def balances_of(accounts: Iterable[LedgerAccount], db: Connection) -> dict[str, list[Money]]:
    """What accounts hold, by name, in each unit in which they were used; one query."""
    names = {account_.name for account_ in accounts}
    newest = (
        select(line.c.balance_minor)
        .where(line.c.account_id == account.c.id)
        .order_by(line.c.entry_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(account.c.name, account.c.unit, newest.label("balance"))
    query = query.where(account.c.name.in_(names)).order_by(account.c.name, account.c.unit)
    balances: dict[str, list[Money]] = {name: [] for name in names}
    for row in db.execute(query):
        balances[row.name].append(Money(row.balance or 0, row.unit))
    return balances


def conversations_on(
    account_: LedgerAccount, before: int | None, limit: int, db: Connection
) -> list[ConversationLine]:
    """
    The conversations whose close was posted on an account, in any unit, the newest first.

    before: only those of entries before this number; None: from the newest. One query for each
    unit, and one to find the units.
    """
    ids = select(account.c.id).where(account.c.name == account_.name)
    pages = [_page(id, before, limit, db) for id in db.scalars(ids).all()]
    return list(islice(merge(*pages, key=attrgetter("entry_id"), reverse=True), limit))


def moved_between(
    own: Iterable[LedgerAccount], others: Iterable[LedgerAccount], db: Connection
) -> list[Money]:
    """What entries took from some accounts where they also moved others, in each unit."""
    ids_of_others = select(account.c.id).where(account.c.name.in_(_names(others)))
    other = line.alias("other")
    also_moves = (
        select(other.c.entry_id)
        .where(other.c.entry_id == line.c.entry_id, other.c.account_id.in_(ids_of_others))
        .exists()
    )
    query = (
        select(line.c.unit, (-func.sum(line.c.amount_minor)).label("moved"))
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name.in_(_names(own)), also_moves)
        .group_by(line.c.unit)
        .order_by(line.c.unit)
    )
    return [Money(int(row.moved), row.unit) for row in db.execute(query)]


def _page(
    account_id: int, before: int | None, limit: int, db: Connection
) -> list[ConversationLine]:
    query = (
        select(
            line.c.entry_id,
            entry.c.conversation_id,
            line.c.amount_minor,
            line.c.unit,
            entry.c.effective_us,
        )
        .join(entry, entry.c.id == line.c.entry_id)
        .where(line.c.account_id == account_id, entry.c.event_type.like(CLOSED))
        .order_by(line.c.entry_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(line.c.entry_id < before)
    return [
        ConversationLine(
            row.entry_id,
            UUID(bytes=row.conversation_id),
            Money(row.amount_minor, row.unit),
            EPOCH + timedelta(microseconds=row.effective_us),
        )
        for row in db.execute(query)
    ]


def _names(accounts: Iterable[LedgerAccount]) -> Sequence[str]:
    return sorted({account_.name for account_ in accounts})
