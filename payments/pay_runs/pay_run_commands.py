"""
Commands on pay runs; every command returns the log's position after it.

Two reservations belong to them: all runs, by week, and those that are being carried out.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder, holders_to_state
from payments.pay_runs.pay_run import PayRun, PayRunLimits, PayRunLine, PayRunStatus, pay_run_id
from payments.pay_runs.payout import Payout, Rail, payout_id
from payments.pay_runs.payout_lists import ALL, BATCH, listed, open_payouts, started_reservation
from payments.pay_runs.receivers import ReceiverOf
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.statements.statement_commands import load_account, statement_accounts
from payments.weeks import parse_week


def pay_runs(log: EventLog) -> list[UUID]:
    """All pay runs, the newest week first."""
    keys = log.rows.keys_held_by("pay-run", ALL)
    return [_run_id(key) for key in reversed(keys)]


def started_pay_runs(log: EventLog) -> list[UUID]:
    """Those that are being carried out."""
    return [UUID(key) for key in log.rows.keys_held_by("pay-run-started", ALL)]


def payout_of(line: PayRunLine, week: str) -> UUID:
    """The id of the payout of a line, whether it was initiated or not."""
    return payout_id(statement_account_id(line.expert_id, line.amount.currency), week)


def payouts_of(log: EventLog, run: PayRun) -> Iterator[Payout]:
    """What a run has initiated, in the order of its lines."""
    for line in run.lines:
        payout = log.load_or_new(Payout, payout_of(line, run.week))
        if payout.version and payout.pay_run_id == run.id:
            yield payout


class PayRunCommands(Commands):
    def __init__(self, log: EventLog, receiver_of: ReceiverOf) -> None:
        super().__init__(log)
        self._receiver_of = receiver_of

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
        and when there is nothing to pay.
        """
        ends_at = parse_week(week).ends_at
        id = pay_run_id(week, rail)

        def decide() -> Decision:
            run = self._log.load_or_new(PayRun, id)
            new = [] if run.version else [Reservation("pay-run", f"{week}/{rail}", ALL)]
            if run.is_carried_out:
                return Decision([])
            self._check_statements(week, ends_at, at)
            lines = list(self._lines(week, rail, limits.payout_minor, at))
            run.prepare(week, rail, lines, limits, by, at)
            return Decision([run], reserve=new)

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

    def cancel(self, id: UUID, by: UUID, at: datetime) -> int:
        """As PayRun.cancel. Raises NotFound without the run."""
        return self._change(id, lambda run: run.cancel(by, at))

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
        for first in range(0, len(run.lines), BATCH):
            self._initiate(run, run.lines[first : first + BATCH], at)
        number = sum(1 for _ in payouts_of(self._log, run))
        return self._change(id, lambda run: run.note_initiated(number, at))

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

    def _lines(
        self, week: str, rail: Rail, threshold_minor: int, at: datetime
    ) -> Iterator[PayRunLine]:
        """What can be paid now, by the last statement of each account."""
        for holder in statement_accounts(self._log):
            account = load_account(self._log, holder)
            id = payout_id(account.id, week)
            if self._log.load_or_new(Payout, id).version:
                continue
            try:
                amount, _ = self._pay_out(account, holder, rail, id, threshold_minor, at)
            except NotNow:
                continue  # withheld, or paid by another rail
            yield PayRunLine(holder.expert_id, amount)

    def _initiate(self, run: PayRun, lines: Sequence[PayRunLine], at: datetime) -> None:
        def decide() -> Decision:
            changed = [pair for line in lines for pair in self._initiated(run, line, at)]
            payouts = [payout for _, payout in changed]
            return Decision(
                [aggregate for pair in changed for aggregate in pair],
                reserve=[reservation for payout in payouts for reservation in listed(payout)],
            )

        self._log.execute(decide)

    def _initiated(
        self, run: PayRun, line: PayRunLine, at: datetime
    ) -> Iterator[tuple[StatementAccount, Payout]]:
        """The account and the payout of a line; none when it was initiated, or less is left."""
        holder = AccountHolder(line.expert_id, line.amount.currency)
        payout = self._log.load_or_new(Payout, payout_of(line, run.week))
        if payout.version:
            return
        account = load_account(self._log, holder)
        try:
            amount, stripe_account_id = self._pay_out(
                account, holder, run.rail, payout.id, run.limits.payout_minor, at, line.amount
            )
        except NotNow:
            return
        payout.initiate(
            holder.expert_id,
            amount,
            run.week,
            run.id,
            run.rail,
            stripe_account_id,
            run.started_by,
            at,
        )
        yield account, payout

    def _pay_out(
        self,
        account: StatementAccount,
        holder: AccountHolder,
        rail: Rail,
        id: UUID,
        threshold_minor: int,
        at: datetime,
        prepared: Money | None = None,
    ) -> tuple[Money, str]:
        """
        prepared: the amount to pay; None: all that is to be paid.

        Raises NotNow when it is withheld, when less than was prepared is left, and when another
        rail pays the expert.
        """
        receiver = self._receiver_of(holder, rail)
        missing = receiver.missing
        amount = account.pay_out(
            id, holder.currency, threshold_minor, missing, at, prepared.amount if prepared else None
        )
        return amount, receiver.stripe_account_id

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
    return [started_reservation(run.id)] if run.status is PayRunStatus.STARTED else []


def _run_id(key: str) -> UUID:
    week, _, rail = key.partition("/")
    return pay_run_id(week, Rail(rail))
