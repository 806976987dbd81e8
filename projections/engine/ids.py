"""Ids as read models store them: 16 bytes, or null."""

from uuid import UUID


def id_or_none(column: bytes | None) -> UUID | None:
    """The id in a column that may be null."""
    return UUID(bytes=column) if column is not None else None
