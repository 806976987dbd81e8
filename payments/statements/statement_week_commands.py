"""Commands on weeks of statements; every command returns the log's position after it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from payments.statements.statement_week import StatementWeek, statement_week_id
from payments.statements.week_statements import accounts_to_close, statements_in
from payments.weeks import Week, parse_week

ALL = "all"
"""The holder of all weeks that are being closed."""


def weeks_to_close(log: EventLog) -> list[Week]:
    """The weeks that a person wanted closed, and that are not yet."""
    return [parse_week(key) for key in log.rows.keys_held_by("statement-week", ALL)]


def load_week(log: EventLog, week: Week) -> StatementWeek:
    """Its version is 0 when no person closed it."""
    return log.load_or_new(StatementWeek, statement_week_id(str(week)))


class StatementWeekCommands(Commands):
    def request_closing(self, week: Week, by: UUID, at: datetime) -> int:
        """As StatementWeek.request_closing; nothing where no account has anything to close."""

        def request(closed: StatementWeek) -> None:
            if at < week.ends_at or accounts_to_close(self._log, week, at):
                closed.request_closing(week, by, at)

        return self._change(week, request)

    def complete_if_done(self, week: Week, at: datetime) -> int:
        """As StatementWeek.complete_closing, when every account with something in it is closed."""

        def complete(closed: StatementWeek) -> None:
            if not accounts_to_close(self._log, week, at):
                closed.complete_closing(week, len(statements_in(self._log, str(week))), at)

        return self._change(week, complete)

    def _change(self, week: Week, change: Callable[[StatementWeek], None]) -> int:
        """Change a week, and list it while it is being closed."""

        def decide() -> Decision:
            closed = load_week(self._log, week)
            before = _listed(closed, week)
            change(closed)
            return Decision([closed], reserve=_listed(closed, week), release=before)

        return self._log.execute(decide, command=command_of(change))


def _listed(closed: StatementWeek, week: Week) -> list[Reservation]:
    return [Reservation("statement-week", str(week), ALL)] if closed.is_being_closed else []
