"""What is refused during an attempt leaves no event; what is late is settled as documented."""

import json
import re

import pytest

from domain.assessments.answers import ChoiceAnswer
from domain.assessments.attempt_context import AttemptStatus
from tests.web.assessments.taking.exam_fixture import (
    FUSE,
    QUESTIONS,
    RULES,
    TEST,
    VOLTAGE,
    count_texts,
    form_of,
    question,
    send,
)

TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')
"""Of a form: it says in which second it was made."""
LONG_AGO_S = RULES.time_limit_s + 60


@pytest.fixture
def unchanged(exam):
    """The log's head as it was when the test began to ask; words too."""

    class Watched:
        def begin(self):
            self.head, self.text_count = exam.head(), count_texts(exam)

        def check(self):
            assert (exam.head(), count_texts(exam)) == (self.head, self.text_count)

    watched = Watched()
    watched.begin()
    return watched


def test_an_answer_after_the_deadline_with_the_clients_clock_back(exam, ed, unchanged):
    attempt_id = exam.starts(ago_s=LONG_AGO_S)
    unchanged.begin()

    late = send(ed, attempt_id, FUSE, ["Late words"], at="2026-06-01T00:00:00Z", seconds=900)

    assert late.status_code == 409
    assert "Time is up for this attempt" in late.json["detail"]
    unchanged.check()


def test_a_page_sent_after_the_deadline(exam, ed, unchanged):
    attempt_id = exam.starts(ago_s=LONG_AGO_S)
    unchanged.begin()

    late = ed.post(
        f"/attempts/{attempt_id}/answers",
        data={f"after-{VOLTAGE.id}": "0", str(VOLTAGE.id): "0", "then": "submit"},
    )

    assert late.status_code == 409
    unchanged.check()


def test_handing_in_after_the_deadline_counts_what_was_saved_by_then(exam, ed):
    attempt_id = exam.starts(ago_s=LONG_AGO_S)

    response = ed.post(f"/attempts/{attempt_id}/submit", headers={"Date": "Mon, 01 Jun 2026"})

    attempt = exam.attempt(attempt_id)
    assert response.status_code == 303
    assert attempt.ended_at == attempt.time_is_over_at
    assert "Time ran out on" in ed.get(response.location).text


def test_viewing_an_attempt_after_the_deadline_ends_it(exam, ed):
    attempt_id = exam.starts(ago_s=LONG_AGO_S)

    response = ed.get(f"/attempts/{attempt_id}")

    assert response.location == f"/attempts/{attempt_id}/result"
    assert exam.attempt(attempt_id).status is AttemptStatus.GRADED


def test_handing_in_twice_has_no_further_effect(exam, ed):
    attempt_id = exam.starts()
    first = ed.post(f"/attempts/{attempt_id}/submit")
    head = exam.head()

    second = ed.post(f"/attempts/{attempt_id}/submit")

    assert (first.location, second.location) == (f"/attempts/{attempt_id}/result",) * 2
    assert exam.head() == head


def test_an_answer_after_handing_in(exam, ed, unchanged):
    attempt_id = exam.starts()
    ed.post(f"/attempts/{attempt_id}/submit")
    unchanged.begin()

    assert send(ed, attempt_id, VOLTAGE, ["0"]).status_code == 409
    assert send(ed, attempt_id, FUSE, ["More words"]).status_code == 409
    unchanged.check()


def test_a_replayed_answer_does_not_undo_a_newer_one(exam, ed, unchanged):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, ["0"])
    send(ed, attempt_id, VOLTAGE, ["1"], after=1)
    unchanged.begin()

    replayed = send(ed, attempt_id, VOLTAGE, ["0"])

    assert replayed.status_code == 409
    unchanged.check()


def test_a_conflict_between_two_tabs_is_reported(exam, ed, unchanged):
    attempt_id = exam.starts()
    there = exam.values(attempt_id, VOLTAGE, "230 V")
    send(ed, attempt_id, VOLTAGE, there)
    unchanged.begin()

    here = send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "12 V"))

    assert here.status_code == 409
    assert here.json["saved"] == {"values": there, "said": ["230 V"], "after": 1}
    unchanged.check()


def test_an_answer_of_another_tab_can_be_replaced_after_the_conflict(exam, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, ["0"])

    chosen = send(ed, attempt_id, VOLTAGE, ["1"], after=1)

    assert (chosen.status_code, chosen.json["after"]) == (200, 2)


