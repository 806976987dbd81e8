"""The queue of a discrete-event simulation: what is to happen, in order of simulated time."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Action = Callable[[], None]


class EventQueue:
    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        """The simulated time, UTC: that of the action that runs, or ran last."""
        self._entries: list[tuple[datetime, int, Action]] = []
        self._count = 0

    def at(self, when: datetime, action: Action) -> None:
        """Plan an action, not before now; those of one moment run in the order of planning."""
        self._count += 1
        heapq.heappush(self._entries, (max(when, self.now), self._count, action))

    def after(self, seconds: float, action: Action) -> None:
        self.at(self.now + timedelta(seconds=seconds), action)

    def run(self) -> None:
        """Run all actions, and those that they plan, until none is left."""
        while self._entries:
            self.now, _, action = heapq.heappop(self._entries)
            action()
