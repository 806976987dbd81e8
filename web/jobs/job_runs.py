"""When each job ran last, and whether it failed: one row for each job, for the status page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from projections.engine.interruptions import DATABASE_INTERRUPTION
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime

RECORDED_EVERY = timedelta(seconds=15)
"""A run that came to the same as the one before is not written down more often."""
LATE_AFTER = timedelta(minutes=10)
"""A job that no run has gone well for so long, and its pause, has stopped: look at the worker."""


class JobRunRow(Private):
    """The last run of a job. The error is the name of its type: a message may name people."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcTime())
    late_after: Mapped[datetime] = mapped_column(UtcTime())
    error: Mapped[str | None] = mapped_column(String(100))


runs: Any = JobRunRow.__table__


class JobRun(NamedTuple):
    """The last run of a job, for the status page."""

    name: str
    ran_at: datetime
    error: str | None
    """The type of the error it failed with; None: it went well."""
    is_late: bool
    """A run should have gone well by now."""


class JobRuns:
    """The runs of the jobs of one worker."""

    def __init__(self, store: PrivateStore) -> None:
        self._engine = store.engine
        self._last: dict[str, tuple[datetime, str | None]] = {}

    def record(self, job: str, at: datetime, pause_s: float, error: Exception | None) -> None:
        """
        Note a run that ended at an instant, unless one like it was noted a moment ago.

        pause_s: the seconds after which the job runs again. Raises nothing when the database is
        away: the next run is noted.
        """
        name = type(error).__name__ if error else None
        last_at, last_error = self._last.get(job, (None, None))
        if last_at and last_error == name and at - last_at < RECORDED_EVERY:
            return
        late_after = at + timedelta(seconds=pause_s) + LATE_AFTER
        values: dict[str, Any] = {"job": job, "ran_at": at, "late_after": late_after, "error": name}
        changed = dict(values)
        if error is not None:
            changed.pop("late_after")  # a job that only fails is late as well
        try:
            with self._engine.begin() as db:
                row = insert_into(runs, db).values(values)
                db.execute(row.on_conflict_do_update(index_elements=["job"], set_=changed))
        except DATABASE_INTERRUPTION:
            return
        self._last[job] = at, name

    def forget_others(self, jobs: Sequence[str]) -> None:
        """Forget jobs of older code: without a run any more, they would be late for ever."""
        with self._engine.begin() as db:
            db.execute(delete(runs).where(runs.c.job.not_in(jobs)))


def last_runs(store: PrivateStore, at: datetime) -> list[JobRun]:
    """The last run of every job that has ever run, by name."""
    with store.engine.connect() as db:
        rows = db.execute(select(runs).order_by(runs.c.job)).all()
    return [JobRun(row.job, row.ran_at, row.error, at > row.late_after) for row in rows]
