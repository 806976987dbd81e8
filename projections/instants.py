"""Instants as pages keep them: milliseconds since 1970 (UTC)."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def ms_of(at: datetime) -> int:
    """Milliseconds since 1970, exactly."""
    return (at - EPOCH) // MILLISECOND


def at_ms(milliseconds: int) -> datetime:
    """The UTC time so many milliseconds after 1970 began, exactly."""
    return EPOCH + MILLISECOND * milliseconds
