"""The reconciliation of one rail: the ledger's movements against the statements of the rail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from domain.log.event_log import EventLog
from payments.accounts import RAIL_FEES_ACCRUED
from payments.ledger.database import LedgerDatabase
from payments.ledger.entries import microseconds
from payments.ledger.tables import account, entry, line
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.rail_statement_commands import attended_keys
from payments.rail_statements.reconciliation_break import BreakSubject
from payments.reconciliation.ledger_movements import MovementDays, ledger_movements
from payments.reconciliation.openings import (
    Opening,
    OpeningStamp,
    opening_at,
    opening_day,
    rail_lines,
    stamp_of,
)
from payments.reconciliation.reconcile import ReconciledItem, Reconciliation, reconcile

MOST_OPENINGS = 12
"""At most so many: of both rails, for the days that pages ask for."""


class _Answer(NamedTuple):
    """A reconciliation, and what it was computed from."""

    until: date
    stamp: OpeningStamp
    attended: int
    found: Reconciliation


class Reconciliations:
    """
    The reconciliation of each rail, as the ledger is posted now.

    What had agreed by the end of the month before last is read once, and again when anything is
    recorded of those days. The newest answer is given again until anything is recorded.
    """

    def __init__(self, log: EventLog, database: LedgerDatabase) -> None:
        self._log, self._database = log, database
        self._openings: dict[tuple[RailAccount, date], Opening] = {}
        self._answers: dict[RailAccount, _Answer] = {}

    def of(self, rail: RailAccount, until: date) -> Reconciliation:
        """What ledger and rail say up to the end of a day (UTC), less what had agreed before."""
        stamp = stamp_of(rail, until, self._log, self._database)
        attended = attended_keys(self._log, rail)
        known = self._answers.get(rail)
        if known and known[:-1] == (until, stamp, len(attended)):
            return known.found
        found = self._compared(rail, until, attended)
        self._answers[rail] = _Answer(until, stamp, len(attended), found)
        return found

    def _compared(self, rail: RailAccount, until: date, attended: set[str]) -> Reconciliation:
        day = opening_day(until)
        opening, span = self._opening(rail, day), MovementDays(day, until)
        return reconcile(
            [*opening.movements, *ledger_movements(rail, span, self._log, self._database)],
            [*opening.lines, *rail_lines(rail, span, self._log)],
            until,
            agreed_minor=opening.agreed_minor,
            attended=attended,
        )

    def as_known_on(self, rail: RailAccount, until: date, day: date) -> Reconciliation:
        """The same, as it was recorded by the end of a day (UTC): read from the beginning."""
        span = MovementDays(None, until, recorded_to=day)
        movements = ledger_movements(rail, span, self._log, self._database)
        return reconcile(movements, rail_lines(rail, span, self._log), until)

    def count_breaks(self, until: date) -> int:
        """Of all rails: what the page lists, finance has to do, and the close of a month checks."""
        return sum(len(self.of(rail, until).breaks) for rail in RailAccount)

    def _opening(self, rail: RailAccount, day: date) -> Opening:
        known = self._openings.get((rail, day))
        if known and known.stamp == stamp_of(rail, day, self._log, self._database):
            return known
        opening = opening_at(rail, day, self._log, self._database)
        newest = list(self._openings.items())[-MOST_OPENINGS:]
        self._openings = {**dict(newest), (rail, day): opening}
        return opening


def subject_of(rail: RailAccount, item: ReconciledItem) -> BreakSubject:
    """What people look after when they look after an item."""
    return BreakSubject(rail, item.key, item.currency)


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
