"""Experts in the ledger: what they are waiting for, and when their money last moved."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from domain.money import Money
from payments.ledger.tables import account, entry, line

PREFIX = "expert:"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ExpertPay(NamedTuple):
    """One expert's pay in one currency that has not gone out."""

    payable: Money
    held: Money


def waiting_pay(db: Connection) -> dict[UUID, list[ExpertPay]]:
    """The pay that is held or payable, by expert, for those who have any; by currency."""
    balances: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for name, unit, balance_minor in db.execute(_latest_balances()):
        expert_id, _, kind = name.removeprefix(PREFIX).partition(":")
        if balance_minor > 0:
            balances[expert_id, unit][kind] = balance_minor
    pay: dict[UUID, list[ExpertPay]] = defaultdict(list)
    for (expert_id, unit), by_kind in sorted(balances.items()):
        amounts = (Money(by_kind.get(kind, 0), unit) for kind in ("payable", "held"))
        pay[UUID(expert_id)].append(ExpertPay(*amounts))
    return dict(pay)


def last_entry_at(expert_id: UUID, db: Connection) -> datetime | None:
    """When money of an expert last moved, by the ledger; None: it never did."""
    names = account.c.name.between(f"expert:{expert_id}:", f"expert:{expert_id}:\x7f")
    query = select(func.max(entry.c.effective_us))
    query = query.join(line, line.c.entry_id == entry.c.id)
    effective_us = db.scalar(query.join(account, account.c.id == line.c.account_id).where(names))
    return None if effective_us is None else EPOCH + timedelta(microseconds=effective_us)


def _latest_balances() -> Select[str, str, int]:
    """One look-up for each account, as an index has its lines in order."""
    latest = (
        select(line.c.balance_minor)
        .where(line.c.account_id == account.c.id)
        .order_by(line.c.entry_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_pay = account.c.name.like(f"{PREFIX}%:payable") | account.c.name.like(f"{PREFIX}%:held")
    return select(account.c.name, account.c.unit, latest).where(is_pay)
