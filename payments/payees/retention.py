"""
How long the details of a payee are kept after their account was closed.

The documents of a year are kept for ten years after its end (Code de commerce, article L123-22),
and invoices name who made them out. So details stay until ten years after the end of the year of
the last entry on the expert's ledger accounts; those of an expert who never earned go at once.
"""

from datetime import datetime

RETENTION_YEARS = 10


def may_be_erased(last_at: datetime | None, at: datetime) -> bool:
    """Whether details of a closed account may go; last_at: of the last entry, None without one."""
    return last_at is None or at.year > last_at.year + RETENTION_YEARS
