"""Which months of the ledger are closed: their figures do not change any more."""

from datetime import date

from sqlalchemy import Connection, func, select

from payments.ledger.tables import closed_period


def closed_through(db: Connection) -> str:
    """The last month that is closed, such as `2026-06`, with those before it; '' for none."""
    return db.scalar(select(func.max(closed_period.c.period))) or ""


def is_closed(last_day: date, db: Connection) -> bool:
    """Whether all months up to a day are closed."""
    return f"{last_day:%Y-%m}" <= closed_through(db)
