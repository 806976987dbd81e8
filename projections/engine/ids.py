"""Ids as pages keep them: 16 bytes, or nothing."""

from uuid import UUID


def id_or_none(given: bytes | None) -> UUID | None:
    return UUID(bytes=given) if given is not None else None
