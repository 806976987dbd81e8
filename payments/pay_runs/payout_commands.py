"""
Commands on payouts; every command returns the log's position after it.

Three reservations belong to them: those that are open, by the time when the rail is asked next;
those that were paid, by the time when they are final; and those that a person should look at.
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
from payments.earnings.unstated_items import AccountHolder
from payments.gateway import TransferIntent
from payments.pay_runs.pay_run import PayRun, PayRunStatus
from payments.pay_runs.payout import NEVER, Payout, PayoutStatus, Rail
from payments.pay_runs.receivers import ReceiverOf
from payments.statements.statement_account import StatementAccount
from payments.statements.statement_commands import load_account

ALL = "all"
"""The holder of what is listed for all runs together."""
BATCH = 50
"""So many payouts are changed in one transaction."""
IN_REVIEW = (PayoutStatus.REFUSED, PayoutStatus.FAILED, PayoutStatus.STOPPED)
"""A person should look at these."""


def started_reservation(pay_run_id: UUID) -> Reservation:
    """A pay run is being carried out."""
    return Reservation("pay-run-started", str(pay_run_id), ALL)


def listed(payout: Payout) -> set[Reservation]:
    """The lists that a payout is on."""
    run = str(payout.pay_run_id)
    lists = set()
    if payout.is_open:
        lists.add(Reservation("payout-open", _timed(payout.due_at, payout.id), run))
    if payout.status is PayoutStatus.PAID:
        lists.add(Reservation("payout-paid", _timed(payout.final_at or NEVER, payout.id), ALL))
    if payout.status in IN_REVIEW:
        lists.add(Reservation("payout-review", str(payout.id), run))
    return lists


def open_payouts(log: EventLog, pay_run_id: UUID, due_by: datetime = NEVER) -> Iterator[UUID]:
    """The payouts of a run without an outcome whose rail is asked until a moment, in order."""
    return _until(due_by, log.rows.keys_held_by("payout-open", str(pay_run_id)))


def payouts_to_finalise(log: EventLog, at: datetime) -> Iterator[UUID]:
    """What was paid long enough ago, the oldest first."""
    return _until(at, log.rows.keys_held_by("payout-paid", ALL))


def payouts_in_review(log: EventLog, pay_run_id: UUID) -> list[UUID]:
    """The payouts of a run that a person should look at."""
    return [UUID(key) for key in log.rows.keys_held_by("payout-review", str(pay_run_id))]


class PayoutCommands(Commands):
    def __init__(self, log: EventLog, receiver_of: ReceiverOf) -> None:
        super().__init__(log)
        self._receiver_of = receiver_of

    def attempt(self, id: UUID, at: datetime) -> TransferIntent:
        """
        Commit that a rail is about to be asked; return what it is asked.

        Raises NotNow unless it is due: another worker may be asking.
        """
        self._change(id, lambda payout: payout.attempt_now(at))
        return self._log.load(Payout, id).intent

    def note_unknown(self, id: UUID, code: str, at: datetime) -> int:
        """As Payout.note_unknown. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.note_unknown(code, at))

    def stop(self, id: UUID, code: str, at: datetime) -> int:
        """As Payout.stop. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.stop(code, at))

    def resume(self, id: UUID, by: UUID, at: datetime) -> int:
        """As Payout.resume. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.resume(by, at))

    def note_paid(self, id: UUID, reference: str, at: datetime) -> int:
        """As Payout.note_paid. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.note_paid(reference, at))

    def record_payment(
        self, id: UUID, amount: Money, reference: str, by: UUID, at: datetime
    ) -> int:
        """As Payout.record_payment; NotFound without the payout, NotNow before the bank's file."""

        def record(payout: Payout) -> None:
            self._check_file(payout)
            payout.record_payment(amount, reference, by, at)

        return self._change(id, record)

    def refuse(self, id: UUID, code: str, at: datetime) -> int:
        """The rail did not pay it. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.refuse(code, at))

    def record_payments(self, ids: Sequence[UUID], reference: str, by: UUID, at: datetime) -> int:
        """
        Record with one reference that people paid several payouts, as one transfer for all.

        Raises what Payout.record_payment raises, for the first that it is raised for: those of
        earlier batches stay recorded.
        """
        position = self._log.rows.head()
        for first in range(0, len(ids), BATCH):
            position = self._record_batch(ids[first : first + BATCH], reference, by, at)
        return position

    def record_refusal(self, id: UUID, reason: str, by: UUID, at: datetime) -> int:
        """As Payout.record_refusal; NotFound without the payout, NotNow before the bank's file."""

        def record(payout: Payout) -> None:
            self._check_file(payout)
            payout.record_refusal(reason, by, at)

        return self._change(id, record)

    def record_return(self, id: UUID, reason: str, by: UUID, at: datetime) -> int:
        """As Payout.record_return. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.record_return(reason, by, at))

    def fail(self, id: UUID, code: str, by: UUID | None, at: datetime) -> int:
        """As Payout.fail. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.fail(code, by, at))

    def finalise(self, id: UUID, at: datetime) -> int:
        """As Payout.finalise. Raises NotFound without the payout."""
        return self._change(id, lambda payout: payout.finalise(at))

    def retry(self, id: UUID, by: UUID, at: datetime) -> int:
        """
        Pay what was refused again, with what is payable now.

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
                id, holder.currency, run.limits.payout_minor, receiver.missing, at
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

    def _record_batch(self, ids: Sequence[UUID], reference: str, by: UUID, at: datetime) -> int:
        def decide() -> Decision:
            payouts = [self._log.load(Payout, id) for id in ids]
            before = [reservation for payout in payouts for reservation in listed(payout)]
            for payout in payouts:
                self._check_file(payout)
                payout.record_payment(payout.amount, reference, by, at)
            after = [reservation for payout in payouts for reservation in listed(payout)]
            return Decision(payouts, reserve=after, release=before)

        return self._log.execute(decide)

    def _returned_to(self, payout: Payout) -> list[StatementAccount]:
        for event in payout.pending_events:
            if isinstance(event, (Payout.Refused, Payout.Failed)):
                account = load_account(self._log, _holder_of(payout))
                account.return_payout(payout.id, payout.amount.currency, event.at)
                return [account]
        return []


def _holder_of(payout: Payout) -> AccountHolder:
    return AccountHolder(payout.expert_id, payout.amount.currency)


def _timed(at: datetime, id: UUID) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}/{id}"


def _until(at: datetime, keys: list[str]) -> Iterator[UUID]:
    for key in keys:
        time, _, id = key.partition("/")
        if time > f"{at:%Y-%m-%dT%H:%M:%S.%fZ}":
            return
        yield UUID(id)
