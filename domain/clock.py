"""The time that callers pass to commands. Rules never ask for it themselves."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""The present time, UTC. Composition hands it out, so that tests and demonstrations can set it."""


def system_clock() -> datetime:
    return datetime.now(UTC)
