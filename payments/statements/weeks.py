"""The weeks of statements and pay runs: ISO 8601 weeks in UTC, from Monday to Monday."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from domain.errors import Invalid

WRITTEN = re.compile(r"[0-9]{4}-W[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Those of the days that forms and addresses take."""


class Week(NamedTuple):
    """A week from one Monday, 00:00 UTC, until before the next."""

    begins_at: datetime
    ends_at: datetime

    def __str__(self) -> str:
        return f"{self.begins_at:%G-W%V}"

    @property
    def before(self) -> "Week":
        return Week(self.begins_at - timedelta(weeks=1), self.begins_at)


def parse_week(text: str) -> Week:
    """A week such as `2017-W40`. Raises Invalid for anything else."""
    monday = _monday(text) if WRITTEN.fullmatch(text) else None
    if monday is None:
        raise Invalid("Enter a week such as 2017-W40.")
    begins_at = datetime.combine(monday, time(), tzinfo=UTC)
    return Week(begins_at, begins_at + timedelta(weeks=1))


def week_of(at: datetime) -> Week:
    """The week of a moment."""
    return parse_week(f"{at.astimezone(UTC):%G-W%V}")


def _monday(text: str) -> date | None:
    """None when the year has no such week, and before 1970 or after 2100."""
    if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return None
    try:
        return date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
    except ValueError:
        return None
