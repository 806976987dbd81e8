"""Saving answers: one at once by a script, or all of a page by its form, or nothing of it."""

import re

from domain.assessments.answers import ChoiceAnswer, MatchingAnswer, OrderingAnswer
from domain.assessments.question_types.ordering_matching import Matching, Pair
from domain.clock import system_clock
from tests.support.people import MANAGER
from tests.web.assessments.taking.exam_fixture import (
    CHARGED,
    CHARGERS,
    CHEMISTRY,
    FUSE,
    ONE_BY_ONE,
    QUESTIONS,
    RULES,
    SAFE,
    STEPS,
    TEST,
    UNITS,
    VOLTAGE,
    count_texts,
    form_of,
    question,
    send,
    texts_of,
)


def post_page(client, attempt_id, answers, then="save", form_before=None):
    """Post a page as a browser would, with these answers in its fields."""
    form = dict(form_before or form_of(client.get(f"/attempts/{attempt_id}").text))
    form |= {str(question.id): values for question, values in answers.items()}
    return client.post(f"/attempts/{attempt_id}/answers", data={**form, "then": then})


def test_all_answers_in_one_request(exam, ed):
    attempt_id = exam.starts()

    response = post_page(ed, attempt_id, exam.all_right(attempt_id))

    assert response.status_code == 303
    assert "Everything is saved." in ed.get(response.location).text
    assert set(exam.attempt(attempt_id).answers) == {question.id for question in QUESTIONS}


def test_save_and_submit_asks_for_confirmation(exam, ed):
    attempt_id = exam.starts()

    response = post_page(ed, attempt_id, {VOLTAGE: ["0"]}, then="submit")

    assert response.location == f"/attempts/{attempt_id}/submit"
    assert exam.attempt(attempt_id).ended_at is None


def test_going_to_another_question_saves_this_one(exam, ed):
    attempt_id = exam.starts(rules=ONE_BY_ONE)
    first = next(iter(exam.attempt(attempt_id).items))
    [first_question] = [question for question in QUESTIONS if question.id == first]
    values = exam.all_right(attempt_id)[first_question]

    response = post_page(ed, attempt_id, {first_question: values}, then="2")

    assert response.location == f"/attempts/{attempt_id}?question=2"
    assert set(exam.attempt(attempt_id).answers) == {first}


def test_an_error_is_reported_at_its_field_and_the_form_keeps_its_values(exam, ed):
    attempt_id = exam.starts()
    submitted = {CHARGED: ["about twelve"], FUSE: ["Because of <fire>"], STEPS: ["2", "2", "", ""]}

    response = post_page(ed, attempt_id, submitted)

    assert response.status_code == 422
    assert 'value="about twelve"' in response.text
    assert "Because of &lt;fire&gt;</textarea>" in response.text
    assert response.text.count("Enter a number, such as 12.5.") == 2
    assert "Give each item its own rank" in response.text
    assert exam.attempt(attempt_id).answers == {}


def test_a_tab_without_changes_does_not_undo_another_tabs_answer(exam, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "6 V"))
    send(ed, attempt_id, FUSE, ["As shown here"])
    form = form_of(ed.get(f"/attempts/{attempt_id}").text)
    values_before = exam.values(attempt_id, VOLTAGE, "6 V")
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "12 V"), after=1)
    send(ed, attempt_id, FUSE, ["From the other tab"], after=1)

    submitted = {VOLTAGE: values_before, FUSE: ["As shown here"], CHARGED: ["12.7"]}
    response = post_page(ed, attempt_id, submitted, form_before=form)

    assert response.status_code == 303
    saved = exam.attempt(attempt_id).answers
    assert saved[VOLTAGE.id] == ChoiceAnswer((VOLTAGE.answer_key.keys[0],))
    assert "From the other tab" in ed.get(f"/attempts/{attempt_id}").text


def test_a_conflict_of_two_tabs_is_shown_to_choose(exam, ed):
    attempt_id = exam.starts()
    form = form_of(ed.get(f"/attempts/{attempt_id}").text)
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "230 V"))
    mine = exam.values(attempt_id, VOLTAGE, "12 V")

    first = post_page(ed, attempt_id, {VOLTAGE: mine}, form_before=form)
    second = post_page(ed, attempt_id, {VOLTAGE: mine}, form_before=form_of(first.text))

    assert first.status_code == 409
    assert re.search(r'Saved elsewhere: <span class="exam-quote">230 V</span>', first.text)
    assert second.status_code == 303
    assert exam.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(
        (VOLTAGE.answer_key.keys[0],)
    )


def test_every_kind_of_answer_is_saved(exam, ed):
    attempt_id = exam.starts()

    responses = [send(ed, attempt_id, *item) for item in exam.all_right(attempt_id).items()]

    assert [response.status_code for response in responses] == [200] * len(QUESTIONS)
    assert [response.json["after"] for response in responses] == [1] * len(QUESTIONS)
    saved = exam.attempt(attempt_id).answers
    assert saved[VOLTAGE.id] == ChoiceAnswer((VOLTAGE.answer_key.keys[0],))
    assert set(saved[CHARGERS.id].keys) == set(CHARGERS.answer_key.keys[:2])
    assert saved[SAFE.id] == ChoiceAnswer(("true",))
    assert str(saved[CHARGED.id].value) == "12.7"
    assert saved[STEPS.id] == OrderingAnswer(STEPS.answer_key.keys)
    assert saved[UNITS.id] == MatchingAnswer(
        {pair.key: pair.key for pair in UNITS.answer_key.premises}
    )
    assert texts_of(exam, saved[FUSE.id]) == ["A short circuit sets it on fire."]


