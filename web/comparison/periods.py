"""Which period to show: the one asked for, else the last whole month with requests."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from projections.brands.brands import BrandSummary
from projections.comparison.series import last_month
from projections.read_models import ReadModels
from web.i18n import formats
from web.i18n.language import gettext

ONE_DAY = timedelta(days=1)
A_YEAR = 12


class Days(NamedTuple):
    """The days [first, end)."""

    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - ONE_DAY

    @property
    def length(self) -> int:
        return (self.end - self.first).days


class Shortcut(NamedTuple):
    label: str
    days: Days


def default_days(brand: BrandSummary, read_models: ReadModels, now: datetime) -> Days:
    """The last whole month with requests; without one the present month, if it has any."""
    this = month_of(today_of(brand, now))
    return (
        _latest(brand, read_models, this)
        or _latest(brand, read_models, _moved(this, 1))
        or _moved(this, -1)
    )


def shortcuts(brand: BrandSummary, read_models: ReadModels, now: datetime) -> list[Shortcut]:
    """Usual periods, counted from the last whole month with requests: it may lie years back."""
    this = month_of(today_of(brand, now))
    latest = _latest(brand, read_models, this)
    found = [Shortcut(gettext("This month"), this)]
    if latest is None:
        return found
    twelve = Days(_moved(latest, 1 - A_YEAR).first, latest.end)
    year = Days(date(latest.first.year, 1, 1), date(latest.first.year + 1, 1, 1))
    last = gettext("Last month with requests: %(month)s", month=formats.month(latest.first))
    to = gettext("12 months to %(month)s", month=formats.month(latest.first))
    year_name = gettext("Year %(year)s", year=str(year.first.year))
    return [Shortcut(last, latest), *found, Shortcut(to, twelve), Shortcut(year_name, year)]


def neighbours(days: Days) -> tuple[Days, Days]:
    """The period before and the one after: whole months follow whole months."""
    if days.first.day == days.end.day == 1:
        months = _number(days.end) - _number(days.first)
        before, after = _first(days.first, -months), _first(days.end, months)
        return Days(before, days.first), Days(days.end, after)
    length = days.end - days.first
    return Days(days.first - length, days.first), Days(days.end, days.end + length)


def name_of(days: Days) -> str:
    """A month or a year by its name, else from the first day to the last."""
    if days == month_of(days.first):
        return formats.month(days.first)
    if days == (date(days.first.year, 1, 1), date(days.first.year + 1, 1, 1)):
        return str(days.first.year)
    if days.length == 1:
        return formats.day(days.first)
    first, last = formats.day(days.first), formats.day(days.last)
    return gettext("%(first)s to %(last)s", first=first, last=last)


def today_of(brand: BrandSummary, now: datetime) -> date:
    return now.astimezone(ZoneInfo(brand.zone)).date()


def month_of(day: date) -> Days:
    first = day.replace(day=1)
    return Days(first, first + timedelta(days=monthrange(day.year, day.month)[1]))


def _latest(brand: BrandSummary, read_models: ReadModels, before: Days) -> Days | None:
    with read_models.read(read_models.facts) as db:
        found = last_month(brand.brand_id, before.first, db)
    return None if found is None else month_of(found)


def _moved(month: Days, by: int) -> Days:
    return month_of(_first(month.first, by))


def _first(day: date, months: int) -> date:
    """The first of the month so many months after that of a day."""
    number = _number(day) + months
    return date(number // A_YEAR, number % A_YEAR + 1, 1)


def _number(day: date) -> int:
    return day.year * A_YEAR + day.month - 1
