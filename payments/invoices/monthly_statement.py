"""An expert's month in one currency, from the ledger: what was earned, became payable, was paid."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, case, func, select

from payments import accounts
from payments.ledger.tables import account, entry, line

PARTS = {
    "held": accounts.held,
    "payable": accounts.payable,
    "in_transit": accounts.in_transit,
    "advance": accounts.advance,
}
"""The accounts of an expert, in the order of the way that money takes."""


class AccountMonth(NamedTuple):
    """What an account held before a month, what came and went, in minor units."""

    opening: int
    credited: int
    debited: int

    @property
    def closing(self) -> int:
        return self.opening + self.credited - self.debited


class Movement(NamedTuple):
    """A line of the payable account, and what it holds after it, in minor units."""

    at: datetime
    """When it happened (UTC); a late fact before the month that it is booked in."""
    event_type: str
    """Without its version."""
    conversation_id: UUID | None
    amount: int
    balance: int


class MonthlyStatement(NamedTuple):
    """An expert's month in one currency."""

    expert_id: UUID
    month: str
    currency: str
    parts: dict[str, AccountMonth]
    movements: list[Movement]


def statement_months(expert_id: UUID, db: Connection) -> list[tuple[str, str]]:
    """The months (UTC) and currencies in which anything moved, newest first."""
    query = (
        select(entry.c.period, line.c.unit)
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name.in_(_names(expert_id)))
        .distinct()
    )
    found = sorted((period, unit) for period, unit in db.execute(query))
    return found[::-1]


def monthly_statement(
    expert_id: UUID, month: str, currency: str, db: Connection
) -> MonthlyStatement:
    """Months are those in which the ledger booked, so one month opens as the last one closed."""
    parts = _parts(expert_id, month, currency, db)
    movements = _movements(expert_id, month, currency, parts["payable"].opening, db)
    return MonthlyStatement(expert_id, month, currency, parts, list(movements))


def _parts(expert_id: UUID, month: str, currency: str, db: Connection) -> dict[str, AccountMonth]:
    amount = line.c.amount_minor
    is_before, is_credit = entry.c.period < month, amount > 0
    columns = (
        func.sum(case((is_before, amount), else_=0)),
        func.sum(case((~is_before & is_credit, amount), else_=0)),
        func.sum(case((~is_before & ~is_credit, -amount), else_=0)),
    )
    query = (
        select(account.c.name, *columns)
        .join(line, line.c.account_id == account.c.id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(account.c.name.in_(_names(expert_id)), account.c.unit == currency)
        .where(entry.c.period <= month)
        .group_by(account.c.name)
    )
    found: dict[str, AccountMonth] = defaultdict(lambda: AccountMonth(0, 0, 0))
    for name, *sums in db.execute(query):
        found[name] = AccountMonth(*map(int, sums))
    return {part: found[of(expert_id).name] for part, of in PARTS.items()}


def _movements(
    expert_id: UUID, month: str, currency: str, opening: int, db: Connection
) -> Iterator[Movement]:
    query = (
        select(
            entry.c.effective_us, entry.c.event_type, entry.c.conversation_id, line.c.amount_minor
        )
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name == accounts.payable(expert_id).name, account.c.unit == currency)
        .where(entry.c.period == month)
        .order_by(entry.c.id)
    )
    balance = opening
    for effective_us, event_type, conversation_id, amount in db.execute(query):
        balance += amount
        yield Movement(
            at=datetime.fromtimestamp(effective_us // 1_000_000, UTC),
            event_type=event_type.rpartition(".")[0],
            conversation_id=UUID(bytes=conversation_id) if conversation_id else None,
            amount=amount,
            balance=balance,
        )


def _names(expert_id: UUID) -> list[str]:
    return [of(expert_id).name for of in PARTS.values()]
