"""One worker at a time: a job's lock ends with the process that has it, however that ends."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from domain.log.locks import JOBS
from projections.engine.named_locks import lock_files, lock_in_postgres
from web.jobs.runner import JobLock


def locks_beside(engine: Engine) -> JobLock:
    """Locks that all workers on the private store of this engine share."""

    @contextmanager
    def lock(job_name: str) -> Iterator[bool]:
        with _lock(engine, job_name) as locked_elsewhere:
            yield not locked_elsewhere

    return lock


def _lock(engine: Engine, job_name: str) -> AbstractContextManager[list[str]]:
    if engine.dialect.name == "postgresql":
        return lock_in_postgres(engine, JOBS, job_name)
    folder = Path(f"{engine.url.database}.jobs")
    folder.mkdir(mode=0o700, exist_ok=True)
    return lock_files(folder, job_name)
