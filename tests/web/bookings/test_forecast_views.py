"""The forecast page of a brand: people needed, covered and missing, and what it is based on."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from domain.brands.opening_hours import OpeningHours
from domain.clock import system_clock
from tests.support.people import MANAGER, MORNING, VOLUNTARY
from tests.web.bookings.demand_fixture import add_history
from tests.web.members.pool_fixture import BRAND, OTHER, scenario_of
from tests.web.shop import NEST, ROAD

FORECAST = "/brands/nest/bookings/forecast"
ASSUMED = {"requests_per_week": "70", "shape": "evenings"}


@pytest.fixture
def scenario(app, shop, sqlite_url):
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture registers the brand
    return signed_in(BRAND)


@pytest.fixture
def with_history(scenario):
    add_history(scenario.market, NEST.brand_id, system_clock())
    return scenario


def rows_of(page, day):
    """The half-hours of a weekday: the texts of each line."""
    table = page[page.index(f"{day}, by half-hour") :].split("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table.split("<tbody>")[1], re.DOTALL)
    return [[unescape(text) for text in re.findall(r"<t[hd][^>]*>(.*?)</t", row)] for row in rows]


# Without a history.


def test_without_history_or_assumption_the_page_asks_for_a_number(ines):
    answer = ines.get(FORECAST)

    assert answer.status_code == 200
    assert "too little history for a forecast: 0 whole weeks and 0 requests" in answer.text
    assert 'id="requests_per_week"' in answer.text
    assert "People needed" not in answer.text


def test_an_assumption_is_said_to_be_one(ines):
    page = ines.get(FORECAST, query_string=ASSUMED).text

    assert "No history: you expect 70 requests in a week." in page
    assert "On weekday evenings you need 2 people" in page
    assert "Your ambassadors do not cover these hours yet" in page
    assert len(re.findall(r"<tr[^>]*><th scope=\"row\">\d\d:[03]0", page)) == 336


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("weeks", "5", "Choose from 1 to 4 weeks"),
        ("weeks", "0", "Choose from 1 to 4 weeks"),
        ("weeks", "two", "Choose from 1 to 4 weeks"),
        ("requests_per_week", "many", "number of requests in a week"),
        ("subject_id", str(UUID(int=9)), "Choose a subject from the list"),
    ],
)
def test_what_cannot_be_forecast_is_said_beside_the_field(ines, field, typed, sentence):
    answer = ines.get(FORECAST, query_string={**ASSUMED, field: typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-says"' in answer.text


# With a history.


def test_the_page_says_where_people_are_missing(ines, with_history):  # noqa: ARG001 - given
    page = ines.get(FORECAST).text

    assert "The largest gap: Sat 14:00\N{EN DASH}18:00" in page
    assert "On weekend afternoons you need" in page
    assert re.search(r"Based on your requests of 1[23] weeks", page)


def test_a_half_hour_shows_requests_people_coverage_and_gap(ines, with_history):  # noqa: ARG001
    page = ines.get(FORECAST).text

    clock, requests, _interval, needed, covered, missing, said = rows_of(page, "Wednesday")[20]
    assert clock.strip() == "10:00"
    assert (requests, said) == ("4.0", "0")
    assert covered.split(" ± ")[0] == f"{int(needed) / 2:.1f}"
    assert missing == f"{int(needed) / 2:.1f}"
    saturday = rows_of(page, "Saturday")[28]
    assert (saturday[1], saturday[4]) == ("4.0", "0")
    assert saturday[5] == f"{int(saturday[3]):.1f}"


def test_a_gap_opens_a_booking_with_its_windows(ines, with_history):  # noqa: ARG001 - given
    page = ines.get(FORECAST).text
    link = unescape(re.findall(r'href="([^"]*/bookings/new\?[^"]*)"', page)[0])
    windows = parse_qs(urlsplit(link).query)["windows"][0]

    form = ines.get(link)

    assert windows.startswith("wed 10:00-12:00; sat 14:00-18:00")
    assert form.status_code == 200
    assert f'name="windows" type="text" value="{windows}"' in form.text
    assert "Booked time" in form.text


def test_where_ambassadors_answer_all_there_is_nothing_to_book(ines, scenario):
    add_history(scenario.market, NEST.brand_id, system_clock(), all_answered=True)

    page = ines.get(FORECAST).text

    assert "Your ambassadors already cover what the coming weeks need." in page
    assert "No hours in which at least half a person is missing" in page
    assert "/bookings/new" not in page
    assert "People missing by hour of the week" not in page
    cells = ines.get(f"{FORECAST}/gaps").json["cells"]
    assert cells[5][28] == [0, "no gap"]


def test_closed_hours_are_marked_and_their_requests_count(ines, with_history):
    week = {weekday: [("09:00", "18:00")] for weekday in range(5)}
    hours = OpeningHours.weekly(NEST.zone, week)
    with_history.market.brands.set_opening_hours(NEST.brand_id, hours, MANAGER, system_clock())
    with_history.update_read_models()

    page = ines.get(FORECAST).text

    assert "Your opening hours: Mon\N{EN DASH}Fri 09:00\N{EN DASH}18:00." in page
    assert rows_of(page, "Saturday")[28][0] == "14:00 (closed)"
    assert rows_of(page, "Saturday")[28][1] == "4.0"
    assert rows_of(page, "Wednesday")[20][0] == "10:00"


def test_old_requests_are_said_to_be_old(ines, scenario):
    add_history(scenario.market, NEST.brand_id, system_clock() - timedelta(days=30))

    page = ines.get(FORECAST).text

    assert "Your newest requests are older than two weeks." in page
    assert "The largest gap: Sat 14:00" in page


# Usual hours.


def test_usual_hours_are_counted_in_the_brands_zone_and_are_no_promise(ines, scenario):
    member_id = scenario.ed_joins()
    members = scenario.market.members
    members.start_engagement(member_id, NEST.brand_id, VOLUNTARY, MANAGER, MORNING)
    week = ((), (), ((540, 600),), (), (), (), ())
    members.declare_usual_hours(member_id, NEST.brand_id, week, "Europe/London", system_clock())
    scenario.update_read_models()

    page = ines.get(FORECAST, query_string=ASSUMED).text

    assert "Said freely, and no promise" in page
    assert re.search("<span>Ed</span> <span>Wed 09:00.10:00</span>", page)
    assert "London (Europe/London)" in page
    said = [row[6] for row in rows_of(page, "Wednesday")]
    assert [number for number, count in enumerate(said) if count == "1"] == [20, 21]


# The week grid of a booking.


def test_the_week_grid_reads_a_colour_and_a_text_for_each_half_hour(ines, with_history):  # noqa: ARG001
    cells = ines.get(f"{FORECAST}/gaps").json["cells"]

    assert [len(day) for day in cells] == [48] * 7
    level, text = cells[5][28]
    assert level == 4
    assert text.startswith("people missing: ")
    assert cells[0][3] == [0, "few requests"]


def test_the_week_grid_reads_nothing_without_a_forecast(ines):
    assert ines.get(f"{FORECAST}/gaps").json == {
        "cells": None,
        "note": "There is too little history for a forecast.",
    }
    assert ines.get(f"{FORECAST}/gaps", query_string=ASSUMED).json["cells"]


# Others.


def test_a_forecast_writes_no_event(ines, with_history):
    head = with_history.market.log.rows.head()

    ines.get(FORECAST)

    assert with_history.market.log.rows.head() == head


@pytest.mark.parametrize("path", ["", "/gaps"])
def test_another_brands_forecast_is_absent(scenario, signed_in, path):  # noqa: ARG001 - brands
    stranger = signed_in(OTHER)

    assert stranger.get(f"{FORECAST}{path}").status_code == 404
    assert stranger.get(f"/brands/{ROAD.slug}/bookings/forecast{path}").status_code == 200
