"""Item statistics, attempts, grading and suspensions, in a real browser."""

from datetime import timedelta
from random import Random
from uuid import uuid5

import pytest
from playwright.sync_api import expect

from domain.clock import system_clock
from domain.conversations.conversation import Conversation
from domain.log.mapper import decode
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.support.people import AMBASSADOR, EXPERT
from tests.support.private_texts import stored_text
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    question_id,
    school_of,
    single,
    true_false,
)
from tests.web.assessments.graded_fixture import RULES, WORDY, GradedTest
from tests.web.moderation.suspension_fixture import HERE as SUSPENSIONS
from tests.web.moderation.suspension_fixture import MEMBER, REASON, SECOND, with_people
from tests.web.shop import NEST, open_shop, settings_at
from web.private_store.accounts import account_of

THERE = f"{HERE}/{TEST}"
TAKERS = 34
FREE_TEXT = "A short circuit makes the cable glow. The fuse gives up before the wall catches fire."


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("graded"))) as shop:
        with_people(shop.store, NEST.brand_id)
        yield shop


@pytest.fixture(scope="module")
def graded(shop):
    with school_of(shop.app, shop.settings.database_url) as school:
        graded = GradedTest(school, shop.store).open()
        graded.school.writes(
            true_false(3),
            single(4, right="a", text="Which fuse protects the step?"),
            single(5, text="Which fuse protects the water pump of a camper with two tanks?"),
        )
        graded.school.publishes(RULES)
        take(graded)
        yield graded


def take(graded):
    """Most know more or less; the last two share a device, and one of them is very fast."""
    chance = Random(4)
    for number in range(1, TAKERS + 1):
        device = "shared" if number > TAKERS - 2 else None
        ability = 0.15 if number % 3 == 0 else 0.85
        graded.takes_test(
            number,
            seconds=1 if number == TAKERS else 40,
            device_digest=device,
            right=lambda ability=ability: chance.random() < ability,
        )
    graded.appeals(3, "The picture of the fuse did not load on my phone.")


@pytest.fixture(scope="module")
def decided(graded, shop):
    """A suspension with an appeal that waits."""
    counter = graded.school.counter
    at = system_clock() - timedelta(days=3)
    counter.is_answered(EXPERT, at, ratings=(2, 1, 1))
    counter.is_answered(EXPERT, at + timedelta(hours=2), ratings=(1, 1, 2))
    counter.is_answered(AMBASSADOR, at + timedelta(hours=1), ratings=(5, 5, 5))
    suspension_id, store = uuid5(TEST, "suspension"), shop.store
    by, positions = _account(shop, "ines@nest.example"), list(_rated(counter, EXPERT))
    reason = (stored_text(store, REASON, suspension_id, EXPERT, at), len(REASON))
    period = (system_clock() + timedelta(days=7), system_clock() + timedelta(days=37))
    market = counter.market
    market.suspensions.decide(
        suspension_id, EXPERT, NEST.brand_id, period, positions, reason, by, system_clock()
    )
    appeal = "I copied what the brand's own page says about deposits."
    text_id = stored_text(store, appeal, suspension_id, EXPERT, at)
    market.suspensions.appeal(suspension_id, EXPERT, text_id, len(appeal), system_clock())
    counter.update_read_models()
    return suspension_id


def _account(shop, email):
    with shop.store.sessions() as session:
        return account_of(session, email).id


def _rated(counter, member_id):
    """The positions of the marks that visitors gave to a member."""
    for row in counter.market.log.all_rows():
        event = decode(row.topic, row.state)
        if isinstance(event, Conversation.Rated) and event.respondent_id == member_id:
            yield row.position


@pytest.fixture(scope="module")
def base(shop, graded, decided):  # noqa: ARG001 - there is something to show
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def ines(browser, base):
    return signed_in(browser, base, "ines@nest.example")


@pytest.fixture(scope="module")
def omar(browser, base):
    return signed_in(browser, base, SECOND)


@pytest.fixture(scope="module")
def emma(browser, base):
    return signed_in(browser, base, MEMBER)


@pytest.fixture(scope="module")
def paola(browser, base):
    return signed_in(browser, base, "plat@comptoir.example")


def test_the_statistics(ines):
    ines.check(f"{THERE}/statistics", widths=(1280, 360, 320), opened=(".statistics-how summary",))


def test_a_question_and_its_distractors(ines):
    ines.check(f"{THERE}/statistics/{question_id(1)}/1", opened=(".numbers summary",))


def test_statistics_without_attempts(ines):
    ines.check(f"{THERE}/statistics?as_of=2020-01-01", themes=("light",))


def test_invalid_parameters(ines):
    ines.check(f"{THERE}/statistics?attempts=some", status=422, themes=("light",))


def test_the_attempts(ines):
    ines.check(f"{THERE}/attempts", widths=(1280, 360, 320))
    ines.check(f"{THERE}/attempts?show=open", themes=("light",))


def test_an_attempt_with_an_appeal_and_a_flagged_one(ines):
    ines.check(f"{THERE}/attempts/{uuid5(TEST, '3')}")
    ines.check(f"{THERE}/attempts/{uuid5(TEST, str(TAKERS))}")


@pytest.fixture(scope="module")
def an_answer(graded):
    """It waits for a person to mark it."""
    graded.school.writes(WORDY)
    graded.school.publishes(RULES)
    graded.takes_test(TAKERS + 1, text=FREE_TEXT)


@pytest.mark.usefixtures("an_answer")
def test_grading_one_answer(ines):
    ines.check("/brands/nest/grading")


@pytest.mark.usefixtures("an_answer")
def test_grading_by_keyboard(ines, graded):
    with ines.opened() as page:
        page.goto(f"{ines.base}/brands/nest/grading")
        page.get_by_label("100%").focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        page.wait_for_url("**/grading?saved=1")
        graded.school.counter.update_read_models()
        page.reload()
        expect(page.locator("main")).to_contain_text("No answers are left to grade.")


def test_grading_without_waiting_answers(ines):
    ines.check("/brands/nest/grading", themes=("light",))


def test_the_suspensions_of_a_brand(ines):
    ines.check(SUSPENSIONS)


def test_a_new_suspension(ines):
    ines.check(f"{SUSPENSIONS}/new?member={EXPERT}", widths=(1280, 360, 320))


def test_the_file_of_a_decision_and_the_appeal(omar, decided):
    omar.check(f"{SUSPENSIONS}/{decided}", widths=(1280, 360, 320))


def test_every_brands_suspensions(paola):
    paola.check("/suspensions")


def test_a_members_own_suspensions(emma, decided):
    emma.check("/me/decisions")
    emma.check(f"/me/decisions/{decided}")


def test_a_review_by_keyboard_without_scripts(browser, ines, graded):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    try:
        context.add_cookies([{**cookie, "url": ines.base} for cookie in ines.cookies])
        page = context.new_page()
        page.goto(f"{ines.base}{THERE}/attempts/{uuid5(TEST, str(TAKERS))}")
        page.get_by_label("Cleared").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("They share a kitchen, and a computer in it.")
        with page.expect_navigation():
            page.get_by_role("button", name="Confirm the decision").press("Enter")
        graded.school.counter.update_read_models()
        page.reload()
        expect(page.locator("main")).to_contain_text("They share a kitchen")
        expect(page.locator("main")).to_contain_text("Inès Morel")
    finally:
        context.close()
