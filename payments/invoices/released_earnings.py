"""What is to be invoiced: the earnings that the ledger booked as payable in a month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from domain.money import Money
from payments.accounts import COMMISSION
from payments.earnings.earning import Earning
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
    month: str, db: Connection, expert_id: UUID | None = None
) -> dict[UUID, list[ReleasedEarning]]:
    """
    The earnings that were booked as payable in a month (UTC), by expert, in the ledger's order.

    expert_id: only of this expert; None: of all. A late fact is in the month that it is booked in.
    """
    is_wanted = _is_payable(month, expert_id)
    conversations = _conversations(is_wanted, db)
    released: dict[UUID, list[ReleasedEarning]] = defaultdict(list)
    for earning in _released(is_wanted, conversations, db):
        released[earning.expert_id].append(earning)
    return dict(released)


def last_released_in(month: str, db: Connection) -> dict[UUID, int]:
    """By expert, the last of the ledger's entries that made pay payable in a month (UTC)."""
    query = (
        select(account.c.name, func.max(entry.c.id))
        .join(line, line.c.account_id == account.c.id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(_is_payable(month))
        .group_by(account.c.name)
    )
    return {_id_in(name): int(number) for name, number in db.execute(query)}


def _is_payable(month: str, expert_id: UUID | None = None) -> ColumnElement[bool]:
    """Whether a line is pay that was released in a month; expert_id: None for all experts."""
    return and_(
        entry.c.period == month,
        entry.c.event_type.startswith(RELEASED),
        account.c.name.like(f"expert:{expert_id or '%'}:payable"),
    )


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
