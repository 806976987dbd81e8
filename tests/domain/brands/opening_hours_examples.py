"""Times and opening hours of the tests."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.brands.opening_hours import OpeningHours

PARIS = ZoneInfo("Europe/Paris")
EVERY_DAY = range(7)
SUNDAY = 6
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# The 1st of June 2026 is a Monday.
OFFICE = OpeningHours.weekly(
    "Europe/Paris", {day: [("09:00", "12:00"), ("14:00", "18:00")] for day in range(5)}
)


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
