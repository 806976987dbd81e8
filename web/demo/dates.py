"""Dates of a programme's year."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

FRIDAY = 4


def morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def months(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def accounts_day(month: date) -> date:
    """When a month's costs are written down: on the fifth of the next one."""
    return last_day(month) + timedelta(days=5)


def third_friday(month: date) -> date:
    first = month + timedelta(days=(FRIDAY - month.weekday()) % 7)
    return first + timedelta(days=14)
