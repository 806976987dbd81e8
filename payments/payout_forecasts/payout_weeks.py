"""Weeks by number, for arithmetic; what becomes payable in one is paid in the next."""

from datetime import UTC, datetime, timedelta

from payments.weeks import Week, week_of

HOUR_US = 3_600_000_000
WEEK_US = 7 * 24 * HOUR_US
FIRST_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
FIRST_MONDAY_US = 4 * 24 * HOUR_US


def week_number(moment_us: int) -> int:
    """The week of a moment in microseconds since 1970 (UTC)."""
    return (moment_us - FIRST_MONDAY_US) // WEEK_US


def week_start_us(week: int) -> int:
    """When a week begins, in microseconds since 1970 (UTC)."""
    return FIRST_MONDAY_US + week * WEEK_US


def numbered_week(number: int) -> Week:
    return week_of(FIRST_MONDAY + timedelta(weeks=number))


def payout_week_of(payable_us: int) -> int:
    """The week in which is paid what becomes payable at a moment: Monday closes, Tuesday pays."""
    return week_number(payable_us) + 1
