"""The editor of tests, in a real browser: every page, and writing a question by keyboard."""

from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Multiple
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from tests.browser.conftest import signed_in
from tests.support.browser import keep, serving
from tests.support.people import MORNING
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    question_id,
    school_of,
    single,
    true_false,
)
from tests.web.shop import NEST, open_shop, settings_at
from web.private_store.pictures import PictureStore

HEATING_TEST = question_id(500)
THERE = f"{HERE}/{TEST}"
NEW = f"{THERE}/questions/new"
SAVED = "**/tests/*#question-*"
RULES = AssessmentRules(
    selections=(
        Selection("Fuses", 2, 50),
        Selection("Batteries"),
        Selection("Cables and connectors"),
    ),
    pass_percent=60,
    time_limit_s=1800,
    attempts_allowed=3,
    retry_after_s=2 * 24 * 3600,
    valid_days=365,
)


def a_picture():
    image = Image.new("RGB", (640, 360), "#e8dcc4")
    pen = ImageDraw.Draw(image)
    pen.rectangle((200, 120, 440, 240), fill="#a8481d")
    pen.line((60, 180, 580, 180), fill="#241b13", width=8)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def a_bank(picture):
    half, less = Decimal(50), Decimal(-50)
    lithium = (
        *(Choice("l1", "It weighs less.", half), Choice("l2", "It needs no charger.", less)),
        *(Choice("l3", "It gives more of what it holds.", half, "Up to 90 %."),),
    )
    return (
        single(1, explanation="The cable is made for 20 A; the fuse has to give up first."),
        true_false(2, image=picture, image_text="A fuse between two pieces of cable."),
        single(3, right="c", text="Which fuse protects the inverter?"),
        Question(
            *(question_id(4), "Batteries", "lithium", "What is better about a lithium battery?"),
            Multiple(lithium),
            points=Decimal(2),
        ),
        Question(
            *(question_id(5), "Batteries", "", "How many volts has a full AGM battery at rest?"),
            Numeric((NumericRange(Decimal("12.8"), Decimal("0.1")),)),
        ),
        Question(
            *(question_id(6), "Batteries", "", "What may never be done to a full battery?"),
            ShortText((AcceptedText("overcharge*"), AcceptedText("charge*", half))),
        ),
        Question(
            *(question_id(7), "Cables and connectors", "", "Put the steps in order."),
            Ordering((Item("s", "Switch off"), Item("f", "Take the fuse out"), Item("c", "Cut"))),
        ),
        Question(
            *(question_id(8), "Cables and connectors", "", "What belongs together?"),
            Matching((Pair("r", "Red", "+"), Pair("k", "Black", "-"), Pair("y", "", "Earth"))),
        ),
        Question(
            *(question_id(9), "Cables and connectors", "", "Say why a cable gets warm."),
            FreeText("All: names resistance and current. Half: one of them."),
        ),
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("school"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def school(shop):
    with school_of(shop.app, shop.settings.database_url) as school:
        picture = PictureStore(shop.store).keep(a_picture(), MORNING)
        school.creates_test(HEATING_TEST, NEST, "Heating without gas")
        school.writes(*a_bank(picture)[:3])
        school.publishes(AssessmentRules((Selection("Fuses"),), pass_percent=60, time_limit_s=900))
        for number in range(1, 8):
            school.takes_test(number, q1="bcb"[number % 3], q2="true", q3="cb"[number % 2])
        school.writes(*a_bank(picture), single(1, right="b", text="Which fuse for the fridge?"))
        school.publishes(RULES)
        school.writes(true_false(10, text="A fuse may be replaced by a coin.", answer=False))
        yield school


@pytest.fixture(scope="module")
def base(shop, school):  # noqa: ARG001 - there is something to show
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def ines(browser, base):
    return signed_in(browser, base, "ines@nest.example")


def test_the_list_of_tests(ines):
    ines.check(HERE, widths=(1280, 360, 320))


def test_a_new_test(ines):
    ines.check(f"{HERE}/new")


def test_a_test_with_questions_and_editions(ines):
    ines.check(THERE, widths=(1280, 360, 320))


def test_a_test_that_is_still_empty(ines):
    ines.check(f"{HERE}/{HEATING_TEST}")


@pytest.mark.parametrize("number", range(1, 10))
def test_a_question_of_every_kind(ines, number):
    ines.check(f"{THERE}/questions/{question_id(number)}", themes=("light",))


def test_a_question_with_a_picture_at_night(ines):
    ines.check(f"{THERE}/questions/{question_id(2)}", themes=("dark",), languages=("fr",))


@pytest.mark.parametrize("kind", ["multiple", "ordering", "free_text"])
def test_a_new_question(ines, kind):
    ines.check(f"{NEW}?kind={kind}", themes=("light",))


@pytest.mark.parametrize("width", [1280, 360])
def test_a_missing_value_is_reported_at_its_field_and_above(ines, width):
    with ines.opened("fr", width=width) as page:
        page.goto(f"{ines.base}{NEW}?kind=single")
        page.locator(".test-buttons .btn-primary").click()
        page.get_by_role("alert").get_by_role("link").first.click()

        expect(page.locator("#topic:focus, #text:focus")).to_have_count(1)
        assert page.locator("#text").get_attribute("aria-invalid") == "true"
        assert "answers-says" in page.locator("#answers").get_attribute("aria-describedby")
        keep(page, f"mistakes-in-a-question-{width}")


def test_the_rules(ines):
    ines.check(f"{THERE}/rules", widths=(1280, 360, 320))


def test_the_preview(ines):
    ines.check(f"{THERE}/preview")


def test_the_preview_with_the_key(ines):
    opened = ".preview-question:first-of-type summary"
    ines.check(f"{THERE}/preview", opened=(opened,), themes=("dark",))


def test_importing_questions(ines):
    ines.check(f"{THERE}/gift")


def test_an_edition_and_its_keys(ines):
    ines.check(f"{THERE}/editions/2")


@pytest.mark.parametrize("number", [1, 4, 7, 8])
def test_correcting_a_question(ines, number):
    edition = 1 if number == 1 else 2
    ines.check(f"{THERE}/editions/{edition}/questions/{question_id(number)}/key", themes=("light",))


@pytest.fixture
def without_scripts(browser, ines):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    context.add_cookies([{**cookie, "url": ines.base} for cookie in ines.cookies])
    yield context.new_page()
    context.close()


def test_from_an_empty_test_to_a_saved_question_by_keyboard_alone(without_scripts, ines):
    page = without_scripts
    page.goto(f"{ines.base}{HERE}/{HEATING_TEST}")
    page.get_by_label("New question").press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/new?kind=single")
    page.get_by_label("Question", exact=True).press_sequentially("How warm may the tank get?")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # the second choice is right
    for number, text in enumerate(("40 °C", "60 °C", "90 °C"), start=1):
        page.get_by_label(f"Choice {number}", exact=True).press_sequentially(text)
    page.get_by_label("Topic", exact=True).press_sequentially("Water")
    page.keyboard.press("Enter")  # saves, although "More lines" comes first on the page
    page.wait_for_url(SAVED)
    expect(page.get_by_role("heading", name="How warm may the tank get?")).to_be_visible()
    page.get_by_role("link", name="Edit question 1").press("Enter")
    expect(page.get_by_label("Choice 2 is correct")).to_be_checked()


def test_more_lines_keep_typed_values(ines):
    with ines.opened() as page:
        page.goto(f"{ines.base}{NEW}?kind=ordering")
        page.get_by_label("Item 5").fill("Last")
        page.get_by_role("button", name="Add lines").click()

        expect(page.get_by_label("Item 8")).to_be_visible()
        expect(page.get_by_label("Item 5")).to_have_value("Last")


def test_a_chosen_picture_is_displayed(ines, tmp_path):
    file = tmp_path / "fuse.png"
    file.write_bytes(a_picture())
    with ines.opened() as page:
        page.goto(f"{ines.base}{THERE}/questions/{question_id(10)}")
        page.get_by_label("Picture to show with the question").set_input_files(file)
        page.get_by_role("button", name="Save the question").click()

        # Its description is missing: the picture is stored all the same, and shown.
        expect(page.get_by_role("alert")).to_contain_text("people who cannot see it")
        expect(page.locator(".question-image")).to_have_js_property("naturalWidth", 640)
        page.get_by_label("Description of the picture").fill("A fuse.")
        page.get_by_role("button", name="Save the question").click()
        page.wait_for_url(SAVED)


def test_a_key_is_corrected_after_a_preview_of_crossings(ines, school):
    there = f"{THERE}/editions/1/questions/{question_id(3)}/key"
    with ines.opened("fr", width=360) as page:
        page.goto(ines.base + there)
        page.locator("#what-rekey").check()
        page.locator("#right-1").check()
        page.locator("#reason").fill("15 A : la notice a changé.")
        page.locator(".test-buttons .btn-primary").click()
        expect(page.locator(".crossing-up li")).not_to_have_count(0)
        expect(page.locator(".crossing-down li")).not_to_have_count(0)
        keep(page, "who-would-cross-fr-360")
        page.set_viewport_size({"width": 1280, "height": 800})
        keep(page, "who-would-cross-fr-1280")
        page.locator(".test-buttons .btn-primary").click()
        page.wait_for_url("**/editions/1")
    assert len(school.test().key_changes) == 1


def test_errors_in_a_file_are_reported_line_by_line(ines, tmp_path):
    file = tmp_path / "bad.gift"
    file.write_text("$CATEGORY: Fuses\n\n::One::What? {=A ~B\n\nNothing\n", encoding="utf-8")
    for width in (1280, 360):
        with ines.opened("fr", "dark", width) as page:
            page.goto(f"{ines.base}{THERE}/gift")
            page.locator("#file").set_input_files(file)
            page.locator("form.test-form button").click()
            page.get_by_role("alert").wait_for()
            expect(page.locator("tbody tr")).to_have_count(2)
            keep(page, f"gift-mistakes-fr-{width}")
