"""
A payout: one payment to an expert for a statement, carried by one rail, at most once.

It is initiated before the rail is asked, and each try is recorded before it is made. Its outcome is
paid, refused, or unknown; what is unknown is tried again as it is.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.money import Money
from domain.reasons import parse_reason
from payments.gateway import TransferIntent
from payments.manual_gateway import LABEL
from payments.pay_runs.business_days import final_at

PAYS_AGAIN_AFTER = timedelta(minutes=5)
"""A try that left no outcome is made again: longer than any call of a gateway takes."""
PRACTICE_PAYS_AGAIN_AFTER = timedelta(seconds=10)
"""The same for the practice rail, whose calls take a second."""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between tries whose outcome is unknown: it doubles."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""What waits for a person is due then."""
LONGEST_REFERENCE = 140


class Rail(StrEnum):
    """What carries the payouts of a run."""

    MANUAL = "manual"
    """People pay, and record it: nothing is seen by us."""
    SEPA = "sepa"
    """A file for the bank; people record what the bank did."""
    STRIPE = "stripe"
    PRACTICE = "practice"
    """Only in a demonstration: it keeps a list of what it was asked to pay, and no money moves."""

    @property
    def is_by_people(self) -> bool:
        """Whether people pay and record it; otherwise the rail is asked, and says what it did."""
        return self in (Rail.MANUAL, Rail.SEPA)


class BankRefusal(StrEnum):
    """Why people could not pay a payout, or why it came back."""

    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_UNKNOWN = "account_unknown"
    REFUSED_BY_BANK = "refused_by_bank"
    NOT_SENT = "not_sent"


class PayoutStatus(StrEnum):
    """From its initiation until the money is there for good."""

    INITIATED = "initiated"
    ATTEMPTED = "attempted"
    """The rail was asked, and its answer is not recorded yet."""
    UNKNOWN = "unknown"
    """The rail did not say whether it was paid."""
    STOPPED = "stopped"
    """The rail holds something else than we meant: a person must look."""
    REFUSED = "refused"
    """It was not paid; the amount is payable again."""
    PAID = "paid"
    FAILED = "failed"
    """It came back after it was paid; the amount is payable again."""
    FINAL = "final"


