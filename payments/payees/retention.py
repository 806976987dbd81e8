"""
How long the details of a payee are kept after their account was closed.

The documents of a year are kept for ten years after its end (Code de commerce, article L123-22),
and invoices name who made them out. So details stay until ten years after the end of the year of
the last entry on the expert's ledger accounts; those of an expert who never earned go at once.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select

from payments.ledger.tables import account, entry, line

RETENTION_YEARS = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def last_entry_at(expert_id: UUID, db: Connection) -> datetime | None:
    """When money of an expert last moved, by the ledger; None: it never did."""
    names = account.c.name.between(f"expert:{expert_id}:", f"expert:{expert_id}:\x7f")
    query = select(func.max(entry.c.effective_us))
    query = query.join(line, line.c.entry_id == entry.c.id)
    effective_us = db.scalar(query.join(account, account.c.id == line.c.account_id).where(names))
    return None if effective_us is None else EPOCH + timedelta(microseconds=effective_us)


def may_be_erased(last_at: datetime | None, at: datetime) -> bool:
    """Whether details of a closed account may go; last_at: of the last entry, None without one."""
    return last_at is None or at.year > last_at.year + RETENTION_YEARS
