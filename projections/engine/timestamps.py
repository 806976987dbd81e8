"""Instants as read models store them: milliseconds since 1970 (UTC)."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def ms_of(at: datetime) -> int:
    """
    The whole milliseconds from 1970 (UTC) to an aware datetime, rounded down.

    Computed in parts, which is twice as fast as a division of timedeltas.
    """
    since = at - EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def at_ms(milliseconds: int) -> datetime:
    """The UTC datetime so many milliseconds after the beginning of 1970, exactly."""
    return EPOCH + MILLISECOND * milliseconds
