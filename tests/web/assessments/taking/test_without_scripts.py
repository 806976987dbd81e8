"""Without a script the page's own form saves everything it shows, or nothing of it."""

import re

from domain.assessments.answers import ChoiceAnswer
from domain.assessments.assessment_rules import AssessmentRules
from tests.web.assessments.taking.exam_fixture import (
    CHARGED,
    DRAWS,
    FUSE,
    QUESTIONS,
    STEPS,
    VOLTAGE,
    form_of,
    send,
)

ONE_BY_ONE = AssessmentRules(DRAWS, pass_percent=60, time_limit_s=1200, one_question_per_page=True)


def sent(client, attempt_id, answers, then="save", seen=None):
    """Post a page as a browser would, with these answers in its fields."""
    form = dict(seen or form_of(client.get(f"/attempts/{attempt_id}").text))
    form |= {str(asked.id): values for asked, values in answers.items()}
    return client.post(f"/attempts/{attempt_id}/answers", data={**form, "then": then})


def test_all_answers_in_one_request(hall, ed):
    attempt_id = hall.starts()

    answer = sent(ed, attempt_id, hall.all_right(attempt_id))

    assert answer.status_code == 303
    assert "Everything is saved." in ed.get(answer.location).text
    assert set(hall.attempt(attempt_id).answers) == {each.id for each in QUESTIONS}


def test_save_and_hand_in_asks_once_more(hall, ed):
    attempt_id = hall.starts()

    answer = sent(ed, attempt_id, {VOLTAGE: ["0"]}, then="hand-in")

    assert answer.location == f"/attempts/{attempt_id}/hand-in"
    assert hall.attempt(attempt_id).ended_at is None


def test_on_to_another_question_saves_this_one(hall, ed):
    attempt_id = hall.starts(rules=ONE_BY_ONE)
    first = next(iter(hall.attempt(attempt_id).items))
    [asked] = [each for each in QUESTIONS if each.id == first]
    values = hall.all_right(attempt_id)[asked]

    answer = sent(ed, attempt_id, {asked: values}, then="2")

    assert answer.location == f"/attempts/{attempt_id}?question=2"
    assert set(hall.attempt(attempt_id).answers) == {first}


def test_a_mistake_stands_at_its_field_and_nothing_typed_is_lost(hall, ed):
    attempt_id = hall.starts()
    typed = {CHARGED: ["about twelve"], FUSE: ["Because of <fire>"], STEPS: ["2", "2", "", ""]}

    answer = sent(ed, attempt_id, typed)

    assert answer.status_code == 422
    assert 'value="about twelve"' in answer.text
    assert "Because of &lt;fire&gt;</textarea>" in answer.text
    assert answer.text.count("Write a number, such as 12.5.") == 2
    assert "Give each one a place of its own" in answer.text
    assert hall.attempt(attempt_id).answers == {}


def test_what_another_tab_changed_stays_where_this_one_touched_nothing(hall, ed):
    attempt_id = hall.starts()
    send(ed, attempt_id, VOLTAGE, hall.values(attempt_id, VOLTAGE, "6 V"))
    send(ed, attempt_id, FUSE, ["As shown here"])
    seen = form_of(ed.get(f"/attempts/{attempt_id}").text)
    shown = hall.values(attempt_id, VOLTAGE, "6 V")
    send(ed, attempt_id, VOLTAGE, hall.values(attempt_id, VOLTAGE, "12 V"), after=1)
    send(ed, attempt_id, FUSE, ["From the other tab"], after=1)

    typed = {VOLTAGE: shown, FUSE: ["As shown here"], CHARGED: ["12.7"]}
    answer = sent(ed, attempt_id, typed, seen=seen)

    assert answer.status_code == 303
    saved = hall.attempt(attempt_id).answers
    assert saved[VOLTAGE.id] == ChoiceAnswer((VOLTAGE.answer_key.keys[0],))
    assert "From the other tab" in ed.get(f"/attempts/{attempt_id}").text


def test_what_both_tabs_changed_is_shown_and_the_reader_chooses(hall, ed):
    attempt_id = hall.starts()
    seen = form_of(ed.get(f"/attempts/{attempt_id}").text)
    send(ed, attempt_id, VOLTAGE, hall.values(attempt_id, VOLTAGE, "230 V"))
    mine = hall.values(attempt_id, VOLTAGE, "12 V")

    first = sent(ed, attempt_id, {VOLTAGE: mine}, seen=seen)
    second = sent(ed, attempt_id, {VOLTAGE: mine}, seen=form_of(first.text))

    assert first.status_code == 409
    assert re.search(r'Saved there: <span class="exam-said">230 V</span>', first.text)
    assert second.status_code == 303
    assert hall.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(
        (VOLTAGE.answer_key.keys[0],)
    )
