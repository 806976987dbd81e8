"""A brand's opening hours as they are typed: a week of texts, public holidays, exceptional days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from domain.brands.opening_hours import HolidayChoice, OpeningHours
from domain.brands.opening_ranges import DAY_MINUTES, Ranges, ranges_of_week, special_days
from domain.brands.public_holidays import (
    PublicHoliday,
    holiday_countries,
    public_holidays,
    regions_of,
)
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import Values, parse_day
from web.i18n.language import current_language, gettext

WEEK = range(7)
BLANK_ROWS = 3
MOST_ROWS = 100
WHOLE_DAY = [("00:00", "24:00")]
CLOCK = r"([0-9]{1,2})(?:[:.hH]([0-9]{2})?)?"
RANGE = re.compile(rf"\s*{CLOCK}\s*(?:-|\u2013|\u2014|to|à)\s*{CLOCK}\s*", re.IGNORECASE)
BETWEEN = re.compile(r"[,;\n]|\band\b|\bet\b", re.IGNORECASE)

RangeText = tuple[str, str]


class ExceptionalDay(NamedTuple):
    """A row of the form: a date, and its own hours; without hours the brand is closed."""

    day: str
    hours: str


class OfferedHolidays(NamedTuple):
    """The public holidays that the form shows, of which country and region, and until when."""

    country: str
    region: str
    holidays: tuple[PublicHoliday, ...]
    """With the names that are stored, where they are."""
    until: date
    shown_names: Mapping[date, str]
    """In the reader's language, not in that of the colleague who saved them."""

    @property
    def code(self) -> str:
        return f"{self.country}/{self.region}"


def typed(form: MultiDict[str, str]) -> Values:
    rows = zip(form.getlist("exceptional_day"), form.getlist("exceptional_hours"), strict=False)
    days = [ExceptionalDay(day.strip(), hours.strip()) for day, hours in rows]
    return {
        **{f"day-{number}": form.get(f"day-{number}", "").strip() for number in WEEK},
        "always": form.get("always", ""),
        "country": form.get("country", ""),
        "region": form.get("region", ""),
        "shown": form.get("shown", ""),
        "closed": form.getlist("closed"),
        "exceptional": with_blank_rows([row for row in days if any(row)]),
    }


def stored(hours: OpeningHours | None, today: date) -> Values:
    """What the form shows of the hours in force; days that have passed are left out."""
    if hours is None:
        return {"country": "", "region": "", "exceptional": with_blank_rows([]), "closed": []}
    days = dict.fromkeys(hours.closed_on, "") | {
        day: ranges_text(ranges) for day, ranges in hours.special
    }
    rows = [ExceptionalDay(day.isoformat(), days[day]) for day in sorted(days) if day >= today]
    is_always = hours.week == OpeningHours.always(hours.zone).week
    return {
        **{f"day-{number}": ranges_text(hours.week[number]) for number in WEEK},
        "always": "1" if is_always else "",
        "country": hours.country,
        "region": hours.region,
        "exceptional": with_blank_rows(rows),
        "closed": [holiday.day.isoformat() for holiday in hours.holidays],
    }


def with_blank_rows(rows: Sequence[ExceptionalDay]) -> list[ExceptionalDay]:
    return [*rows, *[ExceptionalDay("", "")] * BLANK_ROWS]


def ranges_text(ranges: Ranges) -> str:
    """Ranges as they are typed: 09:00-12:00, 21:00-02:00."""
    return ", ".join(f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in ranges)


