"""Taking a test over HTTP: what is shown, and each answer saved at once."""

import re

from sqlalchemy import func, select

from domain.aggregate import now
from domain.assessments.answers import ChoiceAnswer, MatchingAnswer, OrderingAnswer
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt_context import AttemptStatus
from domain.assessments.question_types.ordering_matching import Matching, Pair
from tests.support.people import MANAGER
from tests.web.assessments.taking.exam_fixture import (
    CHARGED,
    CHARGERS,
    CHEMISTRY,
    DRAWS,
    FUSE,
    QUESTIONS,
    RULES,
    SAFE,
    STEPS,
    TEST,
    UNITS,
    VOLTAGE,
    question,
    send,
)
from web.private_store.texts import PrivateText, PrivateTexts

ONE_BY_ONE = AssessmentRules(DRAWS, pass_percent=60, time_limit_s=1200, one_question_per_page=True)


def words_of(hall, *answers):
    return list(PrivateTexts(hall.store).read([answer.text_id for answer in answers]).values())


def count_words(hall, email="ed@expert.example"):
    with hall.store.sessions.session_factory() as session:
        query = (
            select(func.count())
            .select_from(PrivateText)
            .where(PrivateText.member_id == hall.id_of(email))
        )
        return session.scalar(query)


def test_all_questions_on_one_page(hall, ed):
    page = ed.get(f"/attempts/{hall.starts()}")

    assert page.status_code == 200
    for each in QUESTIONS:
        assert each.text.replace("'", "&#39;") in page.text


def test_one_question_a_page(hall, ed):
    attempt_id = hall.starts(rules=ONE_BY_ONE)
    third = list(hall.attempt(attempt_id).items)[2]

    page = ed.get(f"/attempts/{attempt_id}?question=3").text

    assert page.count('<section class="card-ours exam-question') == 1
    assert f'name="after-{third}"' in page


def test_beyond_the_last_question_stands_the_last(hall, ed):
    attempt_id = hall.starts(rules=ONE_BY_ONE)

    assert 'id="question-8"' in ed.get(f"/attempts/{attempt_id}?question=999").text
    assert 'id="question-1"' in ed.get(f"/attempts/{attempt_id}?question=-1").text


def test_every_kind_of_answer_is_saved(hall, ed):
    attempt_id = hall.starts()

    answers = [send(ed, attempt_id, *each) for each in hall.all_right(attempt_id).items()]

    assert [answer.status_code for answer in answers] == [200] * len(QUESTIONS)
    assert [answer.json["after"] for answer in answers] == [1] * len(QUESTIONS)
    saved = hall.attempt(attempt_id).answers
    assert saved[VOLTAGE.id] == ChoiceAnswer((VOLTAGE.answer_key.keys[0],))
    assert set(saved[CHARGERS.id].keys) == set(CHARGERS.answer_key.keys[:2])
    assert saved[SAFE.id] == ChoiceAnswer(("true",))
    assert str(saved[CHARGED.id].value) == "12.7"
    assert saved[STEPS.id] == OrderingAnswer(STEPS.answer_key.keys)
    assert saved[UNITS.id] == MatchingAnswer(
        {pair.key: pair.key for pair in UNITS.answer_key.premises}
    )
    assert words_of(hall, saved[FUSE.id]) == ["A short circuit sets it on fire."]


def test_what_was_saved_stands_in_the_fields_after_a_reload(hall, ed):
    attempt_id = hall.starts()
    for each in hall.all_right(attempt_id).items():
        send(ed, attempt_id, *each)

    page = ed.get(f"/attempts/{attempt_id}").text

    [place] = hall.values(attempt_id, VOLTAGE, "12 V")
    assert f'type="radio" name="{VOLTAGE.id}" value="{place}" checked' in page
    assert "A short circuit sets it on fire.</textarea>" in page
    assert 'value="12.7"' in page
    assert page.count("selected") == len(hall.places(attempt_id)) + len(hall.rights(attempt_id))


def test_a_number_is_shown_as_its_reader_writes_it(hall, ed):
    attempt_id = hall.starts()
    send(ed, attempt_id, CHARGED, ["12.7"])

    page = ed.get(f"/attempts/{attempt_id}", headers={"Accept-Language": "fr"}).text

    assert 'value="12,7"' in page


def test_the_same_answer_again_is_no_event(hall, ed):
    attempt_id = hall.starts()
    values = hall.values(attempt_id, VOLTAGE, "12 V")
    send(ed, attempt_id, VOLTAGE, values)
    head = hall.head()

    again = send(ed, attempt_id, VOLTAGE, values)

    assert (again.status_code, again.json["after"]) == (200, 1)
    assert hall.head() == head


