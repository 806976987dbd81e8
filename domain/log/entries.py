"""What is written in one transaction: events, the rows that guard rules, a command's key."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate


class Place(NamedTuple):
    """
    Something only one can hold: a name, a seat at a desk, a person's engagement with a brand.

    Taking it is a row with a primary key, written with the events: the second taker's events
    are not recorded.
    """

    kind: str
    key: str
    holder: str = ""


class Move(NamedTuple):
    """
    Put into a purse, or take out of it, with the events: nothing is taken that is not in it.

    A budget, a month's points: whole numbers in the purse's own unit. A row with a constraint
    keeps the rule, so that a hot purse needs no history to be read and no retry.
    """

    kind: str
    key: str
    put: int = 0
    taken: int = 0


class Purse(NamedTuple):
    """How much was ever put into a purse, and how much was taken out."""

    key: str
    put: int
    taken: int

    @property
    def left(self) -> int:
        return self.put - self.taken


class Once(NamedTuple):
    """A client's key for a command it may repeat, and the digest of what it asked."""

    key: str
    content: str

    @classmethod
    def of(cls, key: str, *content: object) -> "Once":
        text = msgspec.json.encode([str(part) for part in content])
        return cls(key, hashlib.sha256(text).hexdigest())


class Decision(NamedTuple):
    """What a command decided: things with new events, places taken and freed, purses moved."""

    things: Sequence[Aggregate]
    take: Sequence[Place] = ()
    free: Sequence[Place] = ()
    moves: Sequence[Move] = ()
    still: Sequence[Place] = ()
    """Places as they were found; without a holder, free. When one has changed by the time this
    is written, it is decided again."""


class Answer(NamedTuple):
    """What a command's key was answered with."""

    content: str
    position: int


class Row(NamedTuple):
    """An event as it lies in the log."""

    position: int
    stream: bytes
    version: int
    topic: str
    state: bytes
    recorded_us: int
    """When it was recorded, in microseconds since 1970 (UTC), by the recorder's clock."""


RowTuple = tuple[int, bytes, int, str, bytes, int]
"""What a Row holds, without its names."""


class Told(NamedTuple):
    """An event of one thing's history, with the time it was recorded."""

    position: int
    version: int
    recorded_at: datetime
    event: object


class Writing(NamedTuple):
    """What a recorder is asked to write besides the events."""

    decision_id: UUID
    take: Sequence[Place] = ()
    free: Sequence[Place] = ()
    moves: Sequence[Move] = ()
    once: Once | None = None
    still: Sequence[Place] = ()
