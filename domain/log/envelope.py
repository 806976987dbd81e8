"""What consumers of the log work on: one typed event after another, each in its envelope."""

from datetime import UTC, datetime
from typing import Generic, TypeVar

import msgspec

D_co = TypeVar("D_co", covariant=True)


class EventEnvelope(msgspec.Struct, Generic[D_co], frozen=True, gc=False):
    """An event, where it is in the log, and when it was recorded."""

    position: int
    """In the whole log, from 1 without a gap."""
    stream: bytes
    """The id of the aggregate, 16 bytes, as tables hold it."""
    version: int
    """Its number among the events of that aggregate, from 1."""
    recorded_us: int
    """When it was recorded, in microseconds since 1970 (UTC), by the recorder's clock."""
    topic: str
    """The event type name it is stored under: an older version stays what it was when upcast."""
    data: D_co
    """The event, or the part of it that a projection reads."""

    @property
    def recorded_ms(self) -> int:
        """When it was recorded, in milliseconds since 1970 (UTC)."""
        return self.recorded_us // 1000

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded (UTC), exactly."""
        seconds, microseconds = divmod(self.recorded_us, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)
