"""Weeks from Monday to Monday (UTC), by number; what becomes payable in one is paid in the next."""

from datetime import UTC, datetime, timedelta

HOUR_US = 3_600_000_000
WEEK_US = 7 * 24 * HOUR_US
FIRST_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
FIRST_MONDAY_US = 4 * 24 * HOUR_US


def week_of(moment_us: int) -> int:
    """The week of a moment in microseconds since 1970 (UTC)."""
    return (moment_us - FIRST_MONDAY_US) // WEEK_US


def week_start_us(week: int) -> int:
    """When a week begins, in microseconds since 1970 (UTC)."""
    return FIRST_MONDAY_US + week * WEEK_US


def monday_of(week: int) -> datetime:
    """When a week begins (UTC)."""
    return FIRST_MONDAY + timedelta(weeks=week)


def week_name(week: int) -> str:
    """As ISO 8601 writes it: 2017-W40."""
    year, number, _ = monday_of(week).isocalendar()
    return f"{year:04}-W{number:02}"


def payout_week_of(payable_us: int) -> int:
    """The week in which is paid what becomes payable at a moment: Monday closes, Tuesday pays."""
    return week_of(payable_us) + 1
