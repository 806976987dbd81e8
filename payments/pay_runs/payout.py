"""
A payout: one payment to an expert for a statement, carried by one rail, at most once.

It is initiated before the rail is asked, and each try is recorded before it is made. Its outcome is
paid, refused, or unknown; what is unknown is tried again as it is. What a rail answers and what
people record are different events: `rail_outcomes.py` and `recorded_outcomes.py` decide on them.
"""

from datetime import date, datetime
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from domain.money import Money
from payments.gateway import TransferIntent
from payments.pay_runs.asking_times import due_after_try, due_from
from payments.pay_runs.payout_payments import PayoutPayments
from payments.pay_runs.payout_status import NOT_SENT, OPEN, PayoutStatus
from payments.pay_runs.rail import BankRefusal, Rail
from payments.rail_statements.rail_statement import RailAccount

__all__ = ["OPEN", "BankRefusal", "Payout", "PayoutStatus", "Rail", "payout_id"]


def payout_id(statement_account_id: UUID, week: str) -> UUID:
    """An account is paid at most once for a week, whichever runs there are."""
    return uuid5(statement_account_id, f"payout/{week}")


class Payout(Aggregate):
    """One payment to an expert."""

    ABSENT = translatable("This payout does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.expert_id = self.pay_run_id = UUID(int=0)
        self.amount = Money(0, "")
        self.week = self.stripe_account_id = self.reference = self.code = ""
        self.rail = Rail.MANUAL
        self.status: PayoutStatus | None = None
        self.due_at: datetime | None = None
        """When the rail is asked next; None: it waits for a person, or has an outcome."""
        self.attempt, self.unknown_tries, self.was_attempted = (
            1,
            0,
            False,
        )  # asked: for this attempt
        self.amounts: dict[int, Money] = {}  # of each attempt
        self.deducted_at: datetime | None = None  # the amount was taken from what is payable
        self.first_tried_at: datetime | None = None
        self.changed_at: datetime | None = None
        self.paid_on: date | None = None
        self.final_at: datetime | None = None
        self.payments = PayoutPayments()
        self.recorded_from: RailAccount | None = None
        """Which account paid it, as a person says; None: the rail says that it paid."""
        self.needs_review, self.discrepancy = False, ""  # what the rail held besides the outcome

    # Events, and what each changes.

    class Initiated(Event, frozen=True):
        """The amount was taken from what is payable, to be paid by a rail."""

        expert_id: UUID
        amount: Money
        week: str
        """The week of the run, such as `2017-W40`."""
        pay_run_id: UUID
        rail: Rail
        stripe_account_id: str
        """Where to; '' on other rails, whose accounts are in the private store."""
        due_at: datetime | None
        """When the rail is asked; nothing when people pay."""
        by: UUID | None
        """Who started the run; nothing on the command line."""

        def apply(self, payout: "Payout") -> None:
            payout.expert_id, payout.week = self.expert_id, self.week
            payout.pay_run_id, payout.rail = self.pay_run_id, self.rail
            payout.stripe_account_id = self.stripe_account_id
            payout._begin(1, self.amount, self.at, self.due_at)  # noqa: SLF001 - its own event

    class Attempted(Event, frozen=True):
        """The rail is about to be asked; recorded before the call."""

        attempt: int
        """From 1; one more after each refusal, never after an unknown outcome."""
        due_at: datetime
        """When it is asked again, if no outcome is recorded by then."""

        def apply(self, payout: "Payout") -> None:
            payout.first_tried_at = payout.first_tried_at or self.at
            payout.was_attempted = True
            payout._become(PayoutStatus.ATTEMPTED, self.at, due_at=self.due_at)  # noqa: SLF001

    class OutcomeUnknown(Event, frozen=True):
        """The rail did not say whether it was paid: the same attempt is made again."""

        attempt: int
        code: str
        """What the rail answered, if anything; names no person."""
        due_at: datetime
        """When it is asked again."""

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.UNKNOWN, self.at, self.code, self.due_at)  # noqa: SLF001
            payout.unknown_tries += 1

    class Stopped(Event, frozen=True):
        """The rail holds something else than we meant: a person must look first."""

        attempt: int
        """Whose call found it."""
        code: str
        """What was found; names no person."""

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.STOPPED, self.at, self.code)  # noqa: SLF001
            payout.needs_review = True

    class Resumed(Event, frozen=True):
        """A person has looked, and wrote what was found: the same attempt is made again."""

        attempt: int
        due_at: datetime
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.INITIATED, self.at, due_at=self.due_at)  # noqa: SLF001
            payout.needs_review = False

    class Refused(Event, frozen=True):
        """The rail did not pay it: the amount is payable again."""

        expert_id: UUID
        amount: Money
        attempt: int
        code: str
        """Why, as the rail says it."""

        def apply(self, payout: "Payout") -> None:
            payout._give_back(PayoutStatus.REFUSED, self.at, self.code)  # noqa: SLF001

    class RefusalRecorded(Event, frozen=True):
        """A person recorded that it could not be paid: the amount is payable again."""

        expert_id: UUID
        amount: Money
        attempt: int
        reason: BankRefusal
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._give_back(PayoutStatus.REFUSED, self.at, self.reason)  # noqa: SLF001

    class FoundNotPaid(Event, frozen=True):
        """A person looked at the rail, which did not pay it: the amount is payable again."""

        expert_id: UUID
        amount: Money
        attempt: int
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._give_back(PayoutStatus.REFUSED, self.at)  # noqa: SLF001 - its own event

    class Retried(Event, frozen=True):
        """A person had what was refused paid again: as Initiated, with what is payable now."""

        expert_id: UUID
        amount: Money
        attempt: int
        """The number of the attempt that begins."""
        stripe_account_id: str
        due_at: datetime | None
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout.stripe_account_id, payout.needs_review = self.stripe_account_id, False
            payout._begin(self.attempt, self.amount, self.at, self.due_at)  # noqa: SLF001

    class Paid(Event, frozen=True):
        """The rail has paid it."""

        expert_id: UUID
        amount: Money
        rail: Rail
        attempt: int
        reference: str
        """As the rail names it."""
        paid_on: date
        """The day of value: when the rail made it (UTC)."""
        final_at: datetime
        """When it is not expected to come back any more."""

        def apply(self, payout: "Payout") -> None:
            payout._pay(self)  # noqa: SLF001 - its own event

    class PaymentRecorded(Event, frozen=True):
        """A person recorded that people paid it: it was not seen by us."""

        expert_id: UUID
        amount: Money
        rail: Rail
        attempt: int
        reference: str
        """Of the bank's statement, as the person wrote it."""
        paid_on: date
        """The day on which the bank paid it, as the person wrote it."""
        final_at: datetime
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._pay(self, RailAccount.BANK)  # noqa: SLF001 - its own event

    class FoundPaid(Event, frozen=True):
        """A person looked at what a rail did not say, and found that the expert was paid."""

        expert_id: UUID
        amount: Money
        rail: Rail
        attempt: int
        paid_from: RailAccount
        """Which of the platform's accounts paid it: people may have paid by the bank instead."""
        reference: str
        paid_on: date
        final_at: datetime
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._pay(self, self.paid_from)  # noqa: SLF001 - its own event
            payout.needs_review = False

    class PaidAfterRefusal(Event, frozen=True):
        """The rail paid it although its amount was payable again: it is taken back."""

        expert_id: UUID
        amount: Money
        owed: Money
        """The part that was no longer payable: the expert owes it."""
        rail: Rail
        attempt: int
        """Which attempt was paid; its refusal is recorded, or that it came back."""
        reference: str
        paid_on: date
        final_at: datetime

        def apply(self, payout: "Payout") -> None:
            payout.amount = self.amount
            payout._pay(self)  # noqa: SLF001 - its own event
            payout.needs_review = True

    class FurtherPaymentFound(Event, frozen=True):
        """The rail made a payment besides the one that is recorded or awaited: it is taken back."""

        expert_id: UUID
        amount: Money
        owed: Money
        """The part that could not be taken from what is payable."""
        rail: Rail
        attempt: int
        reference: str
        paid_on: date

        def apply(self, payout: "Payout") -> None:
            payout.payments.add(self.reference, self.attempt, self.amount)
            payout.needs_review = True

    class DiscrepancyFound(Event, frozen=True):
        """The rail holds something else than the recorded outcome, which stays: a person looks."""

        attempt: int
        code: str
        """What was found; names no person."""

        def apply(self, payout: "Payout") -> None:
            payout.discrepancy, payout.needs_review = self.code, True

    class Reversed(Event, frozen=True):
        """The rail took a payment back as a whole: the amount is payable again."""

        expert_id: UUID
        amount: Money
        rail: Rail
        attempt: int
        reference: str
        """Of the payment that was taken back."""

        def apply(self, payout: "Payout") -> None:
            payout._take_back(self.reference, self.at)  # noqa: SLF001 - its own event

    class PartlyReversed(Event, frozen=True):
        """The rail took a part of a payment back: a person decides what becomes of it."""

        expert_id: UUID
        left: Money
        """What is with the expert."""
        rail: Rail
        attempt: int
        reference: str

        def apply(self, payout: "Payout") -> None:
            payout.payments.leave(self.reference, self.left)
            payout.needs_review = True

    class ReturnRecorded(Event, frozen=True):
        """A person recorded that the bank sent it back: the amount is payable again."""

        expert_id: UUID
        amount: Money
        rail: Rail
        attempt: int
        reference: str
        reason: BankRefusal
        returned_on: date
        """The day on which it was on the platform's bank account again, as the person wrote it."""
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._take_back(self.reference, self.at, self.reason)  # noqa: SLF001 - its own event

    class Reviewed(Event, frozen=True):
        """A person has looked at it, and wrote what was found: nothing more is to be done."""

        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout.needs_review = False

    class Finalised(Event, frozen=True):
        """Five business days have passed since it was paid."""

        expert_id: UUID
        amount: Money
        rail: Rail

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.FINAL, self.at)  # noqa: SLF001 - its own event

    # Decisions: the rules, then the event.

    @property
    def is_open(self) -> bool:
        """Whether its outcome is not known yet."""
        return self.status in OPEN

    @property
    def is_payable_again(self) -> bool:
        """Whether its amount is payable again."""
        return self.status in NOT_SENT

    @property
    def is_recorded_by_person(self) -> bool:
        """Whether a person says that it was paid: it was not seen by us."""
        return self.recorded_from is not None

    @property
    def intent(self) -> TransferIntent:
        """What the rail is asked."""
        return TransferIntent(
            id=self.id,
            amount=self.amount,
            account_id=self.stripe_account_id,
            attempt=self.attempt,
            first_tried_at=self.first_tried_at,
        )

    def initiate(
        self,
        expert_id: UUID,
        amount: Money,
        week: str,
        pay_run_id: UUID,
        rail: Rail,
        stripe_account_id: str,
        by: UUID | None,
        at: datetime,
    ) -> None:
        """Raises NotNow unless it is new."""
        if self.version:
            raise NotNow("This payout was already initiated.")
        self.record(
            self.Initiated(
                at=at,
                expert_id=expert_id,
                amount=amount,
                week=week,
                pay_run_id=pay_run_id,
                rail=rail,
                stripe_account_id=stripe_account_id,
                due_at=due_from(rail, at),
                by=by,
            )
        )

    def attempt_now(self, at: datetime) -> None:
        """Begin a try. Raises NotNow unless the rail is to be asked by then."""
        if not self.is_open or self.due_at is None or at < self.due_at:
            raise NotNow("This payout is not due.")
        due_at = due_after_try(self.rail, at)
        self.record(self.Attempted(at=at, attempt=self.attempt, due_at=due_at))

    def retry(self, amount: Money, stripe_account_id: str, by: UUID, at: datetime) -> None:
        """
        As Initiated, with what is payable now.

        Raises what check_can_retry raises; NotNow for more than was refused: no one approved that.
        """
        self.check_can_retry()
        if amount.amount > self.amount.amount:
            raise NotNow("More is payable now than this pay run prepared. The next run pays it.")
        self.record(
            self.Retried(
                at=at,
                expert_id=self.expert_id,
                amount=amount,
                attempt=self.attempt + 1,
                stripe_account_id=stripe_account_id,
                due_at=due_from(self.rail, at),
                by=by,
            )
        )

    def check_can_retry(self) -> None:
        """Raises NotNow unless it was refused; on SEPA, as the file of its run is written."""
        if self.status is not PayoutStatus.REFUSED:
            raise NotNow("Only a refused payout can be tried again.")
        if self.rail is Rail.SEPA:
            raise NotNow("The file of this pay run has been written. The next run pays it.")

    def finalise(self, at: datetime) -> None:
        """Raises NotNow unless it was paid, and its days are over."""
        if self.status is not PayoutStatus.PAID or self.final_at is None or at < self.final_at:
            raise NotNow("This payout is not final yet.")
        self.record(
            self.Finalised(at=at, expert_id=self.expert_id, amount=self.amount, rail=self.rail)
        )

    # What events change.

    def _begin(self, attempt: int, amount: Money, at: datetime, due_at: datetime | None) -> None:
        self.attempt, self.amount, self.was_attempted = attempt, amount, False
        self.amounts[attempt], self.deducted_at = amount, at
        self._become(PayoutStatus.INITIATED, at, due_at=due_at)

    def _pay(
        self,
        paid: Paid | PaymentRecorded | FoundPaid | PaidAfterRefusal,
        recorded_from: RailAccount | None = None,
    ) -> None:
        self.reference, self.paid_on, self.final_at = paid.reference, paid.paid_on, paid.final_at
        self.recorded_from = recorded_from
        self.payments.add(paid.reference, paid.attempt, paid.amount)
        self._become(PayoutStatus.PAID, paid.at)

    def _take_back(self, reference: str, at: datetime, code: str = "") -> None:
        """The amount is payable again; of two payments the other one stays."""
        self.payments.remove(reference)
        self.needs_review = True
        if reference != self.reference:
            return
        if self.payments.with_expert:
            self.reference = next(iter(self.payments.with_expert))
        else:
            self._become(PayoutStatus.RETURNED, at, code)

    def _give_back(self, status: PayoutStatus, at: datetime, code: str = "") -> None:
        self._become(status, at, code)
        self.needs_review = True

    def _become(
        self,
        status: PayoutStatus,
        at: datetime,
        code: str = "",
        due_at: datetime | None = None,
    ) -> None:
        self.status, self.changed_at, self.code, self.due_at = status, at, code, due_at
