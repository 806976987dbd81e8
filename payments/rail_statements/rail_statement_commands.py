"""Commands on statements of rails, breaks and fees; every command returns the log's position."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from domain.log.commands import Commands
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_fee import RailFee, expected_fee, rail_fee_id
from payments.rail_statements.rail_statement import (
    RailAccount,
    RailStatement,
    StatedLine,
    rail_statement_id,
)
from payments.rail_statements.reconciliation_break import (
    ClosingEntry,
    ReconciliationBreak,
    break_id,
)


def stated_lines(log: EventLog, account: RailAccount) -> Iterator[StatedLine]:
    """All lines that a rail has stated, month by month."""
    for month in sorted(log.rows.keys_held_by("rail-statement", account)):
        for envelope in log.history(rail_statement_id(account, month.partition("/")[2])):
            if isinstance(envelope.data, RailStatement.Imported):
                yield from envelope.data.lines


class RailStatementCommands(Commands):
    def import_lines(
        self,
        account: RailAccount,
        lines: Sequence[StatedLine],
        by: UUID | None,
        at: datetime,
    ) -> int:
        """Record the lines of a rail that are new. by: nothing when they were fetched."""
        by_month: dict[str, list[StatedLine]] = defaultdict(list)
        for line in lines:
            by_month[f"{line.on:%Y-%m}"].append(line)

        def decide() -> Decision:
            statements, months = [], []
            for month, some in sorted(by_month.items()):
                id = rail_statement_id(account, month)
                statement = self._log.load_or_new(RailStatement, id)
                if not statement.version:
                    months.append(Reservation("rail-statement", f"{account}/{month}", account))
                statement.import_lines(account, month, some, by, at)
                statements.append(statement)
            return Decision(statements, reserve=months)

        return self._log.execute(decide)

    def accrue_fee(self, payout_id: UUID, amount: Money, at: datetime) -> int:
        """Accrue what Stripe will charge for a payout of an amount; once."""

        def decide() -> Decision:
            fee = self._log.load_or_new(RailFee, rail_fee_id(payout_id))
            fee.accrue(payout_id, expected_fee(amount), at)
            return Decision([fee])

        return self._log.execute(decide)


class ReconciliationBreakCommands(Commands):
    """What people do about a reference that ledger and rail do not agree on."""

    def take(self, id: UUID, by: UUID, at: datetime) -> int:
        def decide() -> Decision:
            found = self._log.load_or_new(ReconciliationBreak, id)
            found.take(by, at)
            return Decision([found])

        return self._log.execute(decide)

    def write_note(self, id: UUID, text: WrittenText, by: UUID, at: datetime) -> int:
        """Raises Invalid without words."""

        def decide() -> Decision:
            found = self._log.load_or_new(ReconciliationBreak, id)
            found.write_note(text, by, at)
            return Decision([found])

        return self._log.execute(decide)

    def close(
        self,
        reference_key: str,
        entry: ClosingEntry,
        text: WrittenText,
        closings: int,
        by: UUID,
        at: datetime,
    ) -> int:
        """Close a break by an entry; raises what ReconciliationBreak.close raises."""
        id = break_id(entry.account, reference_key, entry.amount.currency)

        def decide() -> Decision:
            found = self._log.load_or_new(ReconciliationBreak, id)
            found.close(entry, text, closings, by, at)
            return Decision([found])

        return self._log.execute(decide)
