"""
A manager books coverage, from her settings to the comparison, while two experts take the seats.

Every click is counted, and every page on the way is inspected as a strict reader would.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from domain.conversations.conversation_reasons import LostReason
from tests.browser.conftest import signed_in
from tests.domain.bookings.booking_examples import TUESDAY_EVENING
from tests.support.browser import Complaints, keep, problems_of, serving
from tests.support.people import after
from tests.web.bookings.shift_fixture import (
    ALICE,
    BRUNO,
    OWNER,
    SetClock,
    add_people,
    shifts_in,
)
from tests.web.shop import open_shop, settings_at

MOST_CLICKS = 39
EVENINGS = ((0, 36), (4, 39))
"""The first and the last half-hour, each with its day: Monday to Friday, 18:00 to 20:00."""
IS_FOCUSED = "element => element === document.activeElement"
WORDS = {
    "en": {
        "settings": "Settings",
        "hours": re.compile("^Change.*Opening hours"),
        "holidays": "Show the public holidays",
        "save_hours": "Save the opening hours",
        "bookings": "Bookings",
        "forecast": "See where people are missing",
        "needed": "requests expected",
        "new": "Plan a booking",
        "save": "Save the draft",
        "confirm": "Confirm and pay",
        "running": "running",
        "take": "Take shift",
        "comparison": "Comparison",
        "quoted": "Booked time",
        "shifts": "Open shifts",
        "taken_by_you": "You have taken the shift",
        "next": "Next period",
        "booked": "Minutes booked",
        "delivered": "Booked minutes delivered",
    },
    "fr": {
        "settings": "Réglages",
        "hours": re.compile("^Modifier.*Horaires d’ouverture"),
        "holidays": "Afficher les jours fériés",
        "save_hours": "Enregistrer les horaires d’ouverture",
        "bookings": "Réservations",
        "forecast": "Voir où il manque du monde",
        "needed": "demandes attendues",
        "new": "Préparer une réservation",
        "save": "Enregistrer le brouillon",
        "confirm": "Confirmer et payer 100,00",
        "running": "en cours",
        "take": "Prendre le créneau",
        "comparison": "Comparaison",
        "quoted": "Temps réservé",
        "shifts": "Créneaux libres",
        "taken_by_you": "Vous avez pris le créneau",
        "next": "Période suivante",
        "booked": "Minutes réservées",
        "delivered": "Minutes réservées livrées",
    },
}


@dataclass
class Visit:
    """What one person does on pages in one language, by mouse or by keyboard alone."""

    page: object
    language: str
    by_keyboard: bool
    complaints: Complaints
    clicks: int = 0

    def reaches(self, element):
        """A click into it, or the tab key until it has the focus."""
        self.clicks += 1
        if not self.by_keyboard:
            element.click()
            return
        for _ in range(160):
            if element.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{element} cannot be reached by keyboard")

    def follows(self, role, name):
        """A link or a button, to the next page."""
        element = self.page.get_by_role(role, name=name).first
        with self.page.expect_navigation(wait_until="load"):
            self.reaches(element)
            if self.by_keyboard:
                self.page.keyboard.press("Enter")
        self.sees_no_fault(str(name))

    def enters(self, name, text):
        element = self.page.locator(f"main [name={name}]")
        self.reaches(element)
        element.fill(text)

    def chooses(self, name, label):
        """From a list: one click to open it, one to choose."""
        element = self.page.locator(f"main [name={name}]")
        if self.by_keyboard:
            self.reaches(element)
            self.page.keyboard.type(label)
            return
        self.clicks += 2
        element.select_option(label=label)

    def draws_weekday_evenings(self):
        first, last = (self.cell(day, slot) for day, slot in EVENINGS)
        self.clicks += 1
        if not self.by_keyboard:
            first.drag_to(last)
            return
        self.reaches(self.page.locator(".week-grid [tabindex='0']"))
        self.moves_to(first)
        self.page.keyboard.press("Space")
        for key in ["Shift+ArrowRight"] * 3 + ["Shift+ArrowDown"] * 4:
            self.page.keyboard.press(key)

    def moves_to(self, cell):
        """With the arrow keys, from wherever the grid's focus is."""
        for key in ("ArrowRight", "ArrowLeft"):
            for _ in range(48):
                if cell.evaluate(IS_FOCUSED):
                    return
                self.page.keyboard.press(key)
        pytest.fail("the cell cannot be reached with the arrow keys")

    def cell(self, day, slot):
        return self.page.locator(f".week-grid [data-day='{day}'][data-slot='{slot}']")

    def reads(self, text):
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_no_fault(self, where):
        keep(self.page, f"manager {self.language} {self.page.viewport_size['width']} {where}")
        assert problems_of(self.page, self.language) + self.complaints.heard == [], self.page.url


