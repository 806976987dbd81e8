"""The weeks of statements, pay runs and figures: ISO 8601 weeks in UTC, from Monday to Monday."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from domain.errors import Invalid

WRITTEN = re.compile(r"[0-9]{4}-W[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Those of the days that forms and addresses take."""
ONE_WEEK = timedelta(weeks=1)


class Week(NamedTuple):
    """A week from one Monday, 00:00 UTC, until before the next."""

    begins_at: datetime
    ends_at: datetime

    def __str__(self) -> str:
        return f"{self.begins_at:%G-W%V}"

    @property
    def before(self) -> "Week":
        return Week(self.begins_at - ONE_WEEK, self.begins_at)

    @property
    def monday(self) -> date:
        return self.begins_at.date()

    @property
    def sunday(self) -> date:
        return (self.ends_at - timedelta(days=1)).date()


def parse_week(text: str) -> Week:
    """A week such as `2017-W40`, of the years 1970 to 2100. Raises Invalid for anything else."""
    monday = _monday(text) if WRITTEN.fullmatch(text) else None
    if monday is None:
        raise Invalid("Enter a week such as 2017-W40.")
    return _week_from(monday)


def week_of(at: datetime) -> Week:
    """The week of a moment."""
    return week_of_day(at.astimezone(UTC).date())


def week_of_day(day: date) -> Week:
    """The week of a day (UTC)."""
    return _week_from(day - timedelta(days=day.weekday()))


def _week_from(monday: date) -> Week:
    begins_at = datetime.combine(monday, time(), tzinfo=UTC)
    return Week(begins_at, begins_at + ONE_WEEK)


def _monday(text: str) -> date | None:
    """None when the year has no such week, and before 1970 or after 2100."""
    if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return None
    try:
        return date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
    except ValueError:
        return None
