"""
How often a password may be guessed.

Counted in the memory of one process: with several, each allows as many. That slows guessing down
by orders of magnitude, which is its purpose; what stops it is argon2 and long passwords.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

WINDOW_S = 15 * 60
MOST_KEYS = 10_000


@dataclass
class SignInAttempts:
    """A guess counts when it begins, so that a hundred at once are a hundred."""

    clock: Callable[[], float] = time.monotonic
    _begun: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, limits: Mapping[str, int]) -> float:
        """Count one attempt under each key; or count none and say how many seconds to wait."""
        with self._lock:
            now = self.clock()
            wait = max(self._wait(key, limit, now) for key, limit in limits.items())
            if wait <= 0:
                for key in limits:
                    self._count(key, now)
            return wait

    def forgive(self, limits: Mapping[str, int]) -> None:
        """The attempt was right: take it back."""
        with self._lock:
            for key in limits:
                if self._begun.get(key):
                    self._begun[key].pop()

    def _wait(self, key: str, limit: int, now: float) -> float:
        begun = self._begun.get(key, deque())
        while begun and begun[0] <= now - WINDOW_S:
            begun.popleft()
        return begun[0] + WINDOW_S - now if len(begun) >= limit else 0

    def _count(self, key: str, now: float) -> None:
        self._begun.setdefault(key, deque()).append(now)
        self._begun.move_to_end(key)
        while len(self._begun) > MOST_KEYS:
            self._begun.popitem(last=False)
