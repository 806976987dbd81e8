"""Commands on payouts; every command returns the log's position after it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.gateway import TransferIntent
from payments.pay_runs import rail_outcomes, recorded_outcomes
from payments.pay_runs.pay_run import PayRun, PayRunStatus
from payments.pay_runs.payout import Payout, Rail
from payments.pay_runs.payout_lists import BATCH, listed, started_reservation
from payments.pay_runs.receivers import ReceiverOf
from payments.rail_statements.rail_statement import RailAccount
from payments.statements.statement_account import StatementAccount
from payments.statements.statement_commands import load_account

RETURNING_EVENTS = (
    Payout.Refused,
    Payout.RefusalRecorded,
    Payout.FoundNotPaid,
    Payout.Reversed,
    Payout.ReturnRecorded,
)
"""After these their amount is payable again."""


class PayoutCommands(Commands):
    def __init__(self, log: EventLog, receiver_of: ReceiverOf) -> None:
        super().__init__(log)
        self._receiver_of = receiver_of

    # What a rail is asked, and what it answers.

    def attempt(self, id: UUID, at: datetime) -> TransferIntent:
        """
        Commit that a rail is about to be asked; return what it is asked.

        Raises NotNow unless it is due: another worker may be asking.
        """
        intents: list[TransferIntent] = []

        def begin(payout: Payout) -> None:
            payout.attempt_now(at)
            # Of what is committed: loaded again, it could be of another attempt by then.
            intents.append(payout.intent)

        self._change(id, begin)
        return intents[-1]

    def note_unknown(self, id: UUID, attempt: int, code: str, at: datetime) -> int:
        """The rail did not say what became of an attempt. Raises NotFound without the payout."""
        return self._change(
            id, lambda payout: rail_outcomes.note_unknown(payout, attempt, code, at)
        )

    def stop(self, id: UUID, attempt: int, code: str, at: datetime) -> int:
        """The rail holds something else than we meant. Raises NotFound without the payout."""
        return self._change(id, lambda payout: rail_outcomes.stop(payout, attempt, code, at))

    def refuse(self, id: UUID, attempt: int, code: str, at: datetime) -> int:
        """The rail did not pay an attempt. Raises NotFound without the payout."""
        return self._change(id, lambda payout: rail_outcomes.refuse(payout, attempt, code, at))

    def note_paid(
        self,
        id: UUID,
        attempt: int,
        reference: str,
        at: datetime,
        paid_on: date | None = None,
        made_by: int | None = None,
    ) -> int:
        """
        The rail, asked for an attempt, has paid; the same payment again changes nothing.

        A payment that the record does not expect is recorded as that, and its amount is taken from
        what is payable to the expert, who owes the rest. paid_on: the day of value (UTC); None:
        today. made_by: the attempt that was paid; None: the one that was asked for. Raises NotFound
        without the payout.
        """
        day, paid_attempt = paid_on or at.date(), made_by or attempt

        def decide() -> Decision:
            payout = self._log.load(Payout, id)
            before, accounts = listed(payout), list[StatementAccount]()
            if reference in payout.payments.references:
                _stop_when_known(payout, attempt, reference, at)
            elif rail_outcomes.is_expected(payout, attempt, paid_attempt):
                rail_outcomes.note_paid(payout, reference, day, at)
            else:
                account, owed = self._deducted(payout, paid_attempt, at)
                accounts = [account]
                rail_outcomes.note_late_payment(payout, paid_attempt, reference, owed, day, at)
            return Decision([*accounts, payout], reserve=[*listed(payout)], release=[*before])

        return self._log.execute(decide)

    def note_reversed(self, id: UUID, reference: str, at: datetime) -> int:
        """The rail took a payment back as a whole. Raises NotFound without the payout."""
        return self._change(id, lambda payout: rail_outcomes.note_reversed(payout, reference, at))

    def note_partly_reversed(self, id: UUID, reference: str, left: Money, at: datetime) -> int:
        """The rail took a part of a payment back. Raises NotFound without the payout."""
        return self._change(
            id, lambda payout: rail_outcomes.note_partly_reversed(payout, reference, left, at)
        )

    def finalise(self, id: UUID, at: datetime) -> int:
        """As Payout.finalise. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.finalise(at))

    # What people record.

    def record_payment(
        self,
        id: UUID,
        amount: Money,
        reference: str,
        by: UUID,
        at: datetime,
        paid_on: date | None = None,
    ) -> int:
        """
        As recorded_outcomes.record_payment; paid_on: None is today (UTC).

        Raises NotFound without the payout, NotNow before the bank's file.
        """

        def record(payout: Payout) -> None:
            self._check_file(payout)
            recorded_outcomes.record_payment(
                payout, amount, reference, paid_on or at.date(), by, at
            )

        return self._change(id, record)

    def record_payments(
        self,
        ids: Sequence[UUID],
        reference: str,
        by: UUID,
        at: datetime,
        paid_on: date | None = None,
    ) -> int:
        """
        Record with one reference that people paid several payouts, as one transfer for all.

        Raises what record_payment raises, for the first that it is raised for: those of earlier
        batches stay recorded.
        """
        position, day = self._log.rows.head(), paid_on or at.date()
        for first in range(0, len(ids), BATCH):
            position = self._record_batch(ids[first : first + BATCH], reference, day, by, at)
        return position

    def record_refusal(self, id: UUID, reason: str, by: UUID, at: datetime) -> int:
        """As recorded_outcomes.record_refusal; NotFound without it, NotNow before the file."""

        def record(payout: Payout) -> None:
            self._check_file(payout)
            recorded_outcomes.record_refusal(payout, reason, by, at)

        return self._change(id, record)

    def record_return(
        self, id: UUID, reason: str, by: UUID, at: datetime, returned_on: date | None = None
    ) -> int:
        """As recorded_outcomes.record_return; returned_on: None is today (UTC)."""
        day = returned_on or at.date()
        return self._change(
            id, lambda payout: recorded_outcomes.record_return(payout, reason, day, by, at)
        )

    def find_paid(
        self,
        id: UUID,
        paid_from: RailAccount,
        reference: str,
        paid_on: date,
        text: WrittenText,
        by: UUID,
        at: datetime,
    ) -> int:
        """As recorded_outcomes.find_paid. Raises NotFound without the payout."""
        return self._change(
            id,
            lambda payout: recorded_outcomes.find_paid(
                payout, paid_from, reference, paid_on, text, by, at
            ),
        )

    def find_not_paid(self, id: UUID, text: WrittenText, by: UUID, at: datetime) -> int:
        """As recorded_outcomes.find_not_paid. Raises NotFound without the payout."""
        return self._change(
            id, lambda payout: recorded_outcomes.find_not_paid(payout, text, by, at)
        )

    def resume(self, id: UUID, text: WrittenText, by: UUID, at: datetime) -> int:
        """As recorded_outcomes.resume. Raises NotFound without the payout."""
        return self._change(id, lambda payout: recorded_outcomes.resume(payout, text, by, at))

    def review(self, id: UUID, text: WrittenText, by: UUID, at: datetime) -> int:
        """As recorded_outcomes.review. Raises NotFound without the payout."""
        return self._change(id, lambda payout: recorded_outcomes.review(payout, text, by, at))

    def retry(self, id: UUID, by: UUID, at: datetime) -> int:
        """
        Pay what was refused again: what is left of it to pay, and never more.

        Raises NotFound without the payout; NotNow unless it was refused and can be paid.
        """

        def decide() -> Decision:
            payout = self._log.load(Payout, id)
            run = self._log.load(PayRun, payout.pay_run_id)
            holder = _holder_of(payout)
            before, account = listed(payout), load_account(self._log, holder)
            if run.status is PayRunStatus.STARTED:
                before.add(started_reservation(run.id))
            receiver = self._receiver_of(holder, payout.rail)
            payout.check_can_retry()
            amount = account.pay_out(
                id,
                holder.currency,
                run.limits.payout_minor,
                receiver.missing,
                at,
                min(payout.amount.amount, account.to_pay_minor),
            )
            payout.retry(amount, receiver.stripe_account_id, by, at)
            run.reopen(id, by, at)
            after = listed(payout) | {started_reservation(run.id)}
            return Decision([account, payout, run], reserve=[*after], release=[*before])

        return self._log.execute(decide)

    def _check_file(self, payout: Payout) -> None:
        """
        The bank's file has every payout of its run, so one with an outcome would be paid again.

        Raises NotNow before the file of its run was written.
        """
        if payout.rail is not Rail.SEPA:
            return
        if not self._log.load(PayRun, payout.pay_run_id).file_sha256:
            raise NotNow("Download the file for the bank first: it pays each payout of this run.")

    def _change(self, id: UUID, change: Callable[[Payout], None]) -> int:
        """Change a payout and its lists; what comes back is payable again in the same commit."""

        def decide() -> Decision:
            payout = self._log.load(Payout, id)
            before = listed(payout)
            change(payout)
            after = listed(payout)
            accounts = self._returned_to(payout)
            return Decision([*accounts, payout], reserve=[*after], release=[*before])

        return self._log.execute(decide, command=command_of(change))

    def _record_batch(
        self, ids: Sequence[UUID], reference: str, paid_on: date, by: UUID, at: datetime
    ) -> int:
        def decide() -> Decision:
            payouts = [self._log.load(Payout, id) for id in ids]
            before = [reservation for payout in payouts for reservation in listed(payout)]
            for payout in payouts:
                self._check_file(payout)
                recorded_outcomes.record_payment(payout, payout.amount, reference, paid_on, by, at)
            after = [reservation for payout in payouts for reservation in listed(payout)]
            return Decision(payouts, reserve=after, release=before)

        return self._log.execute(decide)

    def _deducted(
        self, payout: Payout, attempt: int, at: datetime
    ) -> tuple[StatementAccount, Money]:
        """The account from which a late payment was deducted, and what of it is owed."""
        account = load_account(self._log, _holder_of(payout))
        amount = rail_outcomes.amount_of(payout, attempt)
        owed = account.deduct_late_payment(payout.expert_id, payout.id, amount, at)
        return account, owed

    def _returned_to(self, payout: Payout) -> list[StatementAccount]:
        """The account to which the one event that gives an amount back returned it."""
        for event in payout.pending_events:
            if isinstance(event, RETURNING_EVENTS):
                account = load_account(self._log, _holder_of(payout))
                account.return_payout(
                    payout.id, event.amount.currency, event.at, event.amount.amount
                )
                return [account]
        return []


def _stop_when_known(payout: Payout, attempt: int, reference: str, at: datetime) -> None:
    """A payment that counts for another attempt is no outcome of this one: a person must look."""
    if rail_outcomes.is_expected(payout, attempt):
        rail_outcomes.stop(payout, attempt, f"it was paid before: {reference}", at)


def _holder_of(payout: Payout) -> AccountHolder:
    return AccountHolder(payout.expert_id, payout.amount.currency)
