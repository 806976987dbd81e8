"""The event queue of a discrete-event simulation: actions in order of simulated time."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Action = Callable[[], None]


class EventQueue:
    """A priority queue of planned actions and the simulated clock that they advance."""

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        """The simulated time, UTC: that of the action that runs, or ran last."""
        self._entries: list[tuple[datetime, int, Action]] = []
        self._count = 0

    def at(self, when: datetime, action: Action) -> None:
        """
        Plan an action.

        A time before `now` means now; actions of one moment run in the order they were planned.
        """
        self._count += 1
        heapq.heappush(self._entries, (max(when, self.now), self._count, action))

    def after(self, seconds: float, action: Action) -> None:
        """Plan an action so many seconds after `now`."""
        self.at(self.now + timedelta(seconds=seconds), action)

    def run(self) -> None:
        """Run all actions in order, including those they plan, until the queue is empty."""
        while self._entries:
            self.now, _, action = heapq.heappop(self._entries)
            action()
