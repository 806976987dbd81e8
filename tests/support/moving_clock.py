"""A clock that tests move."""

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