@pytest.fixture
def season(tmp_path, browser):
    """A brand with two months of requests, in the morning before the weeks that it books."""
    clock, settings = SetClock(), replace(settings_at(tmp_path), development=True)
    with open_shop(settings, clock) as shop:
        add_people(shop.store, with_languages=False)
        with shifts_in(shop, clock, settings.database_url) as scenario:
            record_spring(scenario)
            with serving(shop.app) as base:
                yield Season(scenario, browser, base)


@dataclass
class Season:
    scenario: object
    browser: object
    base: str

    @contextmanager
    def visited_by(self, email, language, *, width, by_keyboard):
        """A visit that begins at the person's first page, signed in."""
        pages = signed_in(self.browser, self.base, email)
        with pages.opened(language, width=width, inspected=True) as page:
            complaints = Complaints()
            complaints.listen_to(page)
            page.goto(f"{self.base}/")
            yield Visit(page, language, by_keyboard, complaints)

    def plays_the_first_evening(self):
        """Both experts are online for their whole shift, and the next morning has come."""
        presence = self.scenario.desk.presence
        for expert_id in map(self.scenario.id_of, (ALICE, BRUNO)):
            presence.come_online(uuid4(), expert_id, 1, TUESDAY_EVENING)
            presence.leave(expert_id, "declared", TUESDAY_EVENING + timedelta(hours=2))
        self.scenario.clock.at = TUESDAY_EVENING + timedelta(hours=15)
        self.scenario.update()


def record_spring(scenario):
    """Two or three requests each evening from April on: a volunteer answers the first."""
    volunteer = scenario.volunteer()
    for email in (ALICE, BRUNO):
        scenario.expert(email)
    for day in range(-62, 0):
        evening = after(0) + timedelta(days=day, hours=8)
        answered(scenario.desk, volunteer, evening)
        for hours in range(1, 2 + day % 3):
            lost(scenario.desk, evening + timedelta(hours=hours))
    scenario.update()


def answered(desk, volunteer, evening):
    desk.presence.come_online(uuid4(), volunteer, 1, evening)
    conversation_id = desk.request((volunteer,), evening + timedelta(minutes=5))
    desk.conversations.claim(conversation_id, volunteer, evening + timedelta(minutes=5))
    desk.answered(conversation_id, volunteer, evening + timedelta(minutes=9))
    desk.presence.leave(volunteer, "declared", evening + timedelta(hours=1))


def lost(desk, at):
    conversation_id = desk.request((), at)
    desk.conversations.lose(conversation_id, LostReason.NOBODY_PRESENT, at + timedelta(minutes=9))


@pytest.mark.parametrize(
    ("language", "width", "by_keyboard"),
    [
        pytest.param("en", 1280, False, id="en-mouse"),
        pytest.param("fr", 360, False, id="fr-phone"),
        pytest.param("fr", 1280, True, id="fr-keyboard"),
    ],
)
def test_a_manager_books_evenings_and_two_experts_take_the_seats(
    season, language, width, by_keyboard
):
    words = WORDS[language]
    visited_by = partial(season.visited_by, language=language, width=width, by_keyboard=by_keyboard)
    with visited_by(OWNER) as manager:
        sets_opening_hours(manager, words)
        drafts_evenings(manager, words)
        manager.follows("button", words["confirm"])
        manager.reads(words["running"])
    for expert in (ALICE, BRUNO):
        with visited_by(expert) as visit:
            takes_the_first_shift(visit, words)
    season.plays_the_first_evening()
    with visited_by(OWNER) as manager_again:
        reads_the_comparison(manager_again, words)

    assert manager.clicks + manager_again.clicks <= MOST_CLICKS


def sets_opening_hours(manager, words):
    manager.follows("link", words["settings"])
    manager.follows("link", words["hours"])
    for day in range(5):
        manager.enters(f"day-{day}", "09:00-18:00")
    manager.chooses("country", "France")
    manager.follows("button", words["holidays"])
    manager.follows("button", words["save_hours"])


def drafts_evenings(manager, words):
    manager.follows("link", words["bookings"])
    manager.follows("link", words["forecast"])
    manager.reads(words["needed"])
    manager.follows("link", words["bookings"])
    manager.follows("link", words["new"])
    manager.enters("last_day", "2026-06-28")
    manager.enters("windows", "")
    manager.draws_weekday_evenings()
    manager.enters("seats", "2")
    manager.enters("price", "2")
    manager.enters("budget", "100")
    expect(manager.page.locator("[data-quote]")).to_contain_text(words["quoted"])
    manager.follows("button", words["save"])


def reads_the_comparison(manager, words):
    manager.follows("link", words["comparison"])
    manager.follows("link", words["next"])
    for figure in ("booked", "delivered"):
        row = manager.page.get_by_role("row", name=words[figure]).first
        expect(row.get_by_role("cell", name="240")).to_be_visible()


def takes_the_first_shift(visit, words):
    visit.follows("link", words["shifts"])
    visit.follows("button", words["take"])
    visit.reads(words["taken_by_you"])
