"""
Numbers, money and times as people write them, in French or English.

One module for pages and terminal: each function takes a locale, or uses the reader's. As template
filters they have the same names.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers, units
from flask import Flask

from web.i18n.language import current_locale

NBSP = "\N{NO-BREAK SPACE}"
ABSENT = "\N{EN DASH}"  # what is not known is not zero
MINUTE_S = 60
HOUR_S = 3600
DAY_S = 24 * HOUR_S
YEAR_DAYS = 365


def init_formats(app: Flask) -> None:
    filters: tuple[Callable[..., str], ...] = (
        number,
        percent,
        money,
        accounting,
        duration,
        wait,
        whole_days,
        hours,
        day,
        month,
        short_month,
        moment,
        clock,
        minute,
        zone,
    )
    for written in filters:
        app.add_template_filter(written)
    app.jinja_env.globals["weekday_names"] = full_weekdays


def number(value: Decimal | float | None, decimals: int = 0, locale: Locale | None = None) -> str:
    if value is None:
        return ABSENT
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = round(Decimal(value), decimals) or 0  # never a negative zero
    return numbers.format_decimal(shown, format=pattern, locale=locale or current_locale())


def percent(share: Decimal | float | None, decimals: int = 1, locale: Locale | None = None) -> str:
    """Of a share between 0 and 1."""
    if share is None:
        return ABSENT
    locale = locale or current_locale()
    sign = locale.percent_formats[None].pattern.removeprefix("#,##0")
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + sign
    return numbers.format_percent(share, format=pattern, locale=locale)


def money(minor: int | None, currency: str, locale: Locale | None = None) -> str:
    """Of an amount in minor units: 123450 EUR is 1 234,50 €."""
    if minor is None:
        return ABSENT
    amount = Decimal(minor).scaleb(-numbers.get_currency_precision(currency))
    return numbers.format_currency(amount, currency, locale=locale or current_locale())


def accounting(minor: int, currency: str, locale: Locale | None = None) -> str:
    """As accountants write an amount in minor units: a negative one in parentheses."""
    amount = Decimal(minor).scaleb(-numbers.get_currency_precision(currency))
    written = numbers.format_currency(
        amount, currency, locale=locale or current_locale(), format_type="accounting"
    )
    return re.sub(r"(?<=[A-Z])(?=[0-9])", NBSP, written)  # CHF 12.50, and never CHF12.50


def plain_amount(minor: int, currency: str, locale: Locale | None = None) -> str:
    """As people type it into a form: 12.50 or 12,50, without thousands and currency."""
    digits = numbers.get_currency_precision(currency)
    pattern = "0" + ("." + "0" * digits if digits else "")
    amount = Decimal(minor).scaleb(-digits)
    return numbers.format_decimal(amount, format=pattern, locale=locale or current_locale())


def duration(seconds: float | None, locale: Locale | None = None) -> str:
    """The two units that matter, as 42 s, 9 min 5 s, 3 h 20 min: the signs are the same in both."""
    if seconds is None:
        return ABSENT
    whole = abs(round(seconds))
    if whole < HOUR_S:
        parts = [(whole // MINUTE_S, "min"), (whole % MINUTE_S, "s")]
    else:
        parts = [(whole // HOUR_S, "h"), (whole % HOUR_S // MINUTE_S, "min")]
    nonzero_parts = [part for part in parts if part[0]] or [(0, "s")]
    sign = "\N{MINUS SIGN}" if seconds < 0 < whole else ""
    return sign + NBSP.join(
        f"{number(amount, locale=locale)}{NBSP}{unit}" for amount, unit in nonzero_parts
    )


def wait(seconds: int, locale: Locale | None = None) -> str:
    """How long to wait: 12 h, but in days when it is whole days."""
    days, rest = divmod(seconds, DAY_S)
    return whole_days(days, locale) if days and not rest else duration(seconds, locale)


def whole_days(days: int, locale: Locale | None = None) -> str:
    """7 days, or 2 years when it is that: 365 days each."""
    years, rest = divmod(days, YEAR_DAYS)
    amount, unit = (years, "year") if years and not rest else (days, "day")
    return units.format_unit(amount, unit, locale=locale or current_locale())


def whole_months(months: int, locale: Locale | None = None) -> str:
    """1 month, 24 months."""
    return units.format_unit(months, "month", locale=locale or current_locale())


def hours(seconds: float | None, decimals: int = 1, locale: Locale | None = None) -> str:
    """Working time adds up in hours: 242.2 h."""
    if seconds is None:
        return ABSENT
    return number(seconds / HOUR_S, decimals, locale) + f"{NBSP}h"


def day(value: date, length: str = "long", locale: Locale | None = None) -> str:
    locale = locale or current_locale()
    written = dates.format_date(value, format=length, locale=locale)
    # Only the first is an ordinal in French; what Babel knows of dates does not say so.
    is_first = locale.language == "fr" and value.day == 1 and length in ("medium", "long", "full")
    return re.sub(r"\b1\b", "1er", written, count=1) if is_first else written


def month(value: date, locale: Locale | None = None) -> str:
    return dates.format_skeleton("yMMMM", value, locale=locale or current_locale())


def short_month(value: date, locale: Locale | None = None) -> str:
    """For under a bar, where the page says which year."""
    return dates.format_date(value, "LLL", locale=locale or current_locale())


def moment(value: datetime, zone_name: str, locale: Locale | None = None) -> str:
    """In the brand's zone, whatever the clock of the server or the reader says."""
    return _day_and_time(value, zone_name, "medium", locale or current_locale())


def clock(value: datetime, zone_name: str, locale: Locale | None = None) -> str:
    """The time of day in a zone: 18:00, in both languages."""
    return dates.format_time(
        value, "HH:mm", tzinfo=ZoneInfo(zone_name), locale=locale or current_locale()
    )


def minute(value: datetime, zone_name: str, locale: Locale | None = None) -> str:
    """As `moment`, without seconds: for deadlines of days and years."""
    return _day_and_time(value, zone_name, "short", locale or current_locale())


def _day_and_time(value: datetime, zone_name: str, time_length: str, locale: Locale) -> str:
    zone_info = ZoneInfo(zone_name)
    date_text = day(value.astimezone(zone_info).date(), "medium", locale)
    time_text = dates.format_time(value, time_length, zone_info, locale)
    pattern = str(locale.datetime_formats["medium"])
    return pattern.replace("{1}", date_text).replace("{0}", time_text)


def zone(zone_name: str, locale: Locale | None = None) -> str:
    """Stated beside everything that has times: Londres (Europe/London)."""
    if "/" not in zone_name:
        return zone_name
    city = dates.get_timezone_location(
        zone_name, locale=locale or current_locale(), return_city=True
    )
    return f"{city} ({zone_name})"


def weekdays(locale: Locale | None = None) -> list[str]:
    """Monday first: a week of a shop, not of a calendar sheet."""
    names = dates.get_day_names("abbreviated", locale=locale or current_locale())
    return [names[number] for number in range(7)]


def full_weekdays(locale: Locale | None = None) -> list[str]:
    """Monday first, in full."""
    names = dates.get_day_names("wide", locale=locale or current_locale())
    return [names[number] for number in range(7)]


def series(texts: Iterable[str], locale: Locale | None = None) -> str:
    """Texts that have commas in them, one after another."""
    is_french = (locale or current_locale()).language == "fr"
    return f"{NBSP}; ".join(texts) if is_french else "; ".join(texts)
