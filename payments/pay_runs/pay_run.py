"""
A pay run: the payouts of one week on one rail.

It is prepared with its amounts (pay_run_lines.py), approved by a second person when they are over a
limit, and started. What was prepared is what is paid, also after a later statement: an amount of
which less is left waits for the next run.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import NotAllowed, NotNow, translatable
from domain.money import Money
from domain.reasons import parse_reason
from payments.pay_runs.business_days import business_day_after
from payments.pay_runs.pay_run_lines import LeftOutLine, PayRunLine, sha256_of, totals_of
from payments.pay_runs.payout import Rail

PAY_RUNS = UUID("9a9a0000-0000-4000-8000-000000000001")
"""The namespace of their ids."""


class PayRunStatus(StrEnum):
    PREPARED = "prepared"
    APPROVED = "approved"
    """A second person has agreed to the amounts."""
    STARTED = "started"
    COMPLETED = "completed"
    """Each of its payouts has an outcome."""
    CANCELLED = "cancelled"


BEFORE_START = (PayRunStatus.PREPARED, PayRunStatus.APPROVED)


class RunCancellationReason(StrEnum):
    """Why a person cancelled a run before its start."""

    WRONG_AMOUNTS = "wrong_amounts"
    PAID_OTHERWISE = "paid_otherwise"
    """By another rail, or outside of Comptoir."""
    PAID_LATER = "paid_later"


class PayRunLimits(NamedTuple):
    """In minor units of each currency."""

    run_minor: int
    """A run with a total above it needs a second person."""
    payout_minor: int
    """An expert with less than it waits for the next statement."""


def pay_run_id(week: str, rail: Rail) -> UUID:
    """A week has one run on each rail."""
    return uuid5(PAY_RUNS, f"{week}/{rail}")


class PayRun(Aggregate):
    """The payouts of one week on one rail."""

    ABSENT = translatable("This pay run does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.week, self.rail = "", Rail.MANUAL
        self.status: PayRunStatus | None = None
        self.preparation, self.line_count, self.lines_sha256 = 0, 0, ""
        self.totals: tuple[Money, ...] = ()
        self.limits = PayRunLimits(0, 0)
        self.prepared_by: UUID | None = None
        self.prepared_at: datetime | None = None
        self.approved_by: UUID | None = None
        self.started_by: UUID | None = None
        self.started_at: datetime | None = None
        self.cancelled_by: UUID | None = None
        self.cancelled_for: RunCancellationReason | None = None
        self.reopened_times = 0
        self.payouts: int | None = None
        """How many were initiated, once all are."""
        self.left_out: tuple[LeftOutLine, ...] = ()
        self.file_sha256 = ""
        self.file_execution_day: date | None = None

    # Events, and what each changes.

    class Prepared(Event, frozen=True):
        """The amounts of a run were fixed; prepared again, with what is to be paid by then."""

        week: str
        rail: Rail
        preparation: int
        """From 1; one more each time it is prepared with other amounts."""
        line_count: int
        """How many experts it pays, counted in each currency; PayRunLines.Fixed has them."""
        lines_sha256: str
        """Of the lines in their order, in hexadecimal digits."""
        totals: tuple[Money, ...]
        """One for each currency."""
        limit_per_currency_minor: int
        """A total above it, in any currency, needs a second person."""
        threshold_per_currency_minor: int
        """An expert with less than it, in any currency, waits."""
        by: UUID | None
        """Nothing on the command line, where no one was named; never above the limit."""

        def apply(self, run: "PayRun") -> None:
            run.week, run.rail, run.totals = self.week, self.rail, self.totals
            run.preparation, run.line_count = self.preparation, self.line_count
            run.lines_sha256 = self.lines_sha256
            run.limits = PayRunLimits(
                self.limit_per_currency_minor, self.threshold_per_currency_minor
            )
            run.prepared_by, run.prepared_at, run.approved_by = self.by, self.at, None
            run.status, run.cancelled_by, run.cancelled_for = PayRunStatus.PREPARED, None, None

    class Approved(Event, frozen=True):
        """A second person agreed to the amounts."""

        preparation: int
        """Which one was approved."""
        totals: tuple[Money, ...]
        """What was approved."""
        by: UUID

        def apply(self, run: "PayRun") -> None:
            run.status, run.approved_by = PayRunStatus.APPROVED, self.by

    class Started(Event, frozen=True):
        """From now on its payouts are initiated and carried out."""

        by: UUID | None
        """Nothing on the command line, where no one was named."""

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.STARTED
            run.started_by, run.started_at = self.by, self.at

    class PayoutsInitiated(Event, frozen=True):
        """All payouts were initiated of which what was prepared was left to pay."""

        payouts: int
        left_out: tuple[LeftOutLine, ...]
        """The other lines, and why: the next run pays what is left of them."""

        def apply(self, run: "PayRun") -> None:
            run.payouts, run.left_out = self.payouts, self.left_out

    class FileWritten(Event, frozen=True):
        """The file for the bank was written for the first time."""

        sha256: str
        """Of its content, in hexadecimal digits: written again, it is the same."""
        transfers: int
        execution_day: date
        """When the bank is asked to pay."""
        by: UUID | None
        """Nothing on the command line, where no one was named."""

        def apply(self, run: "PayRun") -> None:
            run.file_sha256, run.file_execution_day = self.sha256, self.execution_day

    class Completed(Event, frozen=True):
        """Each of its payouts has an outcome."""

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.COMPLETED

    class Reopened(Event, frozen=True):
        """A refused payout is tried again: the run goes on."""

        payout_id: UUID
        by: UUID

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.STARTED
            run.reopened_times += 1

    class Cancelled(Event, frozen=True):
        """It was cancelled before it was started: nothing was paid."""

        reason: RunCancellationReason
        by: UUID

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.CANCELLED
            run.cancelled_by, run.cancelled_for = self.by, self.reason

    # Decisions: the rules, then the event.

    @property
    def needs_approval(self) -> bool:
        """Whether a second person must agree first."""
        return bool(self.totals_over_limit) and self.status is PayRunStatus.PREPARED

    @property
    def totals_over_limit(self) -> tuple[Money, ...]:
        """The totals for which a second person is needed."""
        return _over(self.totals, self.limits)

    @property
    def is_carried_out(self) -> bool:
        """Whether it was started: its amounts stay."""
        return self.status in (PayRunStatus.STARTED, PayRunStatus.COMPLETED)

    def prepare(
        self,
        week: str,
        rail: Rail,
        lines: Sequence[PayRunLine],
        limits: PayRunLimits,
        by: UUID | None,
        at: datetime,
    ) -> None:
        """
        Fix the amounts; nothing when it has been started, or has the same amounts already.

        by: None on the command line, where no one was named.
        Raises NotNow without any line, and above the limit without a person.
        """
        if self.is_carried_out:
            return
        if not lines:
            raise NotNow("There is nothing to pay for this week on this rail.")
        sha256, totals = sha256_of(lines), totals_of(lines)
        same = (sha256, limits) == (self.lines_sha256, self.limits)
        if same and self.status in BEFORE_START:
            return
        if by is None and _over(totals, limits):
            raise NotNow(
                "A total of this pay run is over the limit. Name the person who prepares it with "
                "--by: another one approves it."
            )
        self.record(
            self.Prepared(
                at=at,
                week=week,
                rail=rail,
                preparation=self.preparation + 1,
                line_count=len(lines),
                lines_sha256=sha256,
                totals=totals,
                limit_per_currency_minor=limits.run_minor,
                threshold_per_currency_minor=limits.payout_minor,
                by=by,
            )
        )

    def check_shown(self, version: int | None) -> None:
        """
        Raises NotNow unless this is still the run that a person was shown.

        version: the one shown; None: acted on without a page.
        """
        if version is not None and version != self.version:
            raise NotNow("This pay run has changed since you opened the page. Check its amounts.")

    def approve(self, by: UUID, at: datetime) -> None:
        """
        Agree to the amounts.

        Raises NotNow unless it needs approval; NotAllowed to the person who prepared it.
        """
        if not self.needs_approval:
            raise NotNow("This pay run needs no approval now.")
        if by == self.prepared_by:
            raise NotAllowed("You prepared this pay run. Another person must approve it.")
        self.record(self.Approved(at=at, preparation=self.preparation, totals=self.totals, by=by))

    def start(self, by: UUID | None, at: datetime) -> None:
        """
        Have it carried out; once it is started, nothing.

        Raises NotNow while it needs approval, and after it was cancelled.
        """
        if self.is_carried_out:
            return
        if self.status not in BEFORE_START:
            raise NotNow("This pay run was cancelled. Prepare it again.")
        if self.needs_approval:
            raise NotNow("This pay run is over the limit. A second person must approve it first.")
        self.record(self.Started(at=at, by=by))

    def note_initiated(self, left_out: Sequence[LeftOutLine], at: datetime) -> None:
        """All payouts are initiated but those of the lines left out; a second time nothing."""
        if self.payouts is None:
            payouts = self.line_count - len(left_out)
            self.record(self.PayoutsInitiated(at=at, payouts=payouts, left_out=tuple(left_out)))

    def execution_day(self, at: datetime) -> date:
        """
        When the bank is asked to pay by the file: the business day after its first writing.

        at: the moment, if this is the first.
        """
        return self.file_execution_day or business_day_after(at.date(), 1)

    def note_file(self, sha256: str, transfers: int, by: UUID | None, at: datetime) -> None:
        """
        The file was written; the same file again changes nothing.

        Raises NotNow for another file: the bank may have the first.
        """
        if self.file_sha256 == sha256:
            return
        if self.file_sha256:
            raise NotNow(
                "The file of this pay run was written before, with other names or account numbers. "
                "The bank may have it: record which payments it made. The next run pays the others."
            )
        self.record(
            self.FileWritten(
                at=at,
                sha256=sha256,
                transfers=transfers,
                execution_day=self.execution_day(at),
                by=by,
            )
        )

    def complete(self, at: datetime) -> None:
        """Each payout has an outcome; nothing unless it is being carried out."""
        if self.status is PayRunStatus.STARTED and self.payouts is not None:
            self.record(self.Completed(at=at))

    def reopen(self, payout_id: UUID, by: UUID, at: datetime) -> None:
        """
        A payout is tried again, in the same commit: so no other command completes the run.

        Raises NotNow unless it was started.
        """
        if not self.is_carried_out:
            raise NotNow("This pay run has not been started.")
        self.record(self.Reopened(at=at, payout_id=payout_id, by=by))

    def cancel(self, reason: str, by: UUID, at: datetime) -> None:
        """
        reason: a value of RunCancellationReason.

        Raises NotNow unless it waits to be started; Invalid for another reason.
        """
        if self.status not in BEFORE_START:
            raise NotNow("This pay run can no longer be cancelled.")
        self.record(
            self.Cancelled(at=at, reason=parse_reason(RunCancellationReason, reason), by=by)
        )


def _over(totals: Sequence[Money], limits: PayRunLimits) -> tuple[Money, ...]:
    return tuple(total for total in totals if total.amount > limits.run_minor)
