"""Keeping the time of suspensions, beside the worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from web.marketplace import Marketplace
from web.moderation.jobs import keep_time_until


@contextmanager
def suspending(marketplace: Marketplace, stop: threading.Event) -> Iterator[None]:
    """Suspensions begin and end in time meanwhile, in a thread beside whatever is done."""
    thread = threading.Thread(target=keep_time_until, args=(marketplace, stop), name="suspensions")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
