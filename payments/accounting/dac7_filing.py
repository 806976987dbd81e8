"""
What was reported to the tax authority for a year: file by file, with figures, without names.

A file that was handed in cannot be taken back: what changes afterwards is a correction, which names
what it corrects. So each filing notes the figures of each expert, and a version.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from msgspec import Struct

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.log.commands import Commands
from domain.log.entries import Decision
from domain.log.event_log import EventLog
from payments.accounting.dac7_figures import QuarterFigures
from payments.ledger.general_ledger import GENERAL_LEDGER

SellerKey = tuple[UUID, str]
"""An expert and a currency."""


class FiledKind(StrEnum):
    """What a file says of a seller."""

    NEW = "new"
    CORRECTED = "corrected"
    DELETED = "deleted"


class FiledSeller(Struct, frozen=True):
    """What a file said of an expert in one currency, in whole units."""

    expert_id: UUID
    currency: str
    kind: FiledKind
    version: int
    """From 1; a correction names the one before."""
    quarters: tuple[QuarterFigures, ...]

    @property
    def key(self) -> SellerKey:
        return self.expert_id, self.currency


def dac7_filing_id(year: int) -> UUID:
    """The id of what was filed for a year."""
    return uuid5(GENERAL_LEDGER, f"dac7/{year}")


class Dac7Filing(Aggregate):
    """All files of a year that were handed in."""

    ABSENT = translatable("Nothing has been filed for this year.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.number = 0
        self.sellers: dict[SellerKey, FiledSeller] = {}
        """What was said last of each, also of those who were deleted."""
        self.stated_at: dict[SellerKey, datetime] = {}

    class Filed(Event, frozen=True):
        """A file was handed in; its names and addresses are not in the log."""

        year: int
        number: int
        """Of the file within the year, from 1."""
        sha256: str
        """Of the file, in hexadecimal digits."""
        sellers: tuple[FiledSeller, ...]
        by: UUID

        def apply(self, filing: "Dac7Filing") -> None:
            filing.number = self.number
            for seller in self.sellers:
                filing.sellers[seller.key] = seller
                filing.stated_at[seller.key] = self.at

    def file(
        self,
        year: int,
        number: int,
        sha256: str,
        sellers: Sequence[FiledSeller],
        by: UUID,
        at: datetime,
    ) -> None:
        """Raises NotNow unless the year is over and it is the next file; Invalid for no hash."""
        if year >= at.year:
            raise NotNow("This year is not over yet.")
        if number != self.number + 1:
            raise NotNow("Another file of this year was recorded meanwhile. Export it again.")
        if len(sha256) != SHA256_DIGITS:
            raise Invalid("The hash of a file has 64 digits.")
        self.record(
            self.Filed(
                at=at, year=year, number=number, sha256=sha256, sellers=tuple(sellers), by=by
            )
        )


SHA256_DIGITS = 64


def filing_of(log: EventLog, year: int) -> Dac7Filing:
    """What was filed for a year; without a version when nothing was."""
    return log.load_or_new(Dac7Filing, dac7_filing_id(year))


class Dac7FilingCommands(Commands):
    def file(
        self,
        year: int,
        number: int,
        sha256: str,
        sellers: Sequence[FiledSeller],
        by: UUID,
        at: datetime,
    ) -> int:
        """As Dac7Filing.file; returns the log position after it."""

        def decide() -> Decision:
            filing = filing_of(self._log, year)
            filing.file(year, number, sha256, sellers, by, at)
            return Decision([filing])

        return self._log.execute(decide)
