"""What a worker of its own does with a job's lock in tests."""

import time
from pathlib import Path

from tests.web.shop import settings_at
from web.jobs.locks import locks_beside
from web.private_store.store import open_private_store


def hold(database_url, folder, job_name):
    """Have the lock of a job until killed; a file in the folder says when."""
    store = open_private_store(settings_at(Path(folder), database_url))
    with locks_beside(store.engine)(job_name) as is_ours:
        assert is_ours
        Path(folder, "held").touch()
        time.sleep(600)
