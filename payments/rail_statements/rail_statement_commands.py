"""Commands on statements of rails, breaks and fees; every command returns the log's position."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from domain.log.commands import Commands
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_fee import (
    ChargedPayout,
    RailFee,
    expected_fee,
    rail_fee_id,
)
from payments.rail_statements.rail_statement import (
    RailAccount,
    RailStatement,
    StatedLine,
    rail_statement_id,
)
from payments.rail_statements.reconciliation_break import (
    BreakSubject,
    ClosingEntry,
    ReconciliationBreak,
)


def stated_months(log: EventLog, account: RailAccount) -> list[str]:
    """The months, such as `2017-10`, of which a rail has stated lines, the oldest first."""
    return [key.partition("/")[2] for key in log.rows.keys_held_by("rail-statement", account)]


def stated_lines(log: EventLog, account: RailAccount) -> Iterator[StatedLine]:
    """All lines that a rail has stated, month by month."""
    for month in stated_months(log, account):
        yield from lines_of_month(log, account, month)


def lines_of_month(
    log: EventLog, account: RailAccount, month: str, before_us: int | None = None
) -> Iterator[StatedLine]:
    """
    The lines that a rail has stated of a month, as they were brought in.

    before_us: only those recorded before a moment, in microseconds since 1970 (UTC).
    """
    for envelope in log.history(rail_statement_id(account, month)):
        is_known = before_us is None or envelope.recorded_us < before_us
        if is_known and isinstance(envelope.data, RailStatement.Imported):
            yield from envelope.data.lines


def last_stated_day(log: EventLog, account: RailAccount) -> date | None:
    """The newest day (UTC) of which a rail has stated a line; None before the first."""
    months = stated_months(log, account)
    return max(line.on for line in lines_of_month(log, account, months[-1])) if months else None


class RailStatementCommands(Commands):
    def import_lines(
        self,
        account: RailAccount,
        lines: Sequence[StatedLine],
        by: UUID | None,
        at: datetime,
    ) -> int:
        """
        Record the lines of a rail that are new. by: nothing when they were fetched.

        Raises Invalid for a currency that the books do not have.
        """
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

    def accrue_fee(self, payout: ChargedPayout, at: datetime) -> int:
        """Accrue what Stripe will charge for a payout; once."""

        def decide() -> Decision:
            fee = self._log.load_or_new(RailFee, rail_fee_id(payout.payout_id))
            fee.accrue(payout, expected_fee(payout.amount), at)
            return Decision([fee])

        return self._log.execute(decide)


def attended_keys(log: EventLog, account: RailAccount) -> set[str]:
    """The reference keys of an account that people have ever looked after, in any currency."""
    held = log.rows.keys_held_by("reconciliation-break", account)
    return {key.split("/", 2)[2] for key in held}


def lines_not_stated(log: EventLog, account: RailAccount, lines: Sequence[StatedLine]) -> int:
    """How many of these lines an import would record."""
    ids = {line.id for line in lines}
    for month in {f"{line.on:%Y-%m}" for line in lines}:
        ids -= {line.id for line in lines_of_month(log, account, month)}
    return len(ids)


class ReconciliationBreakCommands(Commands):
    """What people do about a reference that ledger and rail do not agree on."""

    def take(self, subject: BreakSubject, by: UUID, at: datetime) -> int:
        def decide() -> Decision:
            found = self._log.load_or_new(ReconciliationBreak, subject.id)
            known = _reserved(subject, found)
            found.take(subject, by, at)
            return Decision([found], reserve=known)

        return self._log.execute(decide)

    def write_note(
        self,
        subject: BreakSubject,
        text: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises Invalid without words. key: of the form, which may be sent twice."""

        def decide() -> Decision:
            found = self._log.load_or_new(ReconciliationBreak, subject.id)
            known = _reserved(subject, found)
            found.write_note(subject, text, by, at)
            return Decision([found], reserve=known)

        return self._log.execute(decide, key)

    def close(
        self, entry: ClosingEntry, text: WrittenText, closings: int, by: UUID, at: datetime
    ) -> int:
        """Close a break by an entry; raises what ReconciliationBreak.close raises."""

        def decide() -> Decision:
            found = self._log.load_or_new(ReconciliationBreak, entry.subject.id)
            known = _reserved(entry.subject, found)
            found.close(entry, text, closings, by, at)
            return Decision([found], reserve=known)

        return self._log.execute(decide)


def _reserved(subject: BreakSubject, found: ReconciliationBreak) -> list[Reservation]:
    """Of a break that no one looked after before."""
    if found.version:
        return []
    key = f"{subject.account}/{subject.currency}/{subject.reference_key}"
    return [Reservation("reconciliation-break", key, subject.account)]
