"""Weeks and months of the ledger, in the reader's language."""

from flask import Flask

from payments.months import first_day_of
from payments.weeks import parse_week
from web.i18n import formats
from web.i18n.language import gettext


def init_periods(app: Flask) -> None:
    app.add_template_filter(week_text)
    app.add_template_filter(month_text)


def week_text(week: str, length: str = "long") -> str:
    """The days of a week such as `2017-W40`: 2 October 2017 to 8 October 2017."""
    days = parse_week(week)
    return gettext(
        "%(first)s to %(last)s",
        first=formats.day(days.monday, length),
        last=formats.day(days.sunday, length),
    )


def month_text(month: str) -> str:
    """Of a month such as `2026-06`: June 2026."""
    return formats.month(first_day_of(month))
