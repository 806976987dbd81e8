"""One worker at a time: a job's lock ends with the process that has it, however that ends."""

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine

from projections.engine.rebuild_lock import lock_file, lock_in_postgres
from web.jobs.runner import JobLock


def locks_beside(engine: Engine) -> JobLock:
    """Locks that all workers on the private store of this engine share."""

    def lock(job_name: str) -> AbstractContextManager[bool]:
        if engine.dialect.name == "postgresql":
            return lock_in_postgres(engine, f"job {job_name}")
        folder = Path(f"{engine.url.database}.jobs")
        folder.mkdir(mode=0o700, exist_ok=True)
        return lock_file(folder / f"{job_name}.lock")

    return lock
