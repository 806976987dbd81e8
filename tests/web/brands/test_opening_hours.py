"""Opening hours on their page: a week of texts, public holidays, exceptional days."""

import re
from datetime import date, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from domain.brands.brand import Brand
from domain.brands.opening_hours import OpeningHours
from domain.brands.public_holidays import public_holidays
from domain.clock import system_clock
from tests.web.brands.settings_fixture import BRAND, SETTINGS, error_beside, sends, value_of
from tests.web.shop import NEST
from web.brands.opening_hours_forms import parse_ranges, ranges_text
from web.private_store.accounts import account_of

PAGE = f"{SETTINGS}/hours"
TODAY = system_clock().astimezone(ZoneInfo(NEST.zone)).date()
UNTIL = date(TODAY.year + 1, 12, 31)
FAR = (TODAY + timedelta(days=40)).isoformat()
EVENINGS = {"day-0": "18:00-23:00", "day-5": "10-12, 14h-18h30", "day-6": "21:00-02:00"}
NONE = {"shown": "/", "country": ""}


def saved(scenario):
    [event] = scenario.events_of()
    assert isinstance(event, Brand.OpeningHoursSet)
    return event.hours


def test_a_week_is_saved_as_it_was_typed(ines, scenario, shop):
    response = sends(ines, PAGE, **EVENINGS, **NONE)

    assert (response.status_code, response.location) == (303, f"{PAGE}?saved=1")
    week = {
        0: [("18:00", "23:00")],
        5: [("10:00", "12:00"), ("14:00", "18:30")],
        6: [("21:00", "02:00")],
    }
    assert saved(scenario) == OpeningHours.weekly(NEST.zone, week)
    with shop.store.sessions() as session:
        assert scenario.events_of()[0].by == account_of(session, BRAND).id
    page = ines.get(response.location).text
    assert "Saved." in page
    assert value_of(page, "day-5") == "10:00-12:00, 14:00-18:30"
    assert value_of(page, "day-1") == ""


def test_day_and_night_needs_one_tick(ines, scenario):
    sends(ines, PAGE, always="1", **{"day-0": "nonsense"}, **NONE)

    assert saved(scenario) == OpeningHours.always(NEST.zone)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nine to five", "Enter times such as 09:00-12:00"),
        ("09:00", "Enter times such as"),
        ("25:00-26:00", "Enter a time between 00:00 and 24:00"),
        ("09:00-09:00", "A time range needs two different times"),
        ("09:00-12:00, 11:00-13:00", "must end before the next one starts"),
        ("20:00-19:00", "must end before the next one starts"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_beside_its_field(ines, scenario, text, sentence):
    week = {"day-1": text, "day-2": "18:00-23:00"}

    response = sends(ines, PAGE, **week, **NONE)

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, "day-1"))
    assert error_beside(response.text, "day-2") is None
    assert unescape(value_of(response.text, "day-1")) == text
    assert value_of(response.text, "day-2") == "18:00-23:00"
    assert scenario.events_of() == []


def test_an_error_names_the_weekday_in_french(ines):
    ines.set_cookie("lang", "fr")
    overlapping = {"day-1": "09:00-12:00, 11:00-13:00"}

    response = sends(ines, PAGE, **overlapping, **NONE)

    assert "mardi" in unescape(error_beside(response.text, "day-1"))


# Public holidays.


def holidays(country="FR", region=""):
    return public_holidays(country, region, TODAY, UNTIL, "en")


def test_a_country_shows_its_holidays_before_anything_is_saved(ines, scenario):
    page = sends(ines, PAGE, country="FR", shown="/", **EVENINGS).text

    assert scenario.events_of() == []
    assert "Not saved yet: check the public holidays" in page
    for holiday in holidays():
        assert f'value="{holiday.day.isoformat()}" checked' in page
        assert holiday.name in unescape(page)
    assert value_of(page, "day-0") == "18:00-23:00"
    assert ">Alsace</option>" in page


def test_holidays_are_stored_with_date_and_name_except_those_unticked(ines, scenario):
    open_on, *closed_on = holidays()

    sends(
        ines,
        PAGE,
        **EVENINGS,
        country="FR",
        shown="FR/",
        closed=[holiday.day.isoformat() for holiday in closed_on],
    )

    hours = saved(scenario)
    assert (hours.country, hours.region, hours.holidays_until) == ("FR", "", UNTIL)
    assert hours.holidays == tuple(closed_on)
    page = ines.get(PAGE).text
    assert f'value="{open_on.day.isoformat()}">' in page
    assert page.count(" checked") == len(closed_on)


