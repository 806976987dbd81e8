"""
The months of the ledger, of invoices and of rates: calendar months in UTC, such as `2026-06`.

They are kept as texts, so that databases and keys sort them.
"""

import re
from datetime import date, datetime, timedelta

from domain.errors import Invalid

WRITTEN = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Those of the days that forms and addresses take."""
ONE_DAY = timedelta(days=1)


def parse_month(text: str) -> str:
    """A month such as `2026-06`, of the years 1970 to 2100. Raises Invalid for anything else."""
    if not is_month(text):
        raise Invalid("Enter a month such as 2026-06.")
    return text


def is_month(text: str) -> bool:
    """Whether a text is a month of the years 1970 to 2100."""
    return bool(WRITTEN.fullmatch(text)) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR


def month_of(at: date | datetime) -> str:
    """The month of a day or of a moment in UTC."""
    return f"{at:%Y-%m}"


def month_before(month: str) -> str:
    """The month before one such as `2027-01`."""
    return month_of(first_day_of(month) - ONE_DAY)


def month_after(month: str) -> str:
    """The month that follows one such as `2026-12`."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def first_day_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def last_day_of(month: str) -> date:
    return first_day_of(month_after(month)) - ONE_DAY
