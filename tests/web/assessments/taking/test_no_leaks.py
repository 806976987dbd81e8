"""
Right answers never reach a browser before the end.

Whatever says what is right, or is only for authors, has a planted word in it: every key, feedback,
explanation, guide, title and accepted spelling. It is searched for in all that is answered.
"""

import re

import pytest

from domain.assessments.assessment_rules import AssessmentRules
from tests.web.assessments.taking.exam_fixture import (
    CHARGED,
    CHEMISTRY,
    DRAWS,
    FUSE,
    PLANTED,
    QUESTIONS,
    RULES,
    STEPS,
    TEST,
    UNITS,
    VOLTAGE,
    form_of,
    planted,
    send,
)

UNSHUFFLED = AssessmentRules(DRAWS, pass_percent=60, time_limit_s=1200, shuffles=False)
ONE_BY_ONE = AssessmentRules(DRAWS, pass_percent=60, time_limit_s=1200, one_question_per_page=True)
NEVER = [PLANTED, "12.7654321", "12,7654321", "percent&#34;", "feedback", "tolerance"]


def told(answer):
    return answer.get_data(as_text=True) + str(answer.headers)


def check(answers):
    for number, answer in enumerate(answers):
        for word in NEVER:
            assert word not in told(answer), (number, word)


def test_the_words_are_planted_everywhere():
    for each in QUESTIONS:
        assert PLANTED in each.title
        assert PLANTED in each.explanation
        assert PLANTED in repr(each.answer_key) or each is CHARGED


@pytest.mark.parametrize("rules", [RULES, UNSHUFFLED, ONE_BY_ONE])
def test_no_answer_of_a_running_attempt_has_one(hall, ed, rules):
    if rules is not RULES:
        hall.publish(rules)
    seen = [ed.get(f"/tests/{TEST}"), ed.get("/me/tests")]
    attempt_id = hall.starts()
    address = f"/attempts/{attempt_id}"
    seen += [ed.get(f"{address}?question={number}") for number in range(1, 9)]
    wrong = {
        VOLTAGE: ["9"],
        CHARGED: ["many"],
        FUSE: ["x" * 501],
        STEPS: ["1", "1", "2", "3"],
        UNITS: ["0"],
        CHEMISTRY: ["y" * 201],
    }
    seen += [send(ed, attempt_id, *each) for each in wrong.items()]
    right = {**hall.all_right(attempt_id), CHEMISTRY: ["lithium"]}
    seen += [send(ed, attempt_id, *each) for each in right.items()]
    # Replayed, and so refused with what is saved.
    seen += [send(ed, attempt_id, each, ["0"]) for each in QUESTIONS]
    seen += [ed.get(address), ed.get(f"{address}/hand-in"), ed.get(f"{address}/clock")]
    form = form_of(seen[2].text)
    seen.append(ed.post(f"{address}/answers", data=form | {str(FUSE.id): "x" * 501}))
    seen += [ed.get(f"{address}/result"), ed.post(f"{address}/appeal", data={"words": "Why?"})]

    assert {200, 422, 409} <= {answer.status_code for answer in seen}
    check(seen)


def test_after_the_end_they_may_be_told(hall, ed):
    attempt_id = hall.starts()
    send(ed, attempt_id, VOLTAGE, hall.values(attempt_id, VOLTAGE, "230 V"))
    ed.post(f"/attempts/{attempt_id}/hand-in")
    hall.draw()

    page = ed.get(f"/attempts/{attempt_id}/result").text

    assert planted("feedback-230 V") in page
    assert planted("because-voltage") in page


def test_places_tell_nothing_of_what_belongs_together(hall, ed):
    """Also where nothing is shuffled: right sides and things to order always are."""
    attempt_id = hall.starts(rules=UNSHUFFLED)
    drawn = hall.attempt(attempt_id).items

    page = ed.get(f"/attempts/{attempt_id}").text

    for asked in (UNITS, STEPS):
        section = page.split(f'data-question="{asked.id}"')[1].split("</section>")[0]
        values = re.findall(r'<option value="(\d+)"', section)
        assert set(values) <= {str(place) for place in range(10)}
        assert set(drawn[asked.id].keys) == set(asked.answer_key.keys)
    assert drawn[STEPS.id].keys != STEPS.answer_key.keys
