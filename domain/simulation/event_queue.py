"""The clock of a simulation: what is to happen, in order of time."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Act = Callable[[], None]


class Agenda:
    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        self._entries: list[tuple[datetime, int, Act]] = []
        self._count = 0

    def at(self, when: datetime, act: Act) -> None:
        """Plan something; of two things at one moment, the one planned first comes first."""
        self._count += 1
        heapq.heappush(self._entries, (max(when, self.now), self._count, act))

    def after(self, seconds: float, act: Act) -> None:
        self.at(self.now + timedelta(seconds=seconds), act)

    def run(self) -> None:
        """Let everything happen, and whatever follows from it."""
        while self._entries:
            self.now, _, act = heapq.heappop(self._entries)
            act()