def test_a_region_has_holidays_of_its_own(ines, scenario):
    page = sends(ines, PAGE, country="FR", region="6AE", shown="FR/").text
    assert scenario.events_of() == []
    shown = re.search(r'name="shown" value="([^"]*)"', page)[1]
    ticked = re.findall(r'name="closed" value="([^"]*)" checked', page)

    sends(ines, PAGE, country="FR", region="6AE", shown=shown, closed=ticked)

    assert saved(scenario).region == "6AE"
    assert saved(scenario).holidays == holidays(region="6AE")


def test_names_stay_as_they_were_stored(ines, scenario):
    days = [holiday.day.isoformat() for holiday in holidays()]
    form = {"country": "FR", "shown": "FR/", "closed": days}
    sends(ines, PAGE, **form)
    ines.set_cookie("lang", "fr")

    sends(ines, PAGE, **form, **EVENINGS)

    first, second = scenario.events_of()
    assert second.hours.holidays == first.hours.holidays


def test_a_region_of_another_country_counts_for_nothing(ines):
    page = sends(ines, PAGE, country="DE", region="6AE", shown="FR/6AE").text

    assert re.search(r'name="shown" value="([^"]*)"', page)[1] == "DE/"


# Exceptional days.


def exceptional(*rows):
    days, hours = zip(*rows, strict=True)
    return {"exceptional_day": list(days), "exceptional_hours": list(hours)}


def test_an_exceptional_day_has_its_own_hours_or_is_closed(ines, scenario):
    closed = (TODAY + timedelta(days=41)).isoformat()

    sends(ines, PAGE, **NONE, **exceptional((FAR, "10-16"), (closed, ""), ("", "")))

    hours = saved(scenario)
    assert hours.special == ((date.fromisoformat(FAR), ((600, 960),)),)
    assert hours.closed_on == (date.fromisoformat(closed),)
    page = ines.get(PAGE).text
    assert f'value="{FAR}"' in page
    assert 'value="10:00-16:00"' in page


@pytest.mark.parametrize(
    ("rows", "field", "sentence"),
    [
        ([("2026-02-30", "")], "exceptional_day-0", "Enter the date as year-month-day"),
        ([("", "10-16")], "exceptional_day-0", "Enter the date as year-month-day"),
        ([(FAR, "noon")], "exceptional_hours-0", "Enter times such as"),
        ([(FAR, ""), (FAR, "10-16")], "exceptional_day-1", "in the list twice"),
        (
            [((TODAY + timedelta(days=number)).isoformat(), "") for number in range(101)],
            "exceptional_day-100",
            "Use at most 100 rows",
        ),
    ],
)
def test_an_exceptional_day_that_makes_no_sense_is_refused(ines, scenario, rows, field, sentence):
    response = sends(ines, PAGE, **NONE, **exceptional(*rows))

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, field))
    assert scenario.events_of() == []


def test_hours_on_a_public_holiday_need_the_holiday_unticked(ines, scenario):
    day = holidays()[0].day.isoformat()

    response = sends(
        ines, PAGE, country="FR", shown="FR/", closed=[day], **exceptional((day, "10-16"))
    )

    assert "Untick the holiday to open" in error_beside(response.text, "exceptional_day-0")
    assert scenario.events_of() == []


def test_another_brands_hours_are_absent(tom):
    assert tom.get(PAGE).status_code == 404
    assert tom.post(PAGE, data=NONE).status_code in (400, 404)


# What people type.


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", []),
        ("9-12", [("9:00", "12:00")]),
        ("9h - 12h30 ; 14h-18h", [("9:00", "12:30"), ("14:00", "18:00")]),
        ("09:00–12:00 et 14:00–18:00", [("09:00", "12:00"), ("14:00", "18:00")]),  # noqa: RUF001
        ("9.30 to 12.15", [("9:30", "12:15")]),
        ("00:00-24:00", [("00:00", "24:00")]),
    ],
)
def test_times_are_read_as_people_type_them(text, ranges):
    assert parse_ranges(text) == ranges


def test_a_range_past_midnight_reads_as_it_is_typed():
    assert ranges_text(((1260, 1560), (0, 1440))) == "21:00-02:00, 00:00-24:00"
