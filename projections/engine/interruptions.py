"""Trouble that passes: what databases raise while they are away, restarting or overloaded."""

import sqlalchemy.exc

from domain.log.event_log import LOG_FAILURE

DATABASE_INTERRUPTION = (
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,  # all connections are in use, each waiting for the database
    LOG_FAILURE,
)
"""
A failure of the database, not of an event or a job: every loop tries again after a pause.

Nothing is parked because of it, and no program has to be restarted. Pages answer 503.
"""

UNDEFINED = ("42P01", "42703")
"""PostgreSQL's codes for a table and a column that do not exist."""
NO_SUCH = ("no such table", "no such column", "has no column named")


def is_about_tables(error: Exception) -> bool:
    """Whether a table or column is missing: SQLite raises the same type as while it is away."""
    cause = getattr(error, "orig", None)
    if getattr(cause, "sqlstate", None) in UNDEFINED:
        return True
    return any(words in str(cause) for words in NO_SUCH)
