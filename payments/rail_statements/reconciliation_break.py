"""
A break between the ledger and a rail, and the person who looks after it.

It is found by the comparison (payments/reconciliation); this is what people do about it: take it,
note what they found, and close it by an entry that brings the ledger to what the rail says.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RAIL_STATEMENTS, RailAccount


class BreakClosingReason(StrEnum):
    """What the difference is booked on."""

    RAIL_FEE = "rail_fee"
    """The rail charged it; what was accrued for it is settled."""
    WRITTEN_OFF = "written_off"
    """The platform bears it, or keeps it."""
    OWN_TRANSFER = "own_transfer"
    """It went to another account of the platform, or came from there."""


class BreakSubject(NamedTuple):
    """What a break is about: one reference on one account, in one currency."""

    account: RailAccount
    reference_key: str
    """As payments/reconciliation/reconcile.py makes it: both sides know the reference by it."""
    currency: str

    @property
    def id(self) -> UUID:
        """Of what people do about it."""
        name = f"break/{self.account}/{self.currency}/{self.reference_key}"
        return uuid5(RAIL_STATEMENTS, name)


class ClosingEntry(NamedTuple):
    """What brings the ledger to what the rail says."""

    subject: BreakSubject
    amount: Money
    """What the rail has more than the ledger; below zero when it has less."""
    accrued: Money
    """What was accrued for it, of a fee."""
    reason: BreakClosingReason
    on: date
    """The newest day (UTC) of what both sides say of it: the entry counts from this day."""


class ReconciliationBreak(Aggregate):
    """What people do about one reference in one currency."""

    ABSENT = translatable("This break does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.owner_id: UUID | None = None
        self.closings = 0

    class OwnerAssigned(Event, frozen=True):
        """A person takes care of it."""

        account: RailAccount
        reference_key: str
        currency: str
        by: UUID

        def apply(self, assigned: "ReconciliationBreak") -> None:
            assigned.owner_id = self.by

    class NoteWritten(Event, frozen=True):
        """A person noted what was found."""

        account: RailAccount
        reference_key: str
        currency: str
        note_text_id: UUID
        text_length: int
        by: UUID

    class Closed(Event, frozen=True):
        """The ledger was brought to what the rail says, by an entry."""

        account: RailAccount
        reference_key: str
        amount: Money
        """What the rail has more than the ledger; below zero when it has less."""
        accrued: Money
        """What was accrued for it, of a fee."""
        reason: BreakClosingReason
        on: date
        """From which day (UTC) the entry counts."""
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, closed: "ReconciliationBreak") -> None:
            closed.closings += 1
            closed.owner_id = closed.owner_id or self.by

    def take(self, subject: BreakSubject, by: UUID, at: datetime) -> None:
        """Take care of it, also from another person; a second time changes nothing."""
        if by != self.owner_id:
            self.record(self.OwnerAssigned(at=at, by=by, **subject._asdict()))

    def write_note(self, subject: BreakSubject, text: WrittenText, by: UUID, at: datetime) -> None:
        """Raises Invalid without words."""
        if not text.length:
            raise Invalid("Write what you found.")
        self.record(
            self.NoteWritten(
                at=at,
                note_text_id=text.text_id,
                text_length=text.length,
                by=by,
                **subject._asdict(),
            )
        )

    def close(
        self, entry: ClosingEntry, text: WrittenText, closings: int, by: UUID, at: datetime
    ) -> None:
        """
        Close it by an entry.

        closings: how many there were when the person looked: two persons close it once.
        Raises NotNow when it was closed since; Invalid without a difference or a written reason.
        """
        if closings != self.closings:
            raise NotNow("This break was closed in the meantime.")
        if not entry.amount.amount:
            raise Invalid("There is no difference to close.")
        if not text.length:
            raise Invalid("Write why this break is closed.")
        self.record(
            self.Closed(
                at=at,
                account=entry.subject.account,
                reference_key=entry.subject.reference_key,
                amount=entry.amount,
                accrued=entry.accrued,
                reason=entry.reason,
                on=entry.on,
                reason_text_id=text.text_id,
                text_length=text.length,
                by=by,
            )
        )
