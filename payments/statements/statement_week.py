"""
A week of statements, which a person has closed for all experts; a job does it.

The last week is closed on Monday by itself: that needs no one, and leaves no event here.
"""

from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from payments.weeks import Week


def statement_week_id(week: str) -> UUID:
    """The id of a week such as `2017-W40`."""
    return uuid5(NAMESPACE_OID, f"statement-week/{week}")


class StatementWeek(Aggregate):
    """The close of a week, as a person wanted it."""

    ABSENT = translatable("No person has closed this week.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.is_being_closed = False
        self.requested_by: UUID | None = None
        self.closed_at: datetime | None = None

    # Events, and what each changes.

    class ClosingRequested(Event, frozen=True):
        """A person wanted the week closed for every expert with something in it."""

        week: str
        by: UUID

        def apply(self, week: "StatementWeek") -> None:
            week.is_being_closed, week.requested_by = True, self.by

    class ClosingCompleted(Event, frozen=True):
        """Every expert with something in it has a statement of the week."""

        week: str
        statements: int
        """So many statements the week has, in all currencies."""

        def apply(self, week: "StatementWeek") -> None:
            week.is_being_closed, week.closed_at = False, self.at

    # Decisions: the rules, then the event.

    def request_closing(self, week: Week, by: UUID, at: datetime) -> None:
        """Want it closed; while it is being closed, nothing. Raises NotNow while the week lasts."""
        if at < week.ends_at:
            raise NotNow("This week is not over yet.")
        if not self.is_being_closed:
            self.record(self.ClosingRequested(at=at, week=str(week), by=by))

    def complete_closing(self, week: Week, statements: int, at: datetime) -> None:
        """Note that all is done; nothing unless it was wanted."""
        if self.is_being_closed:
            self.record(self.ClosingCompleted(at=at, week=str(week), statements=statements))
