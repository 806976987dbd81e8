"""The reconciliation of one rail: the ledger's movements against the statements of the rail."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select

from domain.log.event_log import EventLog
from payments.accounts import RAIL_FEES_ACCRUED
from payments.ledger.database import LedgerDatabase
from payments.ledger.entries import microseconds
from payments.ledger.tables import account, entry, line
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.rail_statement_commands import stated_lines
from payments.rail_statements.reconciliation_break import break_id
from payments.reconciliation.ledger_movements import ledger_movements
from payments.reconciliation.reconcile import (
    RailLine,
    ReconciledItem,
    Reconciliation,
    reconcile,
)


def reconciliation_of(
    rail: RailAccount, until: date, log: EventLog, database: LedgerDatabase
) -> Reconciliation:
    """All that ledger and rail say up to the end of a day (UTC), as the ledger is posted now."""
    lines = (
        RailLine(
            stated.reference,
            stated.amount.currency,
            stated.amount.amount,
            stated.on,
            stated.category.value,
        )
        for stated in stated_lines(log, rail)
    )
    return reconcile(ledger_movements(rail, log, database), lines, until)


def break_of(rail: RailAccount, item: ReconciledItem) -> UUID:
    """The id of what people do about an item."""
    return break_id(rail, item.key, item.currency)


def accrued_fees_minor(currency: str, until: date, database: LedgerDatabase) -> int:
    """What was accrued for fees of rails up to the end of a day (UTC), and never settled since."""
    after_us = microseconds(datetime.combine(until + timedelta(days=1), time(), UTC))
    is_settled = line.c.amount_minor < 0
    query = (
        select(func.coalesce(func.sum(line.c.amount_minor), 0))
        .join(account, account.c.id == line.c.account_id)
        .join(entry, entry.c.id == line.c.entry_id)
        .where(account.c.name == RAIL_FEES_ACCRUED.name, account.c.unit == currency)
        .where(is_settled | (entry.c.effective_us < after_us))
    )
    with database.read() as db:
        return int(db.scalar(query) or 0)
