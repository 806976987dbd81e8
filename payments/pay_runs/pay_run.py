"""
A pay run: the payouts of one week on one rail.

It is prepared with its amounts, approved by a second person when they are over a limit, and
started. What was prepared is what is paid, also after a later statement: an
amount of which less is left waits for the next run.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from msgspec import Struct

from domain.aggregate import Aggregate, Event
from domain.errors import NotAllowed, NotNow, translatable
from domain.money import Money
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


class PayRunLimits(NamedTuple):
    """In minor units of each currency."""

    run_minor: int
    """A run with a total above it needs a second person."""
    payout_minor: int
    """An expert with less than it waits for the next statement."""


class PayRunLine(Struct, frozen=True):
    """What an expert is to be paid."""

    expert_id: UUID
    amount: Money


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
        self.lines: tuple[PayRunLine, ...] = ()
        self.totals: tuple[Money, ...] = ()
        self.limits = PayRunLimits(0, 0)
        self.prepared_by: UUID | None = None
        self.prepared_at: datetime | None = None
        self.approved_by: UUID | None = None
        self.started_by: UUID | None = None
        self.started_at: datetime | None = None
        self.payouts: int | None = None
        """How many were initiated, once all are."""
        self.file_sha256 = ""

    # Events, and what each changes.

    class Prepared(Event, frozen=True):
        """The amounts of a run were fixed; prepared again, with what is to be paid by then."""

        week: str
        rail: Rail
        lines: tuple[PayRunLine, ...]
        totals: tuple[Money, ...]
        """One for each currency."""
        limit_minor: int
        """A total above it needs a second person."""
        threshold_minor: int
        """An expert with less than it waits."""
        by: UUID | None
        """Nothing on the command line."""

        def apply(self, run: "PayRun") -> None:
            run.week, run.rail, run.lines, run.totals = (
                self.week,
                self.rail,
                self.lines,
                self.totals,
            )
            run.limits = PayRunLimits(self.limit_minor, self.threshold_minor)
            run.prepared_by, run.prepared_at, run.approved_by = self.by, self.at, None
            run.status = PayRunStatus.PREPARED

    class Approved(Event, frozen=True):
        """A second person agreed to the amounts."""

        by: UUID

        def apply(self, run: "PayRun") -> None:
            run.status, run.approved_by = PayRunStatus.APPROVED, self.by

    class Started(Event, frozen=True):
        """From now on its payouts are initiated and carried out."""

        by: UUID | None

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.STARTED
            run.started_by, run.started_at = self.by, self.at

    class PayoutsInitiated(Event, frozen=True):
        """All payouts were initiated of which what was prepared was left to pay."""

        payouts: int

        def apply(self, run: "PayRun") -> None:
            run.payouts = self.payouts

    class FileWritten(Event, frozen=True):
        """The file for the bank was written for the first time."""

        sha256: str
        """Of its content, in hexadecimal digits: written again, it is the same."""
        transfers: int
        by: UUID | None

        def apply(self, run: "PayRun") -> None:
            run.file_sha256 = self.sha256

    class Completed(Event, frozen=True):
        """Each of its payouts has an outcome."""

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.COMPLETED

    class Reopened(Event, frozen=True):
        """A refused payout is tried again: the run goes on."""

        by: UUID

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.STARTED

    class Cancelled(Event, frozen=True):
        """It was cancelled before it was started: nothing was paid."""

        by: UUID

        def apply(self, run: "PayRun") -> None:
            run.status = PayRunStatus.CANCELLED

    # Decisions: the rules, then the event.

    @property
    def needs_approval(self) -> bool:
        """Whether a second person must agree first."""
        over_limit = any(total.amount > self.limits.run_minor for total in self.totals)
        return over_limit and self.status is PayRunStatus.PREPARED

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

        Raises NotNow without any line.
        """
        if self.is_carried_out:
            return
        if not lines:
            raise NotNow("There is nothing to pay for this week on this rail.")
        same = (tuple(lines), limits) == (self.lines, self.limits)
        if same and self.status in BEFORE_START:
            return
        self.record(
            self.Prepared(
                at=at,
                week=week,
                rail=rail,
                lines=tuple(lines),
                totals=totals_of(lines),
                limit_minor=limits.run_minor,
                threshold_minor=limits.payout_minor,
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
        self.record(self.Approved(at=at, by=by))

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

    def note_initiated(self, payouts: int, at: datetime) -> None:
        """All payouts are initiated; a second time nothing."""
        if self.payouts is None:
            self.record(self.PayoutsInitiated(at=at, payouts=payouts))

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
        self.record(self.FileWritten(at=at, sha256=sha256, transfers=transfers, by=by))

    def complete(self, at: datetime) -> None:
        """Each payout has an outcome; nothing unless it is being carried out."""
        if self.status is PayRunStatus.STARTED and self.payouts is not None:
            self.record(self.Completed(at=at))

    def reopen(self, by: UUID, at: datetime) -> None:
        """
        A payout is tried again, in the same commit: so no other command completes the run.

        Raises NotNow unless it was started.
        """
        if not self.is_carried_out:
            raise NotNow("This pay run has not been started.")
        self.record(self.Reopened(at=at, by=by))

    def cancel(self, by: UUID, at: datetime) -> None:
        """Raises NotNow unless it waits to be started."""
        if self.status not in BEFORE_START:
            raise NotNow("This pay run can no longer be cancelled.")
        self.record(self.Cancelled(at=at, by=by))


def totals_of(lines: Sequence[PayRunLine]) -> tuple[Money, ...]:
    """The sum of each currency, by its code."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.amount.currency] += line.amount.amount
    return tuple(Money(sums[currency], currency) for currency in sorted(sums))
