from datetime import date

import pytest

from domain.brands.public_holidays import (
    PublicHoliday,
    check_region,
    holiday_countries,
    public_holidays,
    regions_of,
)
from domain.errors import Invalid

LAST_WEEK = (date(2026, 12, 24), date(2026, 12, 31))
CHRISTMAS = date(2026, 12, 25)


def test_the_holidays_of_a_country_have_names_in_its_own_language():
    assert public_holidays("FR", "", *LAST_WEEK) == (PublicHoliday(CHRISTMAS, "Noël"),)


def test_a_region_has_holidays_of_its_own():
    assert public_holidays("FR", "6AE", *LAST_WEEK) == (
        PublicHoliday(CHRISTMAS, "Noël"),
        PublicHoliday(date(2026, 12, 26), "Saint-Étienne"),
    )


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        ("FR", "en", "Christmas Day"),
        ("CH", "fr", "Noël"),
        ("DE", "fr", "Erster Weihnachtstag"),
        ("GB", "en", "Christmas Day"),
    ],
)
def test_names_are_in_the_language_wanted_where_there_are_any(country, language, name):
    first, *_ = public_holidays(country, "", *LAST_WEEK, language)

    assert first == PublicHoliday(CHRISTMAS, name)


def test_the_first_and_the_last_day_count():
    assert len(public_holidays("FR", "", CHRISTMAS, CHRISTMAS)) == 1
    assert public_holidays("FR", "", date(2026, 12, 26), date(2026, 12, 31)) == ()


def test_holidays_of_two_years_are_in_order():
    days = [holiday.day for holiday in public_holidays("FR", "", CHRISTMAS, date(2027, 1, 1))]

    assert days == [CHRISTMAS, date(2027, 1, 1)]


def test_without_a_country_there_are_none():
    assert public_holidays("", "", *LAST_WEEK) == ()


@pytest.mark.parametrize("country", ["XX", "fr", "France"])
def test_an_unknown_country_is_refused(country):
    with pytest.raises(Invalid, match="holidays of this country are not known"):
        public_holidays(country, "", *LAST_WEEK)


def test_a_region_of_another_country_is_refused():
    with pytest.raises(Invalid, match="Choose a region of this country"):
        check_region("FR", "BY")


def test_regions_have_names_in_alphabetical_order():
    regions = regions_of("FR")

    assert regions["6AE"] == "Alsace"
    assert list(regions.values()) == sorted(regions.values())


def test_the_countries_of_our_brands_are_known():
    assert {"FR", "BE", "CH", "LU", "DE", "GB", "CA"} <= holiday_countries()
