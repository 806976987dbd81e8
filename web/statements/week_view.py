"""How far a week of statements is closed, as finance follows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from domain.log.event_log import EventLog
from payments.statements.statement_week_commands import load_week
from payments.statements.week_statements import WeekStatement, accounts_to_close
from payments.weeks import Week
from web.statements.presenters import expert_names


class WeekProgress(NamedTuple):
    """A week, and what is left to close in it."""

    week: str
    is_over: bool
    closed: int
    """So many statements it has."""
    unclosed: int
    """So many accounts have something in it, and no statement of it."""
    is_being_closed: bool
    requested_by: str
    """Who had it closed; '' when it was closed by itself."""
    closed_at: datetime | None
    """When all was done that this person wanted."""

    @property
    def accounts(self) -> int:
        return self.closed + self.unclosed


def week_view(
    log: EventLog, week: Week, listed: Sequence[WeekStatement], at: datetime
) -> WeekProgress:
    """listed: the statements of the week. at: now, UTC."""
    requested, is_over = load_week(log, week), at >= week.ends_at
    by = requested.requested_by
    return WeekProgress(
        week=str(week),
        is_over=is_over,
        closed=len(listed),
        unclosed=len(accounts_to_close(log, week, at)) if is_over else 0,
        is_being_closed=requested.is_being_closed,
        requested_by=expert_names([by])[by] if by else "",
        closed_at=requested.closed_at,
    )
