"""What both recorders answer about the log, in SQL that SQLite and PostgreSQL share."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.log.commit_metadata import CommitMetadata
from domain.log.entries import Balance, StoredResult, StoredRow

SELECT = "SELECT position, stream, version, topic, state, recorded_us FROM events"
SELECT_METADATA = "SELECT commit_id, correlation_id, causation_id, command FROM events"


class RecorderQueries:
    """Reading: `_read` is the engine's, with `?` for a value; a stream's key is its 16 bytes."""

    def _read(self, query: str, values: Sequence[object]) -> list[Any]:
        raise NotImplementedError

    def states_of(self, stream: UUID) -> list[tuple[str, bytes]]:
        """Event type name and state of the events of an aggregate, oldest first, for loading."""
        query = "SELECT topic, state FROM events WHERE stream = ? ORDER BY version"
        return self._read(query, (stream.bytes,))

    def rows_of(self, stream: UUID) -> list[StoredRow]:
        """All events of an aggregate, oldest first."""
        query = f"{SELECT} WHERE stream = ? ORDER BY version"
        return [StoredRow._make(row) for row in self._read(query, (stream.bytes,))]

    def rows_after(self, position: int, limit: int) -> list[StoredRow]:
        """The log in order, from the position after this one, at most so many rows."""
        query = f"{SELECT} WHERE position > ? ORDER BY position LIMIT ?"
        return list(map(StoredRow._make, self._read(query, (position, limit))))

    def rows_at(self, positions: Sequence[int]) -> list[StoredRow]:
        """The events at some positions, in the order of the log; a thousand at most."""
        marks = ", ".join("?" * len(positions))
        query = f"{SELECT} WHERE position IN ({marks}) ORDER BY position"
        return list(map(StoredRow._make, self._read(query, list(positions)))) if positions else []

    def position_before(self, recorded_us: int) -> int:
        """
        The newest position recorded before a moment; 0 when none was.

        recorded_us: microseconds since 1970 (UTC), by the recorder's clock.

        Positions are given in the order of recording: half of what is left is ruled out each time.
        """
        known, unknown = 0, self.head() + 1
        while unknown - known > 1:
            middle = (known + unknown) // 2
            if (self.recorded_us_at(middle) or 0) < recorded_us:
                known = middle
            else:
                unknown = middle
        return known

    def recorded_us_at(self, position: int) -> int | None:
        """When the event at a position was recorded, as StoredRow says it; None without one."""
        rows = self._read("SELECT recorded_us FROM events WHERE position = ?", (position,))
        return rows[0][0] if rows else None

    def identity(self) -> bytes:
        """The random id that the log got when its tables were created."""
        return bytes(self._read("SELECT id FROM log_identity", ())[0][0])

    def metadata_of(self, stream: UUID, version: int) -> CommitMetadata | None:
        """The metadata of the commit that appended an event; None when there is no such event."""
        query = f"{SELECT_METADATA} WHERE stream = ? AND version = ?"
        return _metadata(self._read(query, (stream.bytes, version)))

    def metadata_at(self, position: int) -> CommitMetadata | None:
        """The metadata of the commit that appended the event at a position; None without one."""
        return _metadata(self._read(f"{SELECT_METADATA} WHERE position = ?", (position,)))

    def positions_of(self, stream: UUID, first_version: int) -> list[int]:
        """The positions of an aggregate's events from a version on, in order."""
        query = "SELECT position FROM events WHERE stream = ? AND version >= ? ORDER BY version"
        return [row[0] for row in self._read(query, (stream.bytes, first_version))]

    def holder_of(self, kind: str, key: str) -> str | None:
        """Who holds a reservation; None when it is free."""
        query = "SELECT holder FROM reservations WHERE kind = ? AND key = ?"
        found = self._read(query, (kind, key))
        return found[0][0] if found else None

    def keys_held_by(self, kind: str, holder: str) -> list[str]:
        """The keys of a kind that a holder has reserved, in order."""
        query = "SELECT key FROM reservations WHERE kind = ? AND holder = ? ORDER BY key"
        return [row[0] for row in self._read(query, (kind, holder))]

    def holders_of_keys_before(self, kind: str, key: str) -> list[str]:
        """Who has reserved keys of a kind that come before a key, each once, in order."""
        query = (
            "SELECT DISTINCT holder FROM reservations WHERE kind = ? AND key < ? ORDER BY holder"
        )
        return [row[0] for row in self._read(query, (kind, key))]

    def count_reservations(self, kind: str) -> int:
        """How many reservations of a kind are held."""
        return int(self._read("SELECT COUNT(*) FROM reservations WHERE kind = ?", (kind,))[0][0])

    def balances(self, kind: str, prefix: str = "") -> list[Balance]:
        """The balances of a kind whose key begins with a prefix, by key, each in its own unit."""
        query = (
            "SELECT key, credited, debited FROM balances"
            " WHERE kind = ? AND key >= ? AND key < ? ORDER BY key"
        )
        return [Balance(*row) for row in self._read(query, (kind, prefix, prefix + "\U0010ffff"))]

    def stored_result(self, key: str) -> StoredResult | None:
        """What the command with an idempotency key came to; None when there was none."""
        found = self._read("SELECT content, position FROM idempotency_keys WHERE key = ?", (key,))
        return StoredResult(*found[0]) if found else None

    def head(self) -> int:
        """The newest position; 0 when the log is empty."""
        return int(self._read("SELECT COALESCE(MAX(position), 0) FROM events", ())[0][0])


def _metadata(rows: Sequence[Any]) -> CommitMetadata | None:
    if not rows:
        return None
    commit_id, correlation_id, causation_id, command = rows[0]
    return CommitMetadata(
        UUID(bytes=commit_id),
        UUID(bytes=correlation_id),
        UUID(bytes=causation_id) if causation_id else None,
        command,
    )


def metadata_values(metadata: CommitMetadata) -> dict[str, Any]:
    """The columns of a commit's metadata, by name, as tables hold them."""
    causation_id = metadata.causation_id
    return {
        "commit_id": metadata.commit_id.bytes,
        "correlation_id": metadata.correlation_id.bytes,
        "causation_id": causation_id.bytes if causation_id else None,
        "command": metadata.command,
    }
