"""Taking a test, in a real browser: on a phone too, and when the connection is lost."""

import re
import threading
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from domain.assessments.answers import ChoiceAnswer
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt_context import AttemptStatus, CandidateAnswer
from domain.clock import system_clock
from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.web.assessments.taking.exam_fixture import (
    CHARGED,
    CHARGERS,
    CHEMISTRY,
    ED,
    FUSE,
    INES,
    ONE_BY_ONE,
    PLANTED,
    RULES,
    SAFE,
    SELECTIONS,
    STEPS,
    UNITS,
    VOLTAGE,
    exam_of,
)
from tests.web.shop import open_shop, settings_at
from web.private_store.texts import PrivateTexts

STEP_BY_STEP = UUID("70000000-0000-4000-8000-0000000000bb")
MISSED = UUID("70000000-0000-4000-8000-0000000000cc")
INSPECTED = UUID("80000000-0000-4000-8000-0000000000aa")
INSPECTED_BY_QUESTION = UUID("80000000-0000-4000-8000-0000000000bb")
MISSED_BY = UUID("80000000-0000-4000-8000-0000000000cc")
PASSED = UUID("70000000-0000-4000-8000-0000000000dd")
PASSED_BY = UUID("80000000-0000-4000-8000-0000000000dd")
LAST = AssessmentRules(SELECTIONS, pass_percent=60, time_limit_s=1200, attempts_allowed=1)
SAVED = "Everything is saved."


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("exam"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def exam(shop):
    with exam_of(shop, shop.settings.database_url) as exam:
        exam.creates_test(STEP_BY_STEP, ONE_BY_ONE, title="Electricity, step by step")
        stop = threading.Event()
        follower = threading.Thread(target=exam.market.projector.run, args=(stop,))
        follower.start()
        yield exam
        stop.set()
        follower.join()


@pytest.fixture(scope="module")
def base(shop, exam):  # noqa: ARG001 - there is something to take
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def ed(browser, base):
    return signed_in(browser, base, ED)


@pytest.fixture(scope="module")
def ines(browser, base):
    return signed_in(browser, base, INES)


@pytest.fixture
def running(exam):
    """A new attempt of Ed's at a test of its own."""

    def running(rules=RULES, ago_s=0, attempt_id=None):
        assessment_id = uuid4()
        exam.creates_test(assessment_id, rules)
        return exam.starts(assessment_id=assessment_id, ago_s=ago_s, attempt_id=attempt_id)

    return running


def fields(page, question):
    return page.locator(f'[data-question="{question.id}"] [name="{question.id}"]')


def state(page, question):
    return page.locator(f'[data-question="{question.id}"] [data-state]')


def choose(page, question, text):
    page.locator(f'[data-question="{question.id}"]').get_by_label(text, exact=True).check()


def wait_for(locator, text):
    """Until it says so; "Not saved yet" does not say "Saved"."""
    locator.filter(has_text=re.compile(rf"\b{re.escape(text)}")).wait_for()


# How it looks.


def test_the_start_page_of_a_test(ed):
    ed.check(f"/tests/{STEP_BY_STEP}", widths=(1280, 360, 320))


def test_all_questions_on_one_page(ed, running):
    ed.check(f"/attempts/{running(attempt_id=INSPECTED)}", widths=(1280, 360, 320))
    ed.check(f"/attempts/{INSPECTED}/submit")


def test_one_question_a_page(ed, running):
    running(ONE_BY_ONE, attempt_id=INSPECTED_BY_QUESTION)
    for number in (3, 8):
        ed.check(f"/attempts/{INSPECTED_BY_QUESTION}?question={number}", themes=("light",))


def test_a_result_to_learn_from_and_my_tests(ed, exam):
    exam.creates_test(MISSED, LAST)
    exam.starts(assessment_id=MISSED, attempt_id=MISSED_BY)
    exam.market.attempts.submit(MISSED_BY, exam.id_of(ED), system_clock())
    exam.catch_up()
    ed.check(f"/attempts/{MISSED_BY}/result", widths=(1280, 360, 320))
    ed.check("/me/tests", widths=(1280, 360, 320))


def test_a_result_that_passed(ines, exam):
    exam.creates_test(
        PASSED, AssessmentRules(SELECTIONS, pass_percent=10, time_limit_s=1200, valid_days=365)
    )
    exam.starts(INES, assessment_id=PASSED, attempt_id=PASSED_BY)
    submitted = [
        CandidateAnswer(VOLTAGE.id, ChoiceAnswer((VOLTAGE.answer_key.keys[0],)), 0),
        CandidateAnswer(SAFE.id, ChoiceAnswer(("false",)), 0),
    ]
    by = exam.id_of(INES)
    exam.market.attempts.save_answers(PASSED_BY, by, submitted, system_clock())
    exam.market.attempts.submit(PASSED_BY, by, system_clock())
    exam.catch_up()
    ines.check(f"/attempts/{PASSED_BY}/result", themes=("light",))
    ines.check("/me/tests", themes=("light",))


# What must not be sent.


def test_the_network_log_of_a_whole_attempt_holds_no_secret(ed, exam, running):
    attempt_id, log = running(), []
    with ed.opened() as page:
        page.route(f"{ed.base}/**", lambda route: passed_on(route, log))
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        answer_everything(page, exam, attempt_id)
        page.reload()
        page.get_by_role("button", name="Save and submit…").click()
        page.wait_for_url("**/submit")
        page.unroute_all(behavior="wait")
        texts = [page.content(), *log]
        page.get_by_role("button", name="Submit the test").click()
        page.wait_for_url("**/result")
        wait_for(page.locator("h2"), "Submitted: a person is grading it")

    assert len(exam.attempt(attempt_id).answers) == 7
    assert len(texts) > 12
    assert [text for text in texts if PLANTED in text or "12.7654321" in text] == []


def passed_on(route, log):
    """Passes the response on, and records the request and the whole response."""
    response = route.fetch(max_redirects=0)
    log.append(f"{route.request.url} {response.headers} {response.body().decode(errors='replace')}")
    route.fulfill(response=response)


def answer_everything(page, exam, attempt_id):
    """But for the question whose right answer is a planted word itself; and one badly first."""
    fields(page, CHARGED).fill("many")
    fields(page, CHARGED).press("Tab")
    wait_for(state(page, CHARGED), "Not saved yet")
    choose(page, VOLTAGE, "230 V")
    choose(page, SAFE, "False")
    choose(page, CHARGERS, "The fridge")
    fields(page, CHARGED).fill("12.7")
    fields(page, FUSE).fill("Because of fire.")
    for position, value in enumerate(exam.positions(attempt_id)):
        fields(page, STEPS).nth(position).select_option(value)
    for position, value in enumerate(exam.rights(attempt_id)):
        fields(page, UNITS).nth(position).select_option(value)
    wait_for(page.locator("p[data-saving]"), SAVED)


# When something goes wrong.


def test_answers_before_the_script_loads_are_saved_when_it_loads(ed, exam, running):
    attempt_id, waiting = running(), []
    with ed.opened() as page:
        page.route("**/assessments_taking.js", lambda route: waiting.append(route))  # noqa: PLW0108 - it wants a function of ours
        page.goto(f"{ed.base}/attempts/{attempt_id}", wait_until="commit")
        choose(page, VOLTAGE, "12 V")
        fields(page, CHEMISTRY).fill("lithium")
        fields(page, STEPS).nth(0).select_option("2")
        assert exam.attempt(attempt_id).answers == {}
        waiting[0].continue_()
        wait_for(state(page, CHEMISTRY), "Saved")
        wait_for(state(page, VOLTAGE), "Saved")

    assert exam.attempt(attempt_id).answers.keys() == {VOLTAGE.id, CHEMISTRY.id}


def test_answers_without_a_connection_are_saved_when_it_is_back(ed, exam, running):
    attempt_id = running()
    with ed.opened(width=360) as page:
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        page.context.set_offline(True)
        choose(page, VOLTAGE, "12 V")
        fields(page, FUSE).fill("Written in a tunnel.")
        wait_for(page.locator("p[data-saving]"), "No connection")
        page.get_by_role("button", name="Save and submit…").click()
        page.wait_for_timeout(300)
        assert page.url.endswith(str(attempt_id))
        assert exam.attempt(attempt_id).answers == {}

        page.context.set_offline(False)
        wait_for(page.locator("p[data-saving]"), SAVED)

    saved = exam.attempt(attempt_id).answers
    assert saved[VOLTAGE.id] == ChoiceAnswer((VOLTAGE.answer_key.keys[0],))
    texts = PrivateTexts(exam.store).read([saved[FUSE.id].text_id])
    assert list(texts.values()) == ["Written in a tunnel."]


def test_answers_while_signed_out_are_saved_after_signing_in_again(ed, exam, running):
    attempt_id = running()
    with ed.opened() as page:
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        page.context.clear_cookies()
        choose(page, VOLTAGE, "12 V")
        wait_for(page.locator("p[data-saving]"), "You are signed out.")
        assert exam.attempt(attempt_id).answers == {}

        # The new session has another token for its forms.
        page.context.add_cookies([{**cookie, "url": ed.base} for cookie in ed.cookies])
        wait_for(page.locator("p[data-saving]"), SAVED)

    assert exam.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(
        (VOLTAGE.answer_key.keys[0],)
    )


def test_leaving_with_unsaved_answers_asks_first(ed, running):
    attempt_id, dialogs = running(), []
    with ed.opened() as page:
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        page.context.set_offline(True)
        fields(page, CHEMISTRY).fill("lithium")
        page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
        page.close(run_before_unload=True)
        page.wait_for_timeout(500)
        assert dialogs == ["beforeunload"]


def test_a_reload_shows_what_was_saved_and_the_servers_time(ed, running):
    attempt_id = running(ago_s=600)
    with ed.opened() as page:
        # This browser believes that it is 1970.
        page.add_init_script("Date.now = () => 0; Date.prototype.getTime = () => 0;")
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        choose(page, VOLTAGE, "6 V")
        fields(page, CHEMISTRY).fill("lead")
        wait_for(state(page, CHEMISTRY), "Saved")
        page.reload()

        section = page.locator(f'[data-question="{VOLTAGE.id}"]')
        expect(section.get_by_label("6 V", exact=True)).to_be_checked()
        expect(fields(page, CHEMISTRY)).to_have_value("lead")
        minutes, _, _ = page.get_by_role("timer").inner_text().partition(":")
        assert int(minutes) in (8, 9)


def test_a_conflict_of_two_tabs_is_shown_to_choose(ed, exam, running):
    attempt_id = running()
    with ed.opened() as here:
        there = here.context.new_page()
        for page in (here, there):
            page.goto(f"{ed.base}/attempts/{attempt_id}")
        choose(here, VOLTAGE, "12 V")
        wait_for(state(here, VOLTAGE), "Saved")
        fields(here, CHEMISTRY).fill("lead")
        wait_for(state(here, CHEMISTRY), "Saved")

        choose(there, VOLTAGE, "230 V")
        wait_for(there.get_by_role("alert"), "changed elsewhere")
        expect(there.locator("[data-saved-answer]")).to_have_text("12 V")
        there.get_by_role("button", name="Keep this version").click()
        wait_for(state(there, VOLTAGE), "Saved")
        fields(there, CHEMISTRY).fill("lithium")
        there.get_by_role("button", name="Use the version saved elsewhere").click()
        expect(fields(there, CHEMISTRY)).to_have_value("lead")
        wait_for(there.locator("p[data-saving]"), SAVED)

    saved = exam.attempt(attempt_id).answers
    assert saved[VOLTAGE.id] == ChoiceAnswer((VOLTAGE.answer_key.keys[1],))
    assert list(PrivateTexts(exam.store).read([saved[CHEMISTRY.id].text_id]).values()) == ["lead"]


def test_when_the_time_is_over_the_page_leads_to_the_result(ed, exam, running):
    attempt_id = running(ago_s=RULES.time_limit_s - 10)
    with ed.opened() as page:
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        fields(page, CHARGED).fill("12.7")
        page.wait_for_url("**/result")
        expect(page.locator("main")).to_contain_text("Time ran out on")

    attempt = exam.attempt(attempt_id)
    assert attempt.status is AttemptStatus.GRADED
    assert CHARGED.id in attempt.answers


def test_the_clock_is_announced_sparsely(ed, running):
    attempt_id = running(ago_s=RULES.time_limit_s - 120)
    with ed.opened() as page:
        page.clock.install()
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        aloud = page.locator("[data-announce]")
        expect(aloud).to_be_empty()
        page.clock.fast_forward(75_000)
        wait_for(aloud, "1 minute left.")
        assert page.get_by_role("timer").get_attribute("aria-live") is None


# Without a mouse, and without scripts.


def test_a_whole_attempt_by_keyboard_alone(ed, exam, running):
    attempt_id = running(ONE_BY_ONE)
    with ed.opened(width=360) as page:
        page.goto(f"{ed.base}/attempts/{attempt_id}")
        for number in range(1, 9):
            wait_for(page.locator("h2"), f"Question {number}")
            answer_by_keyboard(page)
            wait_for(page.locator(".exam-question [data-state]"), "Saved")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        page.wait_for_url("**/submit")
        expect(page.locator("main")).to_contain_text("You have answered every question.")
        page.get_by_role("button", name="Submit the test").press("Enter")
        page.wait_for_url("**/result")

    assert len(exam.attempt(attempt_id).answers) == 8


KEYS = {
    "single": lambda page: page.keyboard.press("ArrowUp"),
    "true_false": lambda page: page.keyboard.press("ArrowUp"),
    "multiple": lambda page: page.keyboard.press("Space"),
    "matching": lambda page: page.keyboard.press("ArrowDown"),
    "ordering": lambda page: page.keyboard.type(str(page.evaluate(PLACE))),
}
PLACE = "[...document.querySelectorAll('select')].indexOf(document.activeElement) + 1"
IN_QUESTION = "document.activeElement.closest('.exam-question fieldset') !== null"
IS_LAST = """() => {
  const question = document.querySelector('.exam-question fieldset');
  const fields = [...question.querySelectorAll('input, select, textarea')];
  return fields.at(-1) === document.activeElement || document.activeElement.type === 'radio';
}"""


def answer_by_keyboard(page):
    """From the skip link on, until the last field has been filled in as its kind wants it."""
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    kind = page.locator(".exam-question").get_attribute("data-kind")
    answer = KEYS.get(kind, lambda page: page.keyboard.type("12"))
    while not page.evaluate(IN_QUESTION):
        page.keyboard.press("Tab")
    answer(page)
    while not page.evaluate(IS_LAST):
        page.keyboard.press("Tab")
        answer(page)


def test_a_whole_attempt_without_scripts(browser, ed, exam, running):
    attempt_id = running(ONE_BY_ONE)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    try:
        context.add_cookies([{**cookie, "url": ed.base} for cookie in ed.cookies])
        page = context.new_page()
        page.goto(f"{ed.base}/attempts/{attempt_id}?question=1")
        for number in range(1, 9):
            page.locator("h2", has_text=f"Question {number}").wait_for()
            answer_by_hand(page, exam, attempt_id, number)
            page.locator(".exam-buttons button").first.click()
        page.wait_for_url("**/submit")
        page.get_by_role("button", name="Submit the test").click()
        page.wait_for_url("**/result")
    finally:
        context.close()

    assert exam.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(
        (VOLTAGE.answer_key.keys[0],)
    )
    assert exam.attempt(attempt_id).status is AttemptStatus.ENDED


def answer_by_hand(page, exam, attempt_id, number):
    right = {question.id: values for question, values in exam.all_right(attempt_id).items()}
    question_id = list(exam.attempt(attempt_id).items)[number - 1]
    inputs = page.locator(f'[name="{question_id}"]')
    kind = page.locator(".exam-question").get_attribute("data-kind")
    for position, value in enumerate(right[question_id]):
        if kind in ("single", "multiple", "true_false"):
            page.locator(f'[name="{question_id}"][value="{value}"]').check()
        elif kind in ("ordering", "matching"):
            inputs.nth(position).select_option(value)
        else:
            inputs.fill(value)
