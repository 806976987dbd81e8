"""
The job runner: one loop, followed by each job in a thread of its own, so that none delays another.

A job runs, waits for its interval, and runs again, until the worker is stopped. While one worker
runs a job no other worker runs it, unless several may do so. When a run fails, that is logged and
the job goes on: after its interval, or after a longer pause where it has one.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Event, Thread
from typing import NamedTuple

from domain.clock import Clock
from domain.log.commit_metadata import correlated

logger = logging.getLogger(__name__)

RecordRun = Callable[[str, datetime, float, Exception | None], None]
"""Notes a run: the job's name, when it ended, its longest pause in seconds, and the error."""

JobLock = Callable[[str], AbstractContextManager[bool]]
"""Takes a job's name; the value of the context is whether this worker may run the job now."""


class Blocked(Exception):
    """What a job depends on took no work: noted as a run that has not gone well."""


class JobProgress(NamedTuple):
    """What came of one run of a job."""

    done: int = 0
    """How much was done, in the job's own unit: attempts expired, e-mails sent."""
    is_blocked: bool = False
    """Something the job depends on takes no work for now, such as a mail server."""


@dataclass(frozen=True)
class Job:
    """Something that happens by time."""

    name: str
    interval_s: float
    """The pause after a run, in seconds."""
    run: Callable[[datetime, Event], JobProgress]
    """Does what is due at a moment (UTC); returns early when the event, a stop, is set."""
    longest_pause_s: float = 0.0
    """After failures the pause doubles up to this many seconds; it is never below the interval."""
    is_exclusive: bool = True
    """Whether only one worker at a time may run it."""

    @property
    def slowest_pause_s(self) -> float:
        return max(self.interval_s, self.longest_pause_s)

    def pause_after_failure(self, pause_s: float) -> float:
        return max(self.interval_s, min(2 * pause_s, self.longest_pause_s))


MOST_AT_ONCE = 8
"""Each holds a connection to the private store for its lock and needs another for its work: all
jobs at once would need more than its pool has."""


class JobRunner:
    def __init__(self, jobs: Sequence[Job], lock: JobLock, record: RecordRun, clock: Clock) -> None:
        """record: called after each run with the job's name, the time, its pause and the error."""
        self._jobs = jobs
        self._clock = clock
        self._lock = lock
        self._record = record
        self._slots = BoundedSemaphore(MOST_AT_ONCE)

    @contextmanager
    def running(self, stop: Event) -> Iterator[None]:
        """Run all jobs while the context lasts; leaving it sets `stop` and waits for them."""
        threads = [
            Thread(target=self.repeat, args=(job, stop), name=job.name) for job in self._jobs
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def repeat(self, job: Job, stop: Event) -> None:
        """Run one job again and again, until stopped."""
        pause_s = job.interval_s
        while not stop.is_set():
            progress = self._run_once(job, stop)
            goes_well = progress is not None and not progress.is_blocked
            pause_s = job.interval_s if goes_well else job.pause_after_failure(pause_s)
            stop.wait(pause_s)

    def _run_once(self, job: Job, stop: Event) -> JobProgress | None:
        """What came of it; None for a failure. A run that is left to another worker did nothing."""
        try:
            with self._slots, self._turn_of(job) as is_ours, correlated():
                if not is_ours:
                    return JobProgress()
                progress = job.run(self._clock(), stop)
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            # Not the message: it would show values of a statement.
            logger.warning("Job %s failed and is repeated: %s", job.name, type(error).__name__)
            self._note(job, error)
            return None
        self._note(job, Blocked() if progress.is_blocked else None)
        return progress

    def _note(self, job: Job, error: Exception | None) -> None:
        """A run that cannot be recorded must not end its job."""
        try:
            self._record(job.name, self._clock(), job.slowest_pause_s, error)
        except Exception as failure:  # noqa: BLE001 - as above
            logger.warning("A run of %s is not on record: %s", job.name, type(failure).__name__)

    def _turn_of(self, job: Job) -> AbstractContextManager[bool]:
        return self._lock(job.name) if job.is_exclusive else nullcontext(enter_result=True)
