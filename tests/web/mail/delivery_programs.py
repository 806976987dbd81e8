"""Programs of their own that deliver e-mails in tests."""

from pathlib import Path
from threading import Event

from domain.clock import system_clock
from tests.web.shop import settings_at
from web.jobs.job_runs import JobRuns
from web.jobs.locks import locks_beside
from web.jobs.registry import delivery_job
from web.jobs.runner import JobRunner
from web.private_store.store import open_private_store


def deliver(database_url, folder):
    """Deliver into a folder, as `comptoir work` does, until killed."""
    settings = settings_at(Path(folder), database_url)
    store = open_private_store(settings)
    job = delivery_job(store, settings)
    JobRunner([job], locks_beside(store.engine), JobRuns(store).record, system_clock).repeat(
        job, Event()
    )
