"""A test before one takes it, and starting it."""

import re
from uuid import UUID

import pytest

from domain.assessments.assessment_rules import TestRules
from domain.assessments.attempt import Attempt
from tests.support.people import MANAGER, MORNING
from tests.web.assessments.taking.exam_fixture import DRAWS, ED, FUSE, RULES, TEST, send
from web.members.extra_time_store import ExtraTime

ONCE = TestRules(DRAWS, pass_percent=60, time_limit_s=1200, attempts_allowed=1, valid_days=365)
GENEROUS = TestRules(DRAWS, pass_percent=1, time_limit_s=1200, valid_days=365)


def key_on(page):
    return re.search(r'name="key" value="([^"]+)"', page)[1]


def starts(client, key=None):
    key = key or key_on(client.get(f"/tests/{TEST}").text)
    return client.post(f"/tests/{TEST}/start", data={"key": key})


def id_in(answer):
    return UUID(answer.location.removeprefix("/attempts/"))


def started(hall, attempt_id):
    return hall.market.log.history(attempt_id)[0].data


def test_it_says_what_holds(ed):
    page = ed.get(f"/tests/{TEST}").text

    for words in ("Electricity on board", "Nest &amp; Away", "60%", "20\N{NO-BREAK SPACE}min"):
        assert words in page
    assert "1\N{NO-BREAK SPACE}h after the end of the last" in page
    assert "we put a cookie with a random number" in page


def test_a_click_starts_it(hall, ed):
    answer = starts(ed)

    assert answer.status_code == 303
    assert started(hall, id_in(answer)).beginning.member_id == hall.id_of(ED)


def test_a_double_click_is_one_attempt(hall, ed):
    key = key_on(ed.get(f"/tests/{TEST}").text)
    first = starts(ed, key)
    head = hall.head()

    second = starts(ed, key)

    assert second.location == first.location
    assert hall.head() == head


def test_while_one_is_running_there_is_no_other(hall, ed):
    starts(ed)
    head = hall.head()

    again = starts(ed, "another key")

    assert again.status_code == 409
    assert "go on with it" in again.text
    assert hall.head() == head
    hall.draw()
    assert "Go on with it" in ed.get(f"/tests/{TEST}").text


def test_the_device_is_a_digest_in_the_log_and_a_cookie_nobody_reads(hall, ed, ines):
    ed.delete_cookie("device")
    first = starts(ed)
    cookie = ed.get_cookie("device")
    ines.set_cookie("device", cookie.value)
    second = starts(ines)

    devices = [started(hall, id_in(answer)).device for answer in (first, second)]
    assert devices[0] == devices[1]
    assert cookie.value not in devices
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_another_device_has_another_digest(hall, ed, ines):
    devices = [started(hall, id_in(starts(client))).device for client in (ed, ines)]

    assert devices[0] != devices[1]


def test_a_cookie_of_somebody_elses_making_is_replaced(ed):
    ed.set_cookie("device", "<script>")

    starts(ed)

    assert re.fullmatch("[0-9a-f]{32}", ed.get_cookie("device").value)


def test_looking_sets_no_cookie(ed):
    ed.get(f"/tests/{TEST}")

    assert ed.get_cookie("device") is None


@pytest.fixture
def granted(hall):
    extra_time = ExtraTime(hall.store)
    extra_time.ask(hall.id_of(ED), 50)
    extra_time.decide(hall.id_of(ED), 50, MANAGER)
    yield
    extra_time.ask(hall.id_of(ED), 0)


@pytest.mark.usefixtures("granted")
def test_extra_time_is_told_and_given(hall, ed):
    page = ed.get(f"/tests/{TEST}").text
    attempt = hall.attempt(id_in(starts(ed)))

    assert "with your extra time of 50%" in page
    began = started(hall, attempt.id).at
    assert (attempt.time_is_over_at - began).total_seconds() == 1800


def test_too_early_for_the_next_one(hall, ed):
    attempt_id = hall.starts()
    ed.post(f"/attempts/{attempt_id}/hand-in")
    hall.draw()
    head = hall.head()

    page = ed.get(f"/tests/{TEST}").text
    answer = starts(ed, "key")

    assert "You may try again from:" in page
    assert 'name="key"' not in page
    assert answer.status_code == 409
    assert hall.head() == head


def test_after_the_delay_there_is_one_left(hall, ed):
    attempt_id = hall.starts(ago_s=RULES.time_limit_s + RULES.retry_after_s + 60)

    page = ed.get(f"/tests/{TEST}").text

    assert hall.attempt(attempt_id).ended_at
    assert "<dt>Attempts left</dt><dd>1</dd>" in page
    assert starts(ed).status_code == 303


def test_after_the_last_one_there_is_none(hall, ed):
    attempt_id = hall.starts(rules=ONCE)
    ed.post(f"/attempts/{attempt_id}/hand-in")
    hall.draw()

    page = ed.get(f"/tests/{TEST}").text

    assert "You have had all the attempts at this test that there are." in page
    assert starts(ed, "key").status_code == 409


def test_who_has_passed_need_not_take_it(hall, ed):
    attempt_id = hall.starts(rules=GENEROUS)
    values = hall.all_right(attempt_id)
    for asked in values.keys() - {FUSE}:
        send(ed, attempt_id, asked, values[asked])
    ed.post(f"/attempts/{attempt_id}/hand-in")
    hall.draw()

    page = ed.get(f"/tests/{TEST}").text

    assert "You have passed this test; that is valid until:" in page
    assert starts(ed, "key").status_code == 409


def test_a_withdrawn_test_is_closed(hall, ed):
    hall.market.tests.withdraw(TEST, MANAGER, MORNING)
    hall.draw()

    assert "This test is not open any more." in ed.get(f"/tests/{TEST}").text
    assert starts(ed, "key").status_code == 409


def test_a_draft_is_nobodys_business(hall, ed):
    draft = UUID(int=0xD4AF7)
    told = (draft, None, hall.test().subject_id, "A draft", "en", MANAGER, MORNING)
    hall.market.tests.begin(*told)
    hall.draw()

    assert ed.get(f"/tests/{draft}").status_code == 404
    assert ed.post(f"/tests/{draft}/start", data={"key": "k"}).status_code == 404


def test_who_has_not_joined_is_led_to_their_profile(hall, signed_in):
    tom = signed_in("tom@road.example")

    page = tom.get(f"/tests/{TEST}").text

    assert "Before your first test" in page
    assert tom.post(f"/tests/{TEST}/start", data={"key": "k"}).status_code == 404
    assert not [
        told for told in hall.market.log.read(0, 1000) if told.topic == Attempt.Started.TOPIC
    ]
