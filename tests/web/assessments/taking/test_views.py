"""A test before it is taken, starting it, its pages and its clock, and a member's own tests."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from babel import Locale

from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus
from tests.support.people import MANAGER, MORNING
from tests.web.assessments.taking.exam_fixture import (
    ALL_BUT_TEXTS,
    ED,
    FUSE,
    INES,
    LENIENT,
    ONE_BY_ONE,
    QUESTIONS,
    RULES,
    SELECTIONS,
    TEST,
    VOLTAGE,
    send,
)
from web.i18n import formats
from web.members.extra_time_store import ExtraTime

FRENCH = {"Accept-Language": "fr"}

ONCE = AssessmentRules(
    SELECTIONS, pass_percent=60, time_limit_s=1200, attempts_allowed=1, valid_days=365
)
GENEROUS = AssessmentRules(SELECTIONS, pass_percent=1, time_limit_s=1200, valid_days=365)


def key_on(page):
    return re.search(r'name="key" value="([^"]+)"', page)[1]


def starts(client, key=None):
    key = key or key_on(client.get(f"/tests/{TEST}").text)
    return client.post(f"/tests/{TEST}/start", data={"key": key})


def id_in(response):
    return UUID(response.location.removeprefix("/attempts/"))


def started(exam, attempt_id):
    return exam.market.log.history(attempt_id)[0].data


def test_the_start_page_states_the_rules(ed):
    page = ed.get(f"/tests/{TEST}").text

    for text in ("Electricity on board", "Nest &amp; Away", "60%", "20\N{NO-BREAK SPACE}min"):
        assert text in page
    assert "1\N{NO-BREAK SPACE}h after the end of the last" in page
    assert (
        "When you start, we store a cookie with a random number on this device for 180 days, to"
        " detect several accounts on one device" in page
    )


def test_a_click_starts_an_attempt(exam, ed):
    response = starts(ed)

    assert response.status_code == 303
    assert started(exam, id_in(response)).member_id == exam.id_of(ED)


def test_a_double_click_starts_one_attempt(exam, ed):
    key = key_on(ed.get(f"/tests/{TEST}").text)
    first = starts(ed, key)
    head = exam.head()

    second = starts(ed, key)

    assert second.location == first.location
    assert exam.head() == head


def test_no_second_attempt_while_one_is_running(exam, ed):
    starts(ed)
    head = exam.head()

    again = starts(ed, "another key")

    assert again.status_code == 409
    assert "You have already started an attempt at this test" in again.text
    assert exam.head() == head
    exam.catch_up()
    assert "Continue the test" in ed.get(f"/tests/{TEST}").text


def test_the_device_is_a_digest_in_the_log_and_an_unreadable_cookie(exam, ed, ines):
    ed.delete_cookie("device")
    first = starts(ed)
    cookie = ed.get_cookie("device")
    ines.set_cookie("device", cookie.value)
    second = starts(ines)

    devices = [started(exam, id_in(response)).device_digest for response in (first, second)]
    assert devices[0] == devices[1]
    assert cookie.value not in devices
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_another_device_has_another_digest(exam, ed, ines):
    devices = [started(exam, id_in(starts(client))).device_digest for client in (ed, ines)]

    assert devices[0] != devices[1]


def test_a_forged_device_cookie_is_replaced(ed):
    ed.set_cookie("device", "<script>")

    starts(ed)

    assert re.fullmatch("[0-9a-f]{32}", ed.get_cookie("device").value)


def test_viewing_the_start_page_sets_no_cookie(ed):
    ed.get(f"/tests/{TEST}")

    assert ed.get_cookie("device") is None


@pytest.fixture
def granted(exam):
    extra_time = ExtraTime(exam.store)
    extra_time.request(exam.id_of(ED), 50)
    extra_time.decide(exam.id_of(ED), 50, MANAGER)
    yield
    extra_time.request(exam.id_of(ED), 0)


@pytest.mark.usefixtures("granted")
def test_extra_time_is_shown_and_granted(exam, ed):
    page = ed.get(f"/tests/{TEST}").text
    attempt = exam.attempt(id_in(starts(ed)))

    assert "including your extra time of 50%" in page
    began = started(exam, attempt.id).at
    assert (attempt.time_is_over_at - began).total_seconds() == 1800


def test_the_next_attempt_is_refused_before_its_date(exam, ed):
    attempt_id = exam.starts()
    ed.post(f"/attempts/{attempt_id}/submit")
    exam.catch_up()
    head = exam.head()

    page = ed.get(f"/tests/{TEST}").text
    response = starts(ed, "key")

    assert "You can try again from:" in page
    assert 'name="key"' not in page
    assert response.status_code == 409
    assert exam.head() == head


def test_a_refused_next_attempt_says_its_date_and_zone_in_french(exam, ed):
    attempt_id = exam.starts()
    ed.post(f"/attempts/{attempt_id}/submit")

    response = ed.post(f"/tests/{TEST}/start", data={"key": "key"}, headers=FRENCH)

    retry_at = exam.attempt(attempt_id).ended_at + timedelta(seconds=RULES.retry_after_s)
    moment = f"{formats.moment(retry_at, 'UTC', Locale('fr'))}\N{NO-BREAK SPACE}UTC"
    assert response.status_code == 409
    assert f"Vous pourrez réessayer à partir du {moment}." in response.text


def test_after_the_delay_one_attempt_is_left(exam, ed):
    attempt_id = exam.starts(ago_s=RULES.time_limit_s + RULES.retry_after_s + 60)

    page = ed.get(f"/tests/{TEST}").text

    assert exam.attempt(attempt_id).ended_at
    assert "<dt>Attempts left</dt><dd>1</dd>" in page
    assert starts(ed).status_code == 303


def test_after_the_last_attempt_none_is_left(exam, ed):
    attempt_id = exam.starts(rules=ONCE)
    ed.post(f"/attempts/{attempt_id}/submit")
    exam.catch_up()

    page = ed.get(f"/tests/{TEST}").text

    assert "You have no attempts left for this test." in page
    assert starts(ed, "key").status_code == 409


def test_a_member_who_has_passed_need_not_take_the_test(exam, ed):
    attempt_id = exam.starts(rules=GENEROUS)
    values = exam.all_right(attempt_id)
    for question in values.keys() - {FUSE}:
        send(ed, attempt_id, question, values[question])
    ed.post(f"/attempts/{attempt_id}/submit")
    exam.catch_up()

    page = ed.get(f"/tests/{TEST}").text

    assert "You have passed this test. Your qualification is valid until:" in page
    assert starts(ed, "key").status_code == 409


def test_a_withdrawn_test_is_closed(exam, ed):
    exam.market.assessments.withdraw(TEST, MANAGER, MORNING)
    exam.catch_up()

    assert "This test is no longer open." in ed.get(f"/tests/{TEST}").text
    assert starts(ed, "key").status_code == 409


def test_a_draft_is_absent_for_members(exam, ed):
    draft = UUID(int=0xD4AF7)
    about = (draft, None, exam.test().subject_id, "A draft", "en", MANAGER, MORNING)
    exam.market.assessments.create(*about)
    exam.catch_up()

    assert ed.get(f"/tests/{draft}").status_code == 404
    assert ed.post(f"/tests/{draft}/start", data={"key": "k"}).status_code == 404


def test_an_account_that_has_not_joined_is_led_to_its_profile(exam, signed_in):
    tom = signed_in("tom@road.example")

    page = tom.get(f"/tests/{TEST}").text

    assert "Before your first test" in page
    assert tom.post(f"/tests/{TEST}/start", data={"key": "k"}).status_code == 404
    assert not [
        recorded
        for recorded in exam.market.log.read(0, 1000)
        if recorded.topic == Attempt.Started.TOPIC
    ]


def test_all_questions_on_one_page(exam, ed):
    page = ed.get(f"/attempts/{exam.starts()}")

    assert page.status_code == 200
    for question in QUESTIONS:
        assert question.text.replace("'", "&#39;") in page.text


def test_one_question_a_page(exam, ed):
    attempt_id = exam.starts(rules=ONE_BY_ONE)
    third = list(exam.attempt(attempt_id).items)[2]

    page = ed.get(f"/attempts/{attempt_id}?question=3").text

    assert page.count('<section class="card-ours exam-question') == 1
    assert f'name="after-{third}"' in page


def test_a_number_beyond_the_last_question_shows_the_last(exam, ed):
    attempt_id = exam.starts(rules=ONE_BY_ONE)

    assert 'id="question-8"' in ed.get(f"/attempts/{attempt_id}?question=999").text
    assert 'id="question-1"' in ed.get(f"/attempts/{attempt_id}?question=-1").text


def test_handing_in_lists_what_is_not_answered(exam, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, ["0"])

    page = ed.get(f"/attempts/{attempt_id}/submit").text

    question_ids = list(exam.attempt(attempt_id).items)
    number = question_ids.index(VOLTAGE.id) + 1
    listed = page.split("exam-open")[1].split("</ul>")[0]
    assert listed.count("<li>") == len(QUESTIONS) - 1
    assert f">Question {number}<" not in listed
    assert exam.attempt(attempt_id).status is AttemptStatus.RUNNING


def test_submitting_leads_to_the_result(exam, ed):
    attempt_id = exam.starts()

    response = ed.post(f"/attempts/{attempt_id}/submit")

    assert (response.status_code, response.location) == (303, f"/attempts/{attempt_id}/result")
    assert exam.attempt(attempt_id).status is AttemptStatus.GRADED
    assert ed.get(f"/attempts/{attempt_id}").location == f"/attempts/{attempt_id}/result"


def test_the_clock_is_the_servers(exam, ed):
    attempt_id = exam.starts(ago_s=600)

    clock = ed.get(f"/attempts/{attempt_id}/clock").json

    assert clock["running"]
    assert 0 < clock["seconds"] <= 600


def test_the_deadline_is_shown_in_the_zone_of_the_brand(exam, ed):
    page = ed.get(f"/attempts/{exam.starts()}", headers={"Accept-Language": "fr"}).text

    assert "Paris (Europe/Paris)" in page


def test_my_tests_lists_qualifications_attempts_and_open_tests(ed, ines, take):
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)

    mine, others = ed.get("/me/tests").text, ines.get("/me/tests").text

    for text in ("Electricity", "Valid until:", "62.50%", str(attempt_id)):
        assert text in mine
    # It is passed and still valid: there is nothing to take.
    assert f"/tests/{TEST}" not in mine
    assert f"/tests/{TEST}" in others
    assert "No qualifications yet" in others
    assert str(attempt_id) not in others
    assert "Electricity on board" in others


def test_a_test_that_is_being_graded_is_not_among_those_to_take(ed, take):
    take({FUSE: ["It burns."]})

    mine, start = ed.get("/me/tests").text, ed.get(f"/tests/{TEST}").text

    assert f"/tests/{TEST}" not in mine
    assert ">being graded</span>" in mine
    assert "<dt>Attempts left</dt><dd>1</dd>" in start


def test_a_test_that_can_be_taken_later_says_when(ed, take):
    take({})

    assert re.search(r"again from [^<]+ \(Paris \(Europe/Paris\)\)", ed.get("/me/tests").text)


def test_the_start_page_states_the_language_of_the_test(ed):
    french, english = ed.get(f"/tests/{TEST}", headers=FRENCH).text, ed.get(f"/tests/{TEST}").text

    assert "Les questions de ce test sont en anglais." in french
    assert "The questions of this test are in" not in english
    assert "in English · all on one page" in english


def test_my_tests_show_the_status_of_every_attempt(exam, ines, signed_in):
    exam.starts(INES)

    assert ">in progress</span>" in ines.get("/me/tests").text
    assert "No qualifications yet" in signed_in("plat@comptoir.example").get("/me/tests").text
