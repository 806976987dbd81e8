"""A program of its own that follows the log and runs all jobs, as a worker does."""

from dataclasses import replace
from pathlib import Path
from threading import Event

from tests.support.people import after
from tests.web.shop import settings_at
from web.composition import compose
from web.jobs.job_runs import JobRuns
from web.jobs.locks import locks_beside
from web.jobs.registry import all_jobs
from web.jobs.runner import JobRunner
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts

SHORT_S = 0.02
"""Between two runs of a job, so that all of them are at work most of the time."""


def next_day():
    """By then all that our example begins in the morning is overdue."""
    return after(86_400)


def run_all_jobs(database_url, folder):
    """Update the read models and run all jobs, until killed."""
    settings = settings_at(Path(folder), database_url)
    store = replace(open_private_store(settings), clock=next_day)
    market = compose(database_url, PrivateTexts(store).read, clock=next_day)
    jobs = [replace(job, interval_s=SHORT_S) for job in all_jobs(market, store, settings)]
    stop, record = Event(), JobRuns(store).record
    with JobRunner(jobs, locks_beside(store.engine), record, next_day).running(stop):
        market.projector.run(stop)
