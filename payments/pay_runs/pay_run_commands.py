"""
Commands on pay runs; every command returns the log's position after it.

Three reservations belong to them: all runs, by week; those whose payouts are to be initiated; and
those that are being carried out.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from payments.earnings.unstated_items import holders_to_state
from payments.pay_runs.pay_run import PayRun, PayRunLimits, PayRunStatus, pay_run_id
from payments.pay_runs.pay_run_lines import (
    LeftOutLine,
    PayRunLine,
    PayRunLines,
    pay_run_lines,
    pay_run_lines_id,
)
from payments.pay_runs.payable_lines import InitiatedLine, PayableLines, payout_of
from payments.pay_runs.payout import Payout, Rail
from payments.pay_runs.payout_lists import ALL, BATCH, listed, open_payouts, started_reservation
from payments.pay_runs.receivers import ReceiverOf
from payments.statements.statement_commands import load_account
from payments.weeks import parse_week


def pay_runs(log: EventLog) -> list[UUID]:
    """All pay runs, the newest week first."""
    keys = log.rows.keys_held_by("pay-run", ALL)
    return [_run_id(key) for key in reversed(keys)]


def runs_of_week(log: EventLog, week: str) -> list[PayRun]:
    """The runs of a week, by rail; a week has at most one on each."""
    runs = (log.load_or_new(PayRun, pay_run_id(week, rail)) for rail in Rail)
    return [run for run in runs if run.version]


def started_pay_runs(log: EventLog) -> list[UUID]:
    """Those that are being carried out."""
    return [UUID(key) for key in log.rows.keys_held_by("pay-run-started", ALL)]


def pay_runs_to_initiate(log: EventLog) -> list[UUID]:
    """Those that were started, and whose payouts are not all initiated."""
    return [UUID(key) for key in log.rows.keys_held_by("pay-run-to-initiate", ALL)]


def lines_of(log: EventLog, run: PayRun) -> tuple[PayRunLine, ...]:
    """What a run pays each expert, as it was prepared last."""
    return pay_run_lines(log, run.id, run.preparation)


def payouts_of(log: EventLog, run: PayRun) -> Iterator[Payout]:
    """What a run has initiated, in the order of its lines."""
    for line in lines_of(log, run):
        payout = log.load_or_new(Payout, payout_of(line, run.week))
        if payout.version and payout.pay_run_id == run.id:
            yield payout


class PayRunCommands(Commands):
    def __init__(self, log: EventLog, receiver_of: ReceiverOf) -> None:
        super().__init__(log)
        self._payable = PayableLines(log, receiver_of)

    def prepare(
        self,
        week: str,
        rail: Rail,
        limits: PayRunLimits,
        by: UUID | None,
        at: datetime,
    ) -> int:
        """
        Fix who is paid what for a week on a rail; nothing when it was started before.

        Raises Invalid unless it is a week; NotNow while it lasts, before its statements are closed,
        and what PayRun.prepare raises.
        """
        ends_at = parse_week(week).ends_at
        id = pay_run_id(week, rail)

        def decide() -> Decision:
            run = self._log.load_or_new(PayRun, id)
            new = [] if run.version else [Reservation("pay-run", f"{week}/{rail}", ALL)]
            if run.is_carried_out:
                return Decision([])
            self._check_statements(week, ends_at, at)
            lines = list(self._payable.lines(week, rail, limits.payout_minor, at))
            run.prepare(week, rail, lines, limits, by, at)
            fixed = [self._fixed(run, lines, at)] if run.pending_events else []
            return Decision([run, *fixed], reserve=new)

        return self._log.execute(decide)

    def approve(self, id: UUID, by: UUID, at: datetime, shown: int | None = None) -> int:
        """As PayRun.check_shown and PayRun.approve. Raises NotFound without the run."""

        def approve(run: PayRun) -> None:
            run.check_shown(shown)
            run.approve(by, at)

        return self._change(id, approve)

    def start(self, id: UUID, by: UUID | None, at: datetime, shown: int | None = None) -> int:
        """As PayRun.check_shown and PayRun.start. Raises NotFound without the run."""

        def start(run: PayRun) -> None:
            if not run.is_carried_out:
                run.check_shown(shown)
            run.start(by, at)

        return self._change(id, start)

    def unpaid_week(self, threshold_minor: int, at: datetime) -> str | None:
        """As PayableLines.unpaid_week."""
        return self._payable.unpaid_week(threshold_minor, at)

    def cancel(self, id: UUID, reason: str, by: UUID, at: datetime) -> int:
        """As PayRun.cancel. Raises NotFound without the run."""
        return self._change(id, lambda run: run.cancel(reason, by, at))

    def note_file(
        self, id: UUID, sha256: str, transfers: int, by: UUID | None, at: datetime
    ) -> int:
        """As PayRun.note_file. Raises NotFound without the run."""
        return self._change(id, lambda run: run.note_file(sha256, transfers, by, at))

    def initiate_payouts(self, id: UUID, at: datetime) -> int:
        """
        Initiate what a started run has prepared, some at a time; what is initiated stays so.

        An amount of which less is left to pay is left out. Raises NotFound without the run.
        """
        run = self._log.load(PayRun, id)
        if run.status is not PayRunStatus.STARTED or run.payouts is not None:
            return self._log.rows.head()
        lines, left_out = lines_of(self._log, run), list[LeftOutLine]()
        for first in range(0, len(lines), BATCH):
            left_out += self._initiate(run, lines[first : first + BATCH], at)
        return self._change(id, lambda run: run.note_initiated(left_out, at))

    def complete_if_done(self, id: UUID, at: datetime) -> int:
        """Complete a run each of whose payouts has an outcome. Raises NotFound without the run."""

        def complete(run: PayRun) -> None:
            # Asked again when another command was first: a retry reopens in the same commit.
            if next(open_payouts(self._log, id), None) is None:
                run.complete(at)

        return self._change(id, complete)

    def _check_statements(self, week: str, ends_at: datetime, at: datetime) -> None:
        if at < ends_at:
            raise NotNow("This week is not over yet.")
        for holder in holders_to_state(self._log, ends_at):
            if load_account(self._log, holder).week < week:
                raise NotNow("Close the statements of this week first.")

    def _fixed(self, run: PayRun, lines: Sequence[PayRunLine], at: datetime) -> PayRunLines:
        id = pay_run_lines_id(run.id, run.preparation)
        fixed = self._log.load_or_new(PayRunLines, id)
        fixed.fix(run.id, run.preparation, lines, at)
        return fixed

    def _initiate(
        self, run: PayRun, lines: Sequence[PayRunLine], at: datetime
    ) -> list[LeftOutLine]:
        """Initiate some lines, unless all of the run are by now; return those left out."""
        left_out: list[LeftOutLine] = []

        def decide() -> Decision:
            nonlocal left_out
            to_initiate = _to_initiate(run.id)
            if self._log.current(to_initiate) != to_initiate:
                return Decision([])
            done = [self._payable.initiate(run, line, at) for line in lines]
            left_out = [one for one in done if isinstance(one, LeftOutLine)]
            initiated = [one for one in done if isinstance(one, InitiatedLine)]
            return Decision(
                [aggregate for one in initiated for aggregate in one],
                reserve=[held for one in initiated for held in listed(one.payout)],
                preconditions=[to_initiate],
            )

        self._log.execute(decide)
        return left_out

    def _change(self, id: UUID, change: Callable[[PayRun], None]) -> int:
        """Change a run, and list it while it is being carried out."""

        def decide() -> Decision:
            run = self._log.load(PayRun, id)
            before = _listed(run)
            change(run)
            after = _listed(run)
            return Decision([run], reserve=[*after], release=[*before])

        return self._log.execute(decide, command=command_of(change))


def _listed(run: PayRun) -> list[Reservation]:
    if run.status is not PayRunStatus.STARTED:
        return []
    started = started_reservation(run.id)
    return [started] if run.payouts is not None else [started, _to_initiate(run.id)]


def _to_initiate(pay_run_id: UUID) -> Reservation:
    return Reservation("pay-run-to-initiate", str(pay_run_id), ALL)


def _run_id(key: str) -> UUID:
    week, _, rail = key.partition("/")
    return pay_run_id(week, Rail(rail))