OPEN = frozenset(
    {
        PayoutStatus.INITIATED,
        PayoutStatus.ATTEMPTED,
        PayoutStatus.UNKNOWN,
        PayoutStatus.STOPPED,
    }
)
"""Without an outcome: the amount is in transit."""


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
        self.due_at = NEVER
        """When the rail is asked next, while it is open."""
        self.attempt, self.unknown_tries = 1, 0
        self.first_tried_at: datetime | None = None
        self.final_at: datetime | None = None
        self.changed_at: datetime | None = None

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
        by: UUID | None
        """Who started the run; nothing on the command line."""

        def apply(self, payout: "Payout") -> None:
            payout.expert_id, payout.amount = self.expert_id, self.amount
            payout.week, payout.pay_run_id, payout.rail = self.week, self.pay_run_id, self.rail
            payout.stripe_account_id = self.stripe_account_id
            payout._begin(self.at)  # noqa: SLF001 - its own event

    class Attempted(Event, frozen=True):
        """The rail is about to be asked; recorded before the call."""

        attempt: int
        """From 1; one more after each refusal, never after an unknown outcome."""

        def apply(self, payout: "Payout") -> None:
            payout.first_tried_at = payout.first_tried_at or self.at
            payout._become(PayoutStatus.ATTEMPTED, self.at)  # noqa: SLF001 - its own event
            is_practice = payout.rail is Rail.PRACTICE
            payout.due_at = self.at + (
                PRACTICE_PAYS_AGAIN_AFTER if is_practice else PAYS_AGAIN_AFTER
            )

    class OutcomeUnknown(Event, frozen=True):
        """The rail did not say whether it was paid: the same attempt is made again."""

        code: str
        """What the rail answered, if anything; names no person."""

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.UNKNOWN, self.at, self.code)  # noqa: SLF001 - its own event
            pause = SHORTEST_PAUSE * 2 ** min(payout.unknown_tries, 10)
            payout.due_at = self.at + min(pause, LONGEST_PAUSE)
            payout.unknown_tries += 1

    class Stopped(Event, frozen=True):
        """The rail holds something else than we meant: a person must look first."""

        code: str
        """What was found; names no person."""

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.STOPPED, self.at, self.code)  # noqa: SLF001 - its own event
            payout.due_at = NEVER

    class Resumed(Event, frozen=True):
        """A person has looked: the same attempt is made again."""

        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout._begin(self.at)  # noqa: SLF001 - its own event

    class Refused(Event, frozen=True):
        """It was not paid: the amount is payable again."""

        expert_id: UUID
        amount: Money
        code: str
        """Why, as the rail says it, or the person who recorded it."""
        by: UUID | None

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.REFUSED, self.at, self.code)  # noqa: SLF001 - its own event
            payout.attempt += 1

    class Retried(Event, frozen=True):
        """A person had what was refused paid again: as Initiated, with what is payable now."""

        expert_id: UUID
        amount: Money
        stripe_account_id: str
        by: UUID

        def apply(self, payout: "Payout") -> None:
            payout.amount, payout.stripe_account_id = self.amount, self.stripe_account_id
            payout._begin(self.at)  # noqa: SLF001 - its own event

    class Paid(Event, frozen=True):
        """It was paid, as the rail says, or the person who recorded it."""

        expert_id: UUID
        amount: Money
        rail: Rail
        reference: str
        """As the rail names it; begins with `manual:` when a person recorded it, unseen by us."""
        by: UUID | None
        """Who recorded it; nothing when the rail said so."""

        def apply(self, payout: "Payout") -> None:
            payout.reference, payout.final_at = self.reference, final_at(self.at)
            payout._become(PayoutStatus.PAID, self.at)  # noqa: SLF001 - its own event

    class Failed(Event, frozen=True):
        """It came back after it was paid: the amount is payable again."""

        expert_id: UUID
        amount: Money
        rail: Rail
        code: str
        by: UUID | None

        def apply(self, payout: "Payout") -> None:
            payout._become(PayoutStatus.FAILED, self.at, self.code)  # noqa: SLF001 - its own event

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
                by=by,
            )
        )

    def attempt_now(self, at: datetime) -> None:
        """Begin a try. Raises NotNow unless the rail is to be asked by then."""
        if not self.is_open or self.rail.is_by_people or at < self.due_at:
            raise NotNow("This payout is not due.")
        self.record(self.Attempted(at=at, attempt=self.attempt))

    def note_unknown(self, code: str, at: datetime) -> None:
        """The rail did not say; nothing when the outcome is known by now."""
        if self.status in (PayoutStatus.ATTEMPTED, PayoutStatus.UNKNOWN):
            self.record(self.OutcomeUnknown(at=at, code=code))

    def stop(self, code: str, at: datetime) -> None:
        """Have a person look at it; nothing when the outcome is known by now."""
        if self.is_open and self.status is not PayoutStatus.STOPPED:
            self.record(self.Stopped(at=at, code=code))

    def resume(self, by: UUID, at: datetime) -> None:
        """Raises NotNow unless it was stopped."""
        if self.status is not PayoutStatus.STOPPED:
            raise NotNow("This payout was not stopped.")
        self.record(self.Resumed(at=at, by=by))

    def note_paid(self, reference: str, at: datetime) -> None:
        """
        The rail has paid it; the same again changes nothing.

        Raises NotNow when it has another outcome by now: then it must not be lost.
        """
        if self.reference == reference:
            return
        if not self.is_open:
            raise NotNow("This payout has another outcome already.")
        self._pay(reference, None, at)

    def record_payment(self, amount: Money, reference: str, by: UUID, at: datetime) -> None:
        """
        Record what a person says was paid; the same again changes nothing.

        Raises NotNow unless people pay it and it waits for that; Invalid for another amount, and
        without a reference.
        """
        labelled = f"{LABEL}{reference.strip()}"
        if self.reference == labelled and self.amount == amount:
            return
        self._must_be_recorded_by_people()
        if amount != self.amount:
            raise Invalid("Record exactly the amount of the payout.")
        if not reference.strip() or len(reference) > LONGEST_REFERENCE:
            raise Invalid("Enter the reference of the bank, of at most 140 characters.")
        self._pay(labelled, by, at)

    def refuse(self, code: str, at: datetime) -> None:
        """The rail did not pay it; nothing when the outcome is known by now."""
        if self.is_open:
            self._refuse(code, None, at)

    def record_refusal(self, reason: str, by: UUID, at: datetime) -> None:
        """
        Record that people could not pay it; reason: a value of BankRefusal.

        Raises NotNow unless people pay it and it waits for that; Invalid for another reason.
        """
        self._must_be_recorded_by_people()
        self._refuse(parse_reason(BankRefusal, reason), by, at)

    def record_return(self, reason: str, by: UUID, at: datetime) -> None:
        """
        Record that the bank sent it back; reason: a value of BankRefusal.

        Raises NotNow unless people paid it; Invalid for another reason.
        """
        self._must_be_by_people()
        self.fail(parse_reason(BankRefusal, reason), by, at)

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
                stripe_account_id=stripe_account_id,
                by=by,
            )
        )

    def check_can_retry(self) -> None:
        """Raises NotNow unless it was refused; on SEPA, as the file of its run is written."""
        if self.status is not PayoutStatus.REFUSED:
            raise NotNow("Only a refused payout can be tried again.")
        if self.rail is Rail.SEPA:
            raise NotNow("The file of this pay run has been written. The next run pays it.")

    def fail(self, code: str, by: UUID | None, at: datetime) -> None:
        """It came back, also after it counted as final. Raises NotNow unless it was paid."""
        if self.status not in (PayoutStatus.PAID, PayoutStatus.FINAL):
            raise NotNow("This payout was not paid.")
        self.record(
            self.Failed(
                at=at,
                expert_id=self.expert_id,
                amount=self.amount,
                rail=self.rail,
                code=code,
                by=by,
            )
        )

    def finalise(self, at: datetime) -> None:
        """Raises NotNow unless it was paid, and its days are over."""
        if self.status is not PayoutStatus.PAID or self.final_at is None or at < self.final_at:
            raise NotNow("This payout is not final yet.")
        self.record(
            self.Finalised(at=at, expert_id=self.expert_id, amount=self.amount, rail=self.rail)
        )

    def _pay(self, reference: str, by: UUID | None, at: datetime) -> None:
        self.record(
            self.Paid(
                at=at,
                expert_id=self.expert_id,
                amount=self.amount,
                rail=self.rail,
                reference=reference,
                by=by,
            )
        )

    def _refuse(self, code: str, by: UUID | None, at: datetime) -> None:
        self.record(
            self.Refused(at=at, expert_id=self.expert_id, amount=self.amount, code=code, by=by)
        )

    def _must_be_recorded_by_people(self) -> None:
        self._must_be_by_people()
        if self.status is not PayoutStatus.INITIATED:
            raise NotNow("The outcome of this payout is already recorded.")

    def _must_be_by_people(self) -> None:
        if self.rail is Rail.PRACTICE:
            raise NotNow(
                "This payout is for practice: no money moves, and there is none to record."
            )
        if self.rail is Rail.STRIPE:
            raise NotNow("Stripe carries this payout, and says what became of it.")

    def _begin(self, at: datetime) -> None:
        self._become(PayoutStatus.INITIATED, at)
        self.due_at = NEVER if self.rail.is_by_people else at

    def _become(self, status: PayoutStatus, at: datetime, code: str = "") -> None:
        self.status, self.changed_at, self.code = status, at, code