def test_a_guessed_question(exam, ed, unchanged):
    attempt_id = exam.starts()
    unknown_question = question("never", "Never asked", VOLTAGE.answer_key)
    unchanged.begin()

    by_script = send(ed, attempt_id, unknown_question, ["0"])
    by_form = ed.post(
        f"/attempts/{attempt_id}/answers",
        data={f"after-{unknown_question.id}": "0", str(unknown_question.id): "0"},
    )

    assert (by_script.status_code, by_form.status_code) == (404, 404)
    unchanged.check()


OTHERS = [
    ("get", ""),
    ("get", "/clock"),
    ("get", "/submit"),
    ("get", "/result"),
    ("post", "/submit"),
    ("post", "/appeal"),
]


@pytest.mark.parametrize(("method", "address"), OTHERS)
def test_another_members_attempt_is_absent(exam, ines, unchanged, method, address):
    theirs, absent = exam.starts(), "80000000-0000-4000-8000-00000000dead"
    unchanged.begin()

    responses = [getattr(ines, method)(f"/attempts/{id}{address}") for id in (theirs, absent)]

    assert [response.status_code for response in responses] == [404, 404]
    texts = [TOKEN.sub("", response.text).replace(str(theirs), absent) for response in responses]
    assert texts[0] == texts[1]
    unchanged.check()


def test_an_answer_to_another_members_attempt(exam, ines, unchanged):
    attempt_id = exam.starts()
    unchanged.begin()

    assert send(ines, attempt_id, VOLTAGE, ["0"]).status_code == 404
    assert send(ines, attempt_id, FUSE, ["Words of another"]).status_code == 404
    unchanged.check()


def test_an_id_that_is_no_attempt(exam, ed, unchanged):
    for id in (TEST, exam.id_of("ed@expert.example")):
        assert ed.get(f"/attempts/{id}").status_code == 404
        assert send(ed, id, VOLTAGE, ["0"]).status_code == 404
        assert ed.post(f"/attempts/{id}/submit").status_code == 404
    unchanged.check()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"question": "x", "values": ["0"], "after": 0}',
        f'{{"question": "{VOLTAGE.id}", "values": "0", "after": 0}}',
        f'{{"question": "{VOLTAGE.id}", "values": ["0"], "after": -1}}',
        f'{{"question": "{VOLTAGE.id}", "values": [["0"]], "after": 0}}',
        f'{{"question": "{VOLTAGE.id}", "values": {json.dumps(["0"] * 1001)}, "after": 0}}',
    ],
)
def test_malformed_requests_are_refused(exam, ed, unchanged, body):
    attempt_id = exam.starts()
    unchanged.begin()

    response = ed.post(
        f"/attempts/{attempt_id}/answers", data=body, content_type="application/json"
    )

    assert response.status_code in (400, 422)
    unchanged.check()


def test_a_whole_page_is_saved_or_nothing_of_it(exam, ed, unchanged):
    attempt_id = exam.starts()
    unchanged.begin()
    form = form_of(ed.get(f"/attempts/{attempt_id}").text)
    assert len(form) == len(QUESTIONS)

    response = ed.post(
        f"/attempts/{attempt_id}/answers",
        data=form | {str(VOLTAGE.id): "0", str(FUSE.id): "x" * 501},
    )

    assert response.status_code == 422
    assert "x" * 501 in response.text
    assert "Use at most 500 characters." in response.text
    unchanged.check()


def test_visitors_are_asked_to_sign_in(exam, client):
    attempt_id = exam.starts()

    assert client.get(f"/attempts/{attempt_id}").status_code == 302
    assert send(client, attempt_id, VOLTAGE, ["0"]).status_code == 401
    assert exam.attempt(attempt_id).answers == {}


def test_an_answer_without_a_csrf_token_is_refused(exam, ed, shop):
    attempt_id = exam.starts()
    shop.app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert send(ed, attempt_id, VOLTAGE, ["0"]).status_code == 400
        assert ed.post(f"/attempts/{attempt_id}/submit").status_code == 400
    finally:
        shop.app.config["WTF_CSRF_ENABLED"] = False
    assert exam.attempt(attempt_id).answers == {}


def test_an_answer_saved_just_before_is_there_when_the_time_is_over(exam, ed):
    attempt_id = exam.starts(ago_s=RULES.time_limit_s - 30)
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "12 V"))

    assert exam.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(
        (VOLTAGE.answer_key.keys[0],)
    )
