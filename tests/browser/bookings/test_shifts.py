"""Shifts, calendars and usual hours in a real browser, by keyboard too."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from domain.bookings.booking_plan import shift_id_of
from domain.bookings.weekly_windows import parse_windows
from tests.browser.conftest import signed_in
from tests.domain.bookings.booking_examples import (
    BOOKING,
    MONDAY_EVENING,
    PARIS,
    TUESDAY_EVENING,
)
from tests.support.browser import LANGUAGES, WIDTHS, keep, problems_of, serving
from tests.web.bookings.shift_fixture import (
    ALICE,
    BRUNO,
    OWNER,
    VOLUNTEER,
    SetClock,
    add_people,
    shifts_in,
)
from tests.web.shop import open_shop, settings_at

FOCUSED = "() => document.activeElement.textContent.trim()"
RELEASE = f"/shifts/mine/{shift_id_of(BOOKING, MONDAY_EVENING, 1)}/release"


@dataclass
class Desk:
    scenario: object
    alice: object
    bruno: object
    vera: object
    owner: object


@pytest.fixture(scope="module")
def desk(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("shifts")
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        with shifts_in(shop, clock, shop.settings.database_url) as scenario:
            fill(scenario)
            with serving(shop.app) as base:
                people = (ALICE, BRUNO, VOLUNTEER, OWNER)
                yield Desk(scenario, *(signed_in(browser, base, email) for email in people))


def fill(scenario):
    """A booking with newcomers' seats, one of another zone, and Alice's two shifts."""
    scenario.desk.running()
    for email in (ALICE, BRUNO):
        scenario.expert(email)
    scenario.volunteer()
    scenario.other_booking(
        until=TUESDAY_EVENING.date() + timedelta(days=30),
        week=parse_windows("mon-sun 08:00-17:00", PARIS),
        zone="Europe/London",
    )
    scenario.takes(ALICE, MONDAY_EVENING)
    scenario.takes(ALICE, TUESDAY_EVENING)


def test_open_shifts(desk):
    desk.alice.check("/shifts")
    desk.bruno.check("/shifts?weeks=8&page=2", themes=("light",))
    desk.alice.check("/shifts", themes=("light",), opened=(".shift-zone summary",))


def test_own_shifts_and_the_release_page(desk):
    desk.alice.check("/shifts/mine")
    desk.bruno.check("/shifts/mine", themes=("light",))
    desk.alice.check(RELEASE)


def test_calendar_pages(desk):
    desk.alice.check("/shifts/calendar", themes=("light",))
    desk.owner.check("/brands/road/calendar", themes=("light",))
    desk.owner.check("/brands/road/calendar", themes=("light",), opened=("main .btn-primary",))


def test_usual_hours(desk):
    desk.vera.check("/usual-hours")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_one_who_was_not_first_finds_a_page_without_faults(desk, language, width):
    start = MONDAY_EVENING + timedelta(days=7 * LANGUAGES.index(language) + WIDTHS.index(width))
    booking_id = desk.scenario.other_booking(
        first_day=start.date(),
        until=start.date() + timedelta(days=1),
        week=parse_windows("mon-sun 20:00-22:00", PARIS),
    )
    with desk.bruno.opened(language=language, width=width, inspected=True) as page:
        page.goto(f"{desk.bruno.base}/shifts?weeks=8&page=1")
        while not page.locator(f"form[action='/shifts/{booking_id}/take']").count():
            page.locator("[rel=next]").click()
        starts_at = start + timedelta(hours=2)
        desk.scenario.takes(ALICE, starts_at, booking_id=booking_id)
        page.locator(f"form[action='/shifts/{booking_id}/take'] button").click()

        expect(page.get_by_role("alert")).to_contain_text("Alice")
        page.wait_for_load_state()  # with its style sheets, by which sizes are judged
        keep(page, f"shift not free {language} {width}")
        assert problems_of(page, language) == []
        assert page.locator(".shift-card").count() > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shift_is_taken_and_released_by_keyboard_alone(desk, language):
    words = {"en": ("Take shift", "Release shift"), "fr": ("Prendre le", "Libérer le")}
    with desk.bruno.opened(language=language, width=360, inspected=True) as page:
        page.goto(f"{desk.bruno.base}/shifts")
        presses(page, words[language][0])
        page.wait_for_url("**/shifts/mine?assigned=*")
        expect(page.get_by_role("status")).to_be_visible()

        presses(page, words[language][1])
        if page.url.endswith("/release"):
            release_with_a_reason(page, words[language][1], language)
        page.wait_for_url("**/shifts/mine?released=1")
        expect(page.get_by_role("status")).to_be_visible()


def release_with_a_reason(page, word, language):
    """The shift starts soon: nothing chosen is said at the field, and a radio is reached by key."""
    presses(page, word)
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems_of(page, language) == []
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    presses(page, word)


def presses(page, word):
    """Tab to what begins with this word, press Enter, and wait for the next page."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(word):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"{word!r} cannot be reached by keyboard")
