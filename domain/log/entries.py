"""What is written in one transaction: events, the rows that guard rules, a command's key."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from domain.aggregate import Aggregate
from domain.log.commit_metadata import CommitMetadata


class Reservation(NamedTuple):
    """
    A key that only one holder can have: a name, a conversation slot, an engagement with a brand.

    It is a row with a primary key, written with the events: the events of a second holder are
    not recorded. Axon calls this the reservation pattern.
    """

    kind: str
    key: str
    holder: str = ""


class BalanceChange(NamedTuple):
    """
    Credits and debits of a balance, written with the events; a balance never becomes negative.

    A budget, a month's points: whole numbers in the balance's own unit. A row with a constraint
    keeps the rule, so that a hot balance needs no history to be read and no retry.
    """

    kind: str
    key: str
    credited: int = 0
    debited: int = 0


class Balance(NamedTuple):
    """All that was ever credited to a balance, and debited from it, in the balance's own unit."""

    key: str
    credited: int
    debited: int

    @property
    def left(self) -> int:
        return self.credited - self.debited


class IdempotencyKey(NamedTuple):
    """A client's key for a command it may repeat, and the digest of what it asked."""

    key: str
    content: str

    @classmethod
    def of(cls, key: str, *content: object) -> "IdempotencyKey":
        text = msgspec.json.encode([str(part) for part in content])
        return cls(key, hashlib.sha256(text).hexdigest())


class Decision(NamedTuple):
    """What a command decided: aggregates with pending events, reservations, balance changes."""

    aggregates: Sequence[Aggregate]
    reserve: Sequence[Reservation] = ()
    release: Sequence[Reservation] = ()
    balance_changes: Sequence[BalanceChange] = ()
    preconditions: Sequence[Reservation] = ()
    """Reservations as they were found; without a holder, free. When one has changed by the time
    this is written, the command decides again."""


class StoredResult(NamedTuple):
    """What a command's key was answered with."""

    content: str
    position: int


class StoredRow(NamedTuple):
    """An event as the log stores it: its content is JSON, not decoded yet."""

    position: int
    stream: bytes
    """The id of the aggregate, 16 bytes."""
    version: int
    topic: str
    """The event type name, such as `Conversation.Claimed.1`."""
    state: bytes
    recorded_us: int
    """When it was recorded, in microseconds since 1970 (UTC), by the recorder's clock."""


class AppendRequest(NamedTuple):
    """What a recorder is asked to write besides the events."""

    metadata: CommitMetadata
    reserve: Sequence[Reservation] = ()
    release: Sequence[Reservation] = ()
    balance_changes: Sequence[BalanceChange] = ()
    idempotency_key: IdempotencyKey | None = None
    preconditions: Sequence[Reservation] = ()
