"""The public holidays of countries and their regions, from the library `holidays`."""

from datetime import date
from functools import cache

import holidays
import msgspec

from domain.errors import Invalid


class PublicHoliday(msgspec.Struct, frozen=True):
    """A holiday as it was known when a brand saved its opening hours; later news change nothing."""

    day: date
    name: str


def public_holidays(
    country: str, region: str, first: date, last: date, language: str = ""
) -> tuple[PublicHoliday, ...]:
    """
    The public holidays from a first to a last day, both included, in order.

    country: ISO 3166-1; empty: none. region: one of `regions_of`, or empty.
    language: of their names, ISO 639-1, if the library has it; else that of the country.
    Raises Invalid for a country or region that is not known.
    """
    if not country:
        return ()
    check_region(country, region)
    known = holidays.country_holidays(
        country,
        subdiv=region or None,
        years=range(first.year, last.year + 1),
        language=_language_of(country, language),
    )
    return tuple(PublicHoliday(day, known[day]) for day in sorted(known) if first <= day <= last)


def check_region(country: str, region: str) -> None:
    """Raises Invalid for a country or region that is not known."""
    if country not in holiday_countries():
        raise Invalid("The public holidays of this country are not known. Choose another one.")
    if region and region not in regions_of(country):
        raise Invalid("Choose a region of this country.")


@cache
def holiday_countries() -> frozenset[str]:
    """The countries whose public holidays are known, ISO 3166-1."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@cache
def regions_of(country: str) -> dict[str, str]:
    """The names of a country's regions by code, in the order of the names."""
    known = holidays.country_holidays(country)
    names = dict.fromkeys(known.subdivisions, "")
    for alias, code in known.subdivisions_aliases.items():
        # The longest alias is the name; the others are abbreviations.
        names[code] = max(names[code], alias, key=len)
    named = {code: name or code for code, name in names.items()}
    return dict(sorted(named.items(), key=lambda code_and_name: code_and_name[1]))


def _language_of(country: str, language: str) -> str | None:
    known = holidays.country_holidays(country)
    own = [code for code in known.supported_languages if code.partition("_")[0] == language]
    return own[0] if own else known.default_language
