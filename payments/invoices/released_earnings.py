"""What is to be invoiced: the earnings that the ledger booked as payable in a month."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select

from domain.money import Money
from payments.accounts import COMMISSION, payable
from payments.earnings.earning import Earning
from payments.ledger.month_entries import MonthEntries, entries_of
from payments.ledger.tables import account, entry, line

RELEASED = Earning.Released.TOPIC.rpartition(".")[0] + "."
"""How the event types of all its versions begin."""


class ReleasedEarning(NamedTuple):
    """What one conversation earned, as the ledger has it; its two parts add up to the price."""

    entry: int
    """The number of the ledger's entry that made it payable."""
    conversation_id: UUID
    brand_id: UUID
    expert_id: UUID
    commission: Money
    net: Money

    @property
    def price(self) -> Money:
        return self.commission + self.net


class _Conversation(NamedTuple):
    """What the ledger says of a conversation besides what is payable."""

    brand_id: UUID
    commission_minor: int


def released_in(
    month: str, db: Connection, expert_ids: Collection[UUID] = ()
) -> dict[UUID, list[ReleasedEarning]]:
    """
    The earnings that were booked as payable in a month (UTC), by expert, in the ledger's order.

    expert_ids: only of these; none: of all. A late fact is in the month that it is booked in.
    """
    is_wanted = _is_released(entries_of(month, db)) & _of_experts(expert_ids)
    conversations = _conversations(is_wanted, db)
    released: dict[UUID, list[ReleasedEarning]] = defaultdict(list)
    for earning in _released(is_wanted, conversations, db):
        released[earning.expert_id].append(earning)
    return dict(released)


def last_released_in(month: str, db: Connection) -> dict[UUID, int]:
    """
    By expert, the last of the ledger's entries that made pay payable in a month (UTC).

    It is looked up for each expert in the index of balances, from the end of the month.
    """
    entries = entries_of(month, db)
    last = (
        select(line.c.entry_id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(line.c.account_id == account.c.id, _is_released(entries))
        .where(line.c.entry_id.between(entries.first, entries.last))
        .order_by(line.c.entry_id.desc())
        .limit(1)
        .correlate(account)
    )
    query = select(account.c.name, last.scalar_subquery()).where(_of_experts(()))
    found: dict[UUID, int] = {}
    for name, number in db.execute(query):
        if number is not None:
            expert_id = _id_in(name)
            found[expert_id] = max(int(number), found.get(expert_id, 0))
    return found


def _is_released(entries: MonthEntries) -> ColumnElement[bool]:
    """Whether an entry released pay in a month."""
    return entries.condition & entry.c.event_type.startswith(RELEASED)


def _of_experts(expert_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Whether an account holds what is payable to some experts; none: to any."""
    if not expert_ids:
        return account.c.name.like("expert:%:payable")
    return account.c.name.in_([payable(expert_id).name for expert_id in expert_ids])


def _released(
    is_wanted: ColumnElement[bool], conversations: Mapping[bytes, _Conversation], db: Connection
) -> Iterator[ReleasedEarning]:
    query = (
        select(
            entry.c.id, entry.c.conversation_id, account.c.name, line.c.unit, line.c.amount_minor
        )
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(is_wanted)
        .order_by(entry.c.id)
    )
    for number, conversation_id, name, unit, net_minor in db.execute(query):
        brand_id, commission_minor = conversations[bytes(conversation_id)]
        yield ReleasedEarning(
            entry=number,
            conversation_id=UUID(bytes=conversation_id),
            brand_id=brand_id,
            expert_id=_id_in(name),
            commission=Money(commission_minor, unit),
            net=Money(net_minor, unit),
        )


def _conversations(is_wanted: ColumnElement[bool], db: Connection) -> dict[bytes, _Conversation]:
    """Of the conversations whose earnings are wanted: who owes their price, and the commission."""
    wanted = (
        select(entry.c.conversation_id)
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(is_wanted)
    )
    is_part = or_(account.c.name == COMMISSION.name, account.c.name.like("brand:%:receivable"))
    query = (
        select(entry.c.conversation_id, account.c.name, func.sum(line.c.amount_minor))
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(entry.c.conversation_id.in_(wanted), is_part)
        .group_by(entry.c.conversation_id, account.c.name)
    )
    brands: dict[bytes, UUID] = {}
    commissions: dict[bytes, int] = defaultdict(int)
    for conversation_id, name, amount_minor in db.execute(query):
        if name == COMMISSION.name:
            commissions[bytes(conversation_id)] = int(amount_minor)
        else:
            brands[bytes(conversation_id)] = _id_in(name)
    return {key: _Conversation(brand_id, commissions[key]) for key, brand_id in brands.items()}


def sum_of(amounts: Iterable[Money]) -> Money:
    """The sum of at least one amount, all in one currency."""
    first, *others = amounts
    return sum(others, first)


@lru_cache(maxsize=100_000)
def _id_in(account_name: str) -> UUID:
    return UUID(account_name.split(":")[1])
