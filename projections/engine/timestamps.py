"""Instants and days as read models store them: milliseconds (UTC) and days since 1970."""

from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MILLISECOND = timedelta(milliseconds=1)


def ms_of(at: datetime) -> int:
    """
    The whole milliseconds from 1970 (UTC) to an aware datetime, rounded down.

    Computed in parts, which is twice as fast as a division of timedeltas.
    """
    since = at - EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def us_of(at: datetime) -> int:
    """The microseconds from 1970 (UTC) to an aware datetime, exactly."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def at_ms(milliseconds: int) -> datetime:
    """The UTC datetime so many milliseconds after the beginning of 1970, exactly."""
    return EPOCH + MILLISECOND * milliseconds


def day_number(day: date) -> int:
    """The number of a day, counted from 1 January 1970, which is 0."""
    return day.toordinal() - EPOCH_DAY


def date_of(number: int) -> date:
    """The day with a number, as `day_number` counts them."""
    return date.fromordinal(number + EPOCH_DAY)