def test_the_same_words_again_keep_their_place(hall, ed):
    attempt_id, text = hall.starts(), ["It burns.\nBadly."]
    send(ed, attempt_id, FUSE, text)
    before, head = count_words(hall), hall.head()

    again = send(ed, attempt_id, FUSE, ["It burns.\r\nBadly.  "], after=1)

    assert again.status_code == 200
    assert (count_words(hall), hall.head()) == (before, head)


def test_an_answer_can_be_taken_back(hall, ed):
    attempt_id = hall.starts()
    send(ed, attempt_id, VOLTAGE, ["0"])
    send(ed, attempt_id, FUSE, ["Words"])

    choice = send(ed, attempt_id, VOLTAGE, [""], after=1)
    words = send(ed, attempt_id, FUSE, [""], after=1)

    assert (choice.json["answered"], words.json["answered"]) == (False, False)
    assert hall.attempt(attempt_id).answers[VOLTAGE.id] == ChoiceAnswer(())
    assert hall.attempt(attempt_id).answers[FUSE.id].text_length == 0


def test_nothing_where_nothing_was_is_no_event(hall, ed):
    attempt_id = hall.starts()
    head = hall.head()

    for each, values in ((VOLTAGE, [""]), (FUSE, [""]), (STEPS, [""] * 4), (UNITS, [""] * 3)):
        assert send(ed, attempt_id, each, values).status_code == 200

    assert hall.head() == head


def test_what_makes_no_sense_is_told_and_not_saved(hall, ed):
    attempt_id = hall.starts()
    head, words = hall.head(), count_words(hall)

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

    assert [answer.status_code for answer in wrong] == [422] * len(wrong)
    assert wrong[0].json["detail"] == "Write a number, such as 12.5."
    assert wrong[1].json["detail"] == "Write 500 characters at most."
    assert (hall.head(), count_words(hall)) == (head, words)


def test_right_sides_with_the_same_words_stand_there_once(hall, ed):
    twins = question(
        "twins",
        "Which needs a fuse?",
        Matching((Pair("a", "Fridge", "yes"), Pair("b", "Pump", "yes"), Pair("c", "Spoon", "no"))),
    )
    hall.market.assessments.revise_questions(TEST, (twins,), MANAGER, now())
    attempt_id = hall.starts(rules=RULES)

    page = ed.get(f"/attempts/{attempt_id}").text
    section = page.split(f'data-question="{twins.id}"')[1].split("</section>")[0]

    assert section.count(">yes</option>") == 3
    places = {text: value for value, text in options_in(section)}
    answer = send(ed, attempt_id, twins, [places["yes"], places["yes"], places["no"]])
    assert answer.status_code == 200
    ed.post(f"/attempts/{attempt_id}/hand-in")
    [mark] = [each for each in marks_of_result(hall, attempt_id) if each.question_id == twins.id]
    assert mark.percent == 100


def marks_of_result(hall, attempt_id):
    return hall.attempt(attempt_id).result.marks


def options_in(section):
    return re.findall(r'<option value="(\d+)"[^>]*>(\w+)</option>', section)


def test_handing_in_lists_what_is_not_answered(hall, ed):
    attempt_id = hall.starts()
    send(ed, attempt_id, VOLTAGE, ["0"])

    page = ed.get(f"/attempts/{attempt_id}/hand-in").text

    asked = list(hall.attempt(attempt_id).items)
    number = asked.index(VOLTAGE.id) + 1
    listed = page.split("exam-open")[1].split("</ul>")[0]
    assert listed.count("<li>") == len(QUESTIONS) - 1
    assert f">Question {number}<" not in listed
    assert hall.attempt(attempt_id).status is AttemptStatus.RUNNING


def test_handing_in_leads_to_the_result(hall, ed):
    attempt_id = hall.starts()

    answer = ed.post(f"/attempts/{attempt_id}/hand-in")

    assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt_id}/result")
    assert hall.attempt(attempt_id).status is AttemptStatus.GRADED
    assert ed.get(f"/attempts/{attempt_id}").location == f"/attempts/{attempt_id}/result"


def test_the_clock_is_the_servers(hall, ed):
    attempt_id = hall.starts(ago_s=600)

    told = ed.get(f"/attempts/{attempt_id}/clock").json

    assert told["running"]
    assert 0 < told["seconds"] <= 600


def test_the_deadline_is_told_in_the_zone_of_the_brand(hall, ed):
    page = ed.get(f"/attempts/{hall.starts()}", headers={"Accept-Language": "fr"}).text

    assert "Paris (Europe/Paris)" in page
