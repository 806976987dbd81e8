"""The general ledger as an aggregate: which accounting periods are closed, and by whom."""

from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from domain.log.commands import Commands
from domain.log.entries import Decision
from payments.months import month_of, parse_month

GENERAL_LEDGER = UUID("1ed6e400-0000-4000-8000-000000000001")
"""The platform has one."""


class GeneralLedger(Aggregate):
    """The books of the platform, month by month."""

    ABSENT = translatable("No accounting period has been closed yet.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.closed_through = ""

    class PeriodClosed(Event, frozen=True):
        """A month was closed, and those before it: late facts are booked in the next one."""

        month: str
        """In UTC, such as `2026-06`."""
        by: UUID

        def apply(self, ledger: "GeneralLedger") -> None:
            ledger.closed_through = self.month

    def close_period(self, month: str, by: UUID, at: datetime) -> None:
        """Raises Invalid unless it is a month such as `2026-06`; NotNow while it lasts or twice."""
        parse_month(month)
        if month >= month_of(at):
            raise NotNow("This month is not over yet.")
        if month <= self.closed_through:
            raise NotNow("This month is already closed.")
        self.record(self.PeriodClosed(at=at, month=month, by=by))


class GeneralLedgerCommands(Commands):
    def close_period(self, month: str, by: UUID, at: datetime) -> int:
        """As GeneralLedger.close_period; returns the log position after it."""

        def decide() -> Decision:
            ledger = self._log.load_or_new(GeneralLedger, GENERAL_LEDGER)
            ledger.close_period(month, by, at)
            return Decision([ledger])

        return self._log.execute(decide)
