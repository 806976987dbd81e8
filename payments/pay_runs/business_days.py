"""The days on which banks in the euro area settle: all but weekends and the holidays of TARGET."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays

SATURDAY = 5
FINAL_AFTER = 5
"""Business days after which a payment is not expected to come back."""


def business_day_after(day: date, number: int) -> date:
    """The business day that is so many after a day."""
    while number:
        day += timedelta(days=1)
        number -= _is_business_day(day)
    return day


def final_at(paid_on: date, at: datetime) -> datetime:
    """When a payment of a day is final: at the time of day when it was recorded (UTC)."""
    return datetime.combine(business_day_after(paid_on, FINAL_AFTER), at.timetz())


def _is_business_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.financial_holidays("XECB", years=year))
