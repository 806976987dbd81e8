"""The file for the bank of a pay run on the SEPA rail: the same run always has the same bytes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.event_log import EventLog
from payments.company.debtor import Debtor
from payments.pay_runs.pay_run import PayRun
from payments.pay_runs.pay_run_commands import payouts_of
from payments.pay_runs.payout import Payout, Rail
from payments.pay_runs.receivers import BankAccountOf
from payments.pay_runs.sepa import CreditTransfer, CreditTransferFile, credit_transfer_file

ExpertNameOf = Callable[[UUID], str]
"""What people call an expert, for refusals: also one whose payment details are gone."""


def file_of_run(
    log: EventLog,
    run: PayRun,
    debtor: Debtor,
    account_of: BankAccountOf,
    name_of: ExpertNameOf,
    at: datetime,
) -> CreditTransferFile:
    """
    All payouts of a started run, whatever became of them since.

    at: when it is written, if for the first time: it asks for a payment after that day.
    Raises NotNow unless it is a started run on this rail, and when an account number is gone;
    Invalid for what a bank would refuse.
    """
    if run.rail is not Rail.SEPA:
        raise NotNow("Only a pay run on the SEPA rail has a file.")
    if run.started_at is None or run.payouts is None:
        raise NotNow("The file is written once the pay run has been started.")
    return credit_transfer_file(
        run.id,
        run.started_at,
        run.execution_day(at),
        debtor,
        list(_transfers(log, run, debtor, account_of, name_of)),
    )


def _transfers(
    log: EventLog, run: PayRun, debtor: Debtor, account_of: BankAccountOf, name_of: ExpertNameOf
) -> Iterator[CreditTransfer]:
    for payout in payouts_of(log, run):
        account = account_of(payout.expert_id)
        if account is None or not account.iban:
            raise NotNow(
                "The account number of %(name)s is gone. Ask for it, then write the file.",
                name=name_of(payout.expert_id),
            )
        yield _transfer(payout, account.name, account.iban, f"{debtor.name} {run.week}")


def _transfer(payout: Payout, name: str, iban: str, remittance: str) -> CreditTransfer:
    return CreditTransfer(payout.id, name, iban, payout.amount, remittance)
