"""Handing in attempts whose time is over, beside the worker."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from web.assessments.taking.jobs import Overdue
from web.composition import compose
from web.private_store.store import open_private_store
from web.private_store.texts import WordStore
from web.settings import Settings


@contextmanager
def settling(stop: threading.Event) -> Iterator[None]:
    """Meanwhile, in a thread; with people's words, which short answers are marked by."""
    settings = Settings.from_environment()
    with closing(open_private_store(settings)) as store:
        marketplace = compose(settings.database_url, WordStore(store).read)
        overdue = Overdue(marketplace)
        thread = threading.Thread(target=overdue.run, args=(stop,), name="settling")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            marketplace.read_model_store.close()
            marketplace.log.close()