def clock_text(minute: int) -> str:
    shown = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{shown // 60:02}:{shown % 60:02}"


def offered(values: Values, hours: OpeningHours | None, today: date) -> OfferedHolidays:
    """The holidays of the country that was chosen, until the end of next year."""
    country = values["country"] if values["country"] in holiday_countries() else ""
    region = values["region"] if country and values["region"] in regions_of(country) else ""
    until = date(today.year + 1, 12, 31)
    known = public_holidays(country, region, today, until, current_language())
    names = {holiday.day: holiday.name for holiday in hours.holidays} if hours else {}
    named = (PublicHoliday(found.day, names.get(found.day, found.name)) for found in known)
    shown_names = {found.day: found.name for found in known}
    return OfferedHolidays(country, region, tuple(named), until, shown_names)


def closed_days(
    values: Values, shown: OfferedHolidays, hours: OpeningHours | None
) -> frozenset[str]:
    """The holidays that are ticked: those that were, and all that nobody has seen yet."""
    if values.get("shown") == shown.code:
        return frozenset(values["closed"])
    is_stored = hours and (hours.country, hours.region) == (shown.country, shown.region)
    known_until = hours.holidays_until if hours and is_stored and "shown" not in values else None
    return frozenset(
        holiday.day.isoformat()
        for holiday in shown.holidays
        if not known_until
        or holiday.day > known_until
        or holiday.day.isoformat() in values["closed"]
    )


def read(values: Values, shown: OfferedHolidays, zone: str) -> SettingDraft[OpeningHours]:
    """Read the form as it was typed; shown: the holidays on it. zone: of the brand."""
    checks = FieldChecks()
    week = dict.fromkeys(WEEK, WHOLE_DAY) if values["always"] else _week(values, checks)
    closed = tuple(
        holiday for holiday in shown.holidays if holiday.day.isoformat() in values["closed"]
    )
    days = _exceptional(values["exceptional"], {holiday.day for holiday in closed}, checks)
    if checks.errors:
        return SettingDraft(values, checks.errors)
    choice = HolidayChoice(
        shown.country, shown.region, closed, shown.until if shown.country else None
    )
    hours = OpeningHours.weekly(
        zone,
        week,
        closed_on=[day for day, ranges in days.items() if not ranges],
        special={day: ranges for day, ranges in days.items() if ranges},
        holidays=choice,
    )
    return SettingDraft(values, {}, hours)


def parse_ranges(text: str) -> list[RangeText]:
    """Ranges as people type them: 9-12, 14h-18h30; none in an empty text."""
    return [_range(piece) for piece in BETWEEN.split(text) if piece.strip()]


def _range(piece: str) -> RangeText:
    match = RANGE.fullmatch(piece)
    if match is None:
        sentence = gettext('Enter times such as 09:00-12:00, 14:00-18:00, instead of "%(text)s".')
        raise ValidationError(sentence % {"text": piece.strip()[:40]})
    return f"{match[1]}:{match[2] or '00'}", f"{match[3]}:{match[4] or '00'}"


def _week(values: Values, checks: FieldChecks) -> dict[int, list[RangeText]]:
    week: dict[int, list[RangeText]] = {}
    for number in WEEK:
        typed_ranges = checks.read(
            f"day-{number}", partial(_alone, number, values[f"day-{number}"])
        )
        if typed_ranges is not None:
            week[number] = typed_ranges
    for number, ranges in week.items():
        tomorrow = (number + 1) % 7
        pair = {number: ranges, tomorrow: week.get(tomorrow, [])}
        checks.read(f"day-{number}", partial(ranges_of_week, pair))
    return week


def _alone(number: int, text: str) -> list[RangeText]:
    ranges = parse_ranges(text)
    ranges_of_week({number: ranges})
    return ranges


def _exceptional(
    rows: Sequence[ExceptionalDay], closed: set[date], checks: FieldChecks
) -> dict[date, list[RangeText]]:
    days: dict[date, list[RangeText]] = {}
    if sum(map(any, rows)) > MOST_ROWS:
        first_too_many = f"exceptional_day-{MOST_ROWS}"
        checks.errors[first_too_many] = gettext("Use at most %(n)s rows.", n=MOST_ROWS)
    for number, row in enumerate(rows):
        if any(row):
            day = checks.read(f"exceptional_day-{number}", partial(parse_day, row.day))
            ranges = checks.read(f"exceptional_hours-{number}", partial(parse_ranges, row.hours))
            if day is not None and ranges is not None:
                _add_exceptional(number, day, ranges, days, closed, checks)
    return days


def _add_exceptional(
    number: int,
    day: date,
    ranges: list[RangeText],
    days: dict[date, list[RangeText]],
    closed: set[date],
    checks: FieldChecks,
) -> None:
    if day in days:
        checks.errors[f"exceptional_day-{number}"] = gettext("This day is in the list twice.")
    if ranges and day in closed:
        checks.errors[f"exceptional_day-{number}"] = gettext(
            "You are closed on this day for a public holiday. Untick the holiday to open."
        )
    if ranges:
        checks.read(f"exceptional_hours-{number}", partial(special_days, {day: ranges}, ()))
    days[day] = ranges


def countries_by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The countries whose holidays are known, of all with their names."""
    return [(code, name) for code, name in names.items() if code in holiday_countries()]