def test_saved_answers_fill_the_fields_after_a_reload(exam, ed):
    attempt_id = exam.starts()
    for question_and_values in exam.all_right(attempt_id).items():
        send(ed, attempt_id, *question_and_values)

    page = ed.get(f"/attempts/{attempt_id}").text

    [place] = exam.values(attempt_id, VOLTAGE, "12 V")
    assert f'type="radio" name="{VOLTAGE.id}" value="{place}" checked' in page
    assert "A short circuit sets it on fire.</textarea>" in page
    assert 'value="12.7"' in page
    assert page.count("selected") == len(exam.positions(attempt_id)) + len(exam.rights(attempt_id))


def test_a_number_is_shown_as_its_reader_writes_it(exam, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, CHARGED, ["12.7"])

    page = ed.get(f"/attempts/{attempt_id}", headers={"Accept-Language": "fr"}).text

    assert 'value="12,7"' in page


def test_saving_the_same_answer_again_records_no_event(exam, ed):
    attempt_id = exam.starts()
    values = exam.values(attempt_id, VOLTAGE, "12 V")
    send(ed, attempt_id, VOLTAGE, values)
    head = exam.head()

    again = send(ed, attempt_id, VOLTAGE, values)

    assert (again.status_code, again.json["after"]) == (200, 1)
    assert exam.head() == head


def test_saving_the_same_text_again_keeps_its_id(exam, ed):
    attempt_id, text = exam.starts(), ["It burns.\nBadly."]
    send(ed, attempt_id, FUSE, text)
    before, head = count_texts(exam), exam.head()

    again = send(ed, attempt_id, FUSE, ["It burns.\r\nBadly.  "], after=1)

    assert again.status_code == 200
    assert (count_texts(exam), exam.head()) == (before, head)


def test_an_answer_can_be_cleared(exam, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, ["0"])
    send(ed, attempt_id, FUSE, ["Words"])

    choice = send(ed, attempt_id, VOLTAGE, [""], after=1)
    free_text = send(ed, attempt_id, FUSE, [""], after=1)

    assert (choice.json["answered"], free_text.json["answered"]) == (False, False)
    assert exam.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(())
    assert exam.attempt(attempt_id).answers[FUSE.id].text_length == 0


def test_saving_no_answer_where_there_was_none_records_no_event(exam, ed):
    attempt_id = exam.starts()
    head = exam.head()

    for unanswered, values in ((VOLTAGE, [""]), (FUSE, [""]), (STEPS, [""] * 4), (UNITS, [""] * 3)):
        assert send(ed, attempt_id, unanswered, values).status_code == 200

    assert exam.head() == head


def test_an_invalid_answer_is_refused_with_its_reason(exam, ed):
    attempt_id = exam.starts()
    head, text_count = exam.head(), count_texts(exam)

    wrong = [
        send(ed, attempt_id, CHARGED, ["many"]),
        send(ed, attempt_id, FUSE, ["x" * 501]),
        send(ed, attempt_id, VOLTAGE, ["0", "1"]),
        send(ed, attempt_id, VOLTAGE, ["9"]),
        send(ed, attempt_id, VOLTAGE, ["²"]),
        send(ed, attempt_id, STEPS, ["1", "1", "2", "3"]),
        send(ed, attempt_id, UNITS, ["0"]),
        send(ed, attempt_id, CHEMISTRY, ["x" * 201]),
    ]

    assert [response.status_code for response in wrong] == [422] * len(wrong)
    assert wrong[0].json["detail"] == "Enter a number, such as 12.5."
    assert wrong[1].json["detail"] == "Use at most 500 characters."
    assert (exam.head(), count_texts(exam)) == (head, text_count)


def test_right_sides_with_the_same_text_are_listed_once(exam, ed):
    twins = question(
        "twins",
        "Which needs a fuse?",
        Matching((Pair("a", "Fridge", "yes"), Pair("b", "Pump", "yes"), Pair("c", "Spoon", "no"))),
    )
    exam.market.assessments.revise_questions(TEST, (twins,), MANAGER, system_clock())
    attempt_id = exam.starts(rules=RULES)

    page = ed.get(f"/attempts/{attempt_id}").text
    section = page.split(f'data-question="{twins.id}"')[1].split("</section>")[0]

    assert section.count(">yes</option>") == 3
    positions = {text: value for value, text in options_in(section)}
    response = send(ed, attempt_id, twins, [positions["yes"], positions["yes"], positions["no"]])
    assert response.status_code == 200
    ed.post(f"/attempts/{attempt_id}/submit")
    [mark] = [mark for mark in marks_of_result(exam, attempt_id) if mark.question_id == twins.id]
    assert mark.percent == 100


def marks_of_result(exam, attempt_id):
    return exam.attempt(attempt_id).result.marks


def options_in(section):
    return re.findall(r'<option value="(\d+)"[^>]*>(\w+)</option>', section)
