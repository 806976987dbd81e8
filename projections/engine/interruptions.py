"""Trouble that passes: what databases raise while they are away, restarting or overloaded."""

import sqlalchemy.exc

from domain.log.event_log import LOG_FAILURE

DATABASE_INTERRUPTION = (
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    LOG_FAILURE,
)
"""
A failure of the database, not of an event or a job: every loop tries again after a pause.

Nothing is parked because of it, and no program has to be restarted.
"""
