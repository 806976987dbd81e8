"""Clocks that tests move."""

from datetime import timedelta

from domain.clock import system_clock


class MovingClock:
    """The system's clock until it is moved."""

    def __init__(self):
        self._offset = timedelta(0)

    def __call__(self):
        return system_clock() + self._offset

    def move(self, **by):
        self._offset += timedelta(**by)


class StoppedClock:
    """A clock that stands until a test sets it: an instant, or seconds where those are counted."""

    def __init__(self, now=1_000_000.0):
        self.now = now

    def __call__(self):
        return self.now
