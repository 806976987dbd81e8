"""The forecast in a real browser: the page, a gap that becomes a booking, gaps over the grid."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import signed_in
from tests.support.browser import problems_of, serving
from tests.support.people import BRAND
from tests.web.bookings.demand_fixture import add_history
from tests.web.bookings.shift_fixture import (
    OTHER_OWNER,
    OWNER,
    SetClock,
    add_people,
    shifts_in,
)
from tests.web.shop import open_shop, settings_at

FORECAST, NEW = "/brands/road/bookings/forecast", "/brands/road/bookings/new"


@dataclass
class Brands:
    owner: object
    """Of a brand with a history, and an ambassador who is usually there."""
    other: object
    """Of one without a history."""


@pytest.fixture(scope="module")
def brands(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("forecast")
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        with shifts_in(shop, clock, shop.settings.database_url) as scenario:
            week = (((1080, 1200),), (), (), (), (), ((840, 1080),), ())
            member_id = scenario.volunteer()
            scenario.desk.members.declare_usual_hours(
                member_id, BRAND, week, "Europe/London", clock()
            )
            add_history(scenario.market, BRAND, clock())
            with serving(shop.app) as base:
                yield Brands(*(signed_in(browser, base, email) for email in (OWNER, OTHER_OWNER)))


def test_a_forecast(brands):
    brands.owner.check(FORECAST)
    brands.owner.check(
        f"{FORECAST}?weeks=4",
        themes=("light",),
        opened=("#gaps summary", ".forecast-days details:nth-of-type(6) summary"),
    )


def test_no_forecast_and_an_assumed_one(brands):
    other = FORECAST.replace("road", "other")
    brands.other.check(other)
    brands.other.check(f"{other}?requests_per_week=70&shape=evenings", themes=("light",))
    brands.other.check(f"{other}?weeks=9&requests_per_week=many", themes=("light",), status=422)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_gap_becomes_a_booking_by_keyboard(brands, language):
    with brands.owner.opened(language, inspected=True) as page:
        page.goto(brands.owner.base + FORECAST)
        page.locator(".forecast-gaps a").first.focus()
        page.keyboard.press("Enter")

        days = {"en": ("wed", "sat"), "fr": ("mer", "sam")}[language]
        expect(page.locator("#windows")).to_have_value(
            "{} 10:00-12:00; {} 14:00-18:00".format(*days)
        )
        expect(page.locator(".week-grid .gap-4").first).to_be_visible()
        assert problems_of(page, language) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_week_grid_shows_and_says_the_gaps(brands, width):
    with brands.owner.opened("en", width=width, inspected=True) as page:
        page.goto(brands.owner.base + NEW)
        saturday = page.locator(".week-grid [data-day='5'][data-slot='29']")

        expect(saturday).to_have_class("gap-4")
        expect(page.locator("[data-gap-legend]")).to_contain_text("2 or more")
        saturday.focus()
        expect(page.locator("[data-gap-here]")).to_contain_text("Saturday 14:30, booked, people")
        assert "people missing: " in saturday.get_attribute("aria-label")
        monday = page.locator(".week-grid [data-day='0'][data-slot='6']")
        assert monday.get_attribute("aria-label") == "Monday 03:00, not booked, few requests"
        assert problems_of(page, "en") == []


def test_without_a_forecast_the_grid_shows_them_once_a_number_is_assumed(brands):
    with brands.other.opened("en") as page:
        page.goto(brands.other.base + NEW.replace("road", "other"))
        expect(page.locator("[data-gap-note]")).to_contain_text("too little history")

        page.locator("#requests_per_week").fill("70")
        page.locator("#shape").select_option("evenings")

        expect(page.locator("[data-gap-note]")).to_be_empty()
        expect(page.locator(".week-grid [data-day='0'][data-slot='37']")).to_have_class("gap-4")
