"""A brand's bookings in a real browser: every page, the week grid by mouse and by keyboard."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from tests.browser.conftest import signed_in
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, PLAN
from tests.support.browser import LANGUAGES, keep, problems_of, serving
from tests.support.people import BRAND, MANAGER, after
from tests.web.bookings.shift_fixture import ALICE, OWNER, SetClock, add_people, shifts_in
from tests.web.shop import open_shop, settings_at

BOOKINGS = "/brands/road/bookings"
DRAFT, SPENT, EXPECTING = UUID(int=77), UUID(int=76), UUID(int=78)
TYPED = "requests_per_week=70&shape=evenings"


@dataclass
class Desk:
    scenario: object
    clock: SetClock
    owner: object


@pytest.fixture(scope="module")
def desk(tmp_path_factory, browser):
    clock, folder = SetClock(), tmp_path_factory.mktemp("bookings")
    with open_shop(settings_at(folder), clock) as shop:
        add_people(shop.store, with_languages=False)
        with shifts_in(shop, clock, shop.settings.database_url) as scenario:
            scenario.desk.running()
            scenario.expert(ALICE)
            scenario.takes(ALICE, MONDAY_EVENING)
            scenario.market.bookings.draft(
                DRAFT, BRAND, replace(PLAN, seats=3), MANAGER, after(100)
            )
            expected = AssumedDemand(70, DemandShape.EVENINGS)
            scenario.market.bookings.draft(
                EXPECTING, BRAND, PLAN, MANAGER, after(100), assumed_demand=expected
            )
            spend(scenario)
            scenario.market.projector.catch_up()
            with serving(shop.app) as base:
                yield Desk(scenario, clock, signed_in(browser, base, OWNER))


def spend(scenario):
    """A booking of one conversation, which is answered."""
    scenario.desk.running_too(SPENT, replace(PLAN, budget=PLAN.price))
    expert = scenario.desk.engaged_expert(MONDAY_EVENING)
    request = scenario.desk.request([expert], MONDAY_EVENING)
    scenario.desk.conversations.claim(request, expert, MONDAY_EVENING)
    scenario.desk.answered(request, expert, MONDAY_EVENING)
    scenario.market.bookings.note_budget(SPENT, MONDAY_EVENING, is_reserved=False)


def test_a_booking_whose_budget_is_spent(desk):
    desk.owner.check(f"{BOOKINGS}/{SPENT}")


@pytest.mark.parametrize("page", ["", "/new", f"/{DRAFT}", f"/{DRAFT}/edit", f"/{EXPECTING}"])
def test_planning_a_booking(desk, page):
    desk.owner.check(f"{BOOKINGS}{page}")


def test_a_running_booking(desk):
    actions = "section[aria-labelledby=actions] details:nth-of-type"
    menus = tuple(f"{actions}({number})" for number in (1, 2, 3, 4))
    desk.owner.check(f"{BOOKINGS}/{BOOKING}")
    desk.owner.check(f"{BOOKINGS}/{BOOKING}", themes=("light",), opened=menus)


@pytest.fixture
def late_evening(desk):
    """The first evening of the booking is over."""
    before = desk.clock.at
    desk.clock.move(hours=10)
    yield desk
    desk.clock.at = before


def test_delivered_against_booked(late_evening):
    with late_evening.owner.opened("en") as page:
        page.goto(f"{late_evening.owner.base}{BOOKINGS}/{BOOKING}")
        expect(page.locator(".delivery-none").nth(1)).to_contain_text("0/2")
    for resolution in (15, 60):
        late_evening.owner.check(f"{BOOKINGS}/{BOOKING}?resolution={resolution}")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_resolution_is_chosen_by_keyboard(desk, language):
    with desk.owner.opened(language, width=360, inspected=True) as page:
        page.goto(f"{desk.owner.base}{BOOKINGS}/{BOOKING}")
        expect(page.locator(".delivery-table tbody tr")).to_have_count(2)
        page.locator("#resolution").focus()
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.locator(".delivery-table tbody tr")).to_have_count(8)
        assert page.url.endswith("&resolution=15#delivered")
        assert problems_of(page, language) == []


def cell(page, day, slot):
    return page.locator(f".week-grid [data-day='{day}'][data-slot='{slot}']")


@pytest.mark.parametrize("width", [1280, 360])
def test_windows_are_selected_by_mouse_and_the_quote_follows(desk, width):
    with desk.owner.opened("en", width=width, inspected=True) as page:
        page.goto(f"{desk.owner.base}{BOOKINGS}/new")
        page.locator("#requests_per_week").fill("70")
        page.locator("#windows").fill("")
        cell(page, 0, 36).drag_to(cell(page, 4, 39))

        expect(page.locator("#windows")).to_have_value("mon-fri 18:00-20:00")
        expect(page.locator("[data-quote]")).to_contain_text("Booked time")
        assert problems_of(page, "en") == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_windows_are_selected_by_keyboard(desk, language):
    with desk.owner.opened(language, inspected=True) as page:
        page.goto(f"{desk.owner.base}{BOOKINGS}/new")
        page.locator("#windows").fill("")
        page.locator(".week-grid [tabindex='0']").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")

        selected = {
            "en": "mon 18:00-19:00; tue 18:30-19:00",
            "fr": "lun 18:00-19:00; mar 18:30-19:00",
        }
        expect(page.locator("#windows")).to_have_value(selected[language])
        assert cell(page, 1, 37).get_attribute("aria-selected") == "true"
        assert problems_of(page, language) == []


def test_a_draft_is_saved_without_a_script(desk):
    with desk.owner.opened("en", width=360) as page:
        page.route("**/bookings_week_grid.js", lambda route: route.abort())
        page.goto(f"{desk.owner.base}{BOOKINGS}/new")
        page.locator("#windows").fill("sat 10:00-12:00")
        page.locator("#requests_per_week").fill("70")
        page.get_by_role("button", name="Update the quote").click()
        expect(page.locator("[data-quote]")).to_contain_text("16.0")
        page.get_by_role("button", name="Save the draft").click()

        expect(page.locator("h1")).to_contain_text("Draft of a booking")
        expect(page.locator(".quote-figures")).to_contain_text("assumed")
        page.get_by_role("link", name="Change the draft").click()
        expect(page.locator("#requests_per_week")).to_have_value("70")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_top_up_typed_wrongly_is_kept_beside_its_sentence(desk, language, width):
    with desk.owner.opened(language, width=width, inspected=True) as page:
        page.goto(f"{desk.owner.base}{BOOKINGS}/{BOOKING}")
        page.locator("#top-up summary").click()
        page.locator("#amount").fill("much")
        page.keyboard.press("Enter")

        expect(page.locator("#amount-says")).to_be_visible()
        expect(page.locator("#amount")).to_have_value("much")
        assert problems_of(page, language) == []
        keep(page, f"top-up wrong {language} {width}")
