"""A program of its own that follows the log with all reactors and delivers, as a worker does."""

from dataclasses import replace
from pathlib import Path
from threading import Event

from domain.clock import system_clock
from tests.support.random_commands import opened
from tests.web.shop import settings_at
from web.jobs.job_runs import JobRuns
from web.jobs.locks import locks_beside
from web.jobs.registry import all_reactors, delivery_job, reactor_job
from web.jobs.runner import JobRunner
from web.private_store.store import open_private_store

SHORT_S = 0.02
"""Between two runs of a job, so that it is at work most of the time."""


def react_and_deliver(database_url, folder):
    """Update the read models, react and deliver into a folder, until killed."""
    settings = settings_at(Path(folder), database_url)
    store = open_private_store(settings)
    with opened(database_url) as market:
        reactors = all_reactors(market, store, settings)
        jobs = [reactor_job(reactor, market, store) for reactor in reactors]
        jobs = [replace(job, interval_s=SHORT_S) for job in (*jobs, delivery_job(store, settings))]
        stop = Event()
        with JobRunner(
            jobs, locks_beside(store.engine), JobRuns(store).record, system_clock
        ).running(stop):
            market.projector.run(stop)
