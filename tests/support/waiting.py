"""Waiting for what happens in another thread or program."""

import time
from collections.abc import Callable


def wait_until(done: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so. The limit is for what will never be so, not a measure."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.005)
