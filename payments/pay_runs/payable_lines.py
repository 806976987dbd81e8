"""What can be paid for the lines of a pay run now, and why a line is left out."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.errors import NotNow
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.pay_run_lines import LeftOutLine, LeftOutLineReason, PayRunLine
from payments.pay_runs.payout import Payout, Rail, payout_id
from payments.pay_runs.receivers import Receiver, ReceiverOf
from payments.statements.account_reasons import WithheldReason
from payments.statements.statement_account import (
    StatementAccount,
    statement_account_id,
)
from payments.statements.statement_commands import load_account, statement_accounts


class InitiatedLine(NamedTuple):
    """A payout and the account that it was taken from, with their events to append."""

    account: StatementAccount
    payout: Payout


def payout_of(line: PayRunLine | LeftOutLine, week: str) -> UUID:
    """The id of the payout of a line, whether it was initiated or not."""
    return payout_id(statement_account_id(line.expert_id, line.amount.currency), week)


class PayableLines:
    """Reads accounts and payees, and decides; appends nothing."""

    def __init__(self, log: EventLog, receiver_of: ReceiverOf) -> None:
        self._log, self._receiver_of = log, receiver_of

    def lines(
        self, week: str, rail: Rail, threshold_minor: int, at: datetime
    ) -> Iterator[PayRunLine]:
        """What can be paid now, by the last statement of each account."""
        for holder in statement_accounts(self._log):
            account = load_account(self._log, holder)
            if self._log.load_or_new(Payout, payout_id(account.id, week)).version:
                continue
            if self._can_be_paid(holder, account, rail, threshold_minor, at):
                amount = Money(account.to_pay_minor, holder.currency)
                yield PayRunLine(holder.expert_id, amount)

    def unpaid_week(self, threshold_minor: int, at: datetime) -> str | None:
        """The week of the last statement of an expert who could be paid now; None without any."""
        for holder in statement_accounts(self._log):
            account = load_account(self._log, holder)
            for rail in (Rail.MANUAL, Rail.STRIPE):  # by hand whom the bank's file pays, too
                if self._can_be_paid(holder, account, rail, threshold_minor, at):
                    return account.week
        return None

    def initiate(
        self, run: PayRun, line: PayRunLine, at: datetime
    ) -> InitiatedLine | LeftOutLine | None:
        """Initiate the payout of a line, or say why not; None when this run has done it before."""
        payout = self._log.load_or_new(Payout, payout_of(line, run.week))
        if payout.version:
            is_of_run = payout.pay_run_id == run.id
            return None if is_of_run else _left_out(line, LeftOutLineReason.OTHER_RUN)
        holder = AccountHolder(line.expert_id, line.amount.currency)
        receiver = self._receiver(holder, run.rail)
        if receiver is None:
            return _left_out(line, LeftOutLineReason.OTHER_RAIL)
        account = load_account(self._log, holder)
        withheld = account.withheld_reasons(run.limits.payout_minor, receiver.missing, at)
        if withheld:
            return _left_out(line, LeftOutLineReason.WITHHELD, withheld)
        if line.amount.amount > account.to_pay_minor:
            return _left_out(line, LeftOutLineReason.LESS_LEFT)
        return _initiated(run, line, account, payout, receiver, at)

    def _can_be_paid(
        self,
        holder: AccountHolder,
        account: StatementAccount,
        rail: Rail,
        threshold_minor: int,
        at: datetime,
    ) -> bool:
        receiver = self._receiver(holder, rail)
        if receiver is None:
            return False
        return not account.withheld_reasons(threshold_minor, receiver.missing, at)

    def _receiver(self, holder: AccountHolder, rail: Rail) -> Receiver | None:
        """None when another rail pays the expert."""
        try:
            return self._receiver_of(holder, rail)
        except NotNow:
            return None


def _initiated(
    run: PayRun,
    line: PayRunLine,
    account: StatementAccount,
    payout: Payout,
    receiver: Receiver,
    at: datetime,
) -> InitiatedLine:
    amount = account.pay_out(
        payout.id,
        line.amount.currency,
        run.limits.payout_minor,
        receiver.missing,
        at,
        line.amount.amount,
    )
    payout.initiate(
        line.expert_id,
        amount,
        run.week,
        run.id,
        run.rail,
        receiver.stripe_account_id,
        run.started_by,
        at,
    )
    return InitiatedLine(account, payout)


def _left_out(
    line: PayRunLine, reason: LeftOutLineReason, withheld: tuple[WithheldReason, ...] = ()
) -> LeftOutLine:
    return LeftOutLine(line.expert_id, line.amount, reason, withheld)
