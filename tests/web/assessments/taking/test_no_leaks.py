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
    FUSE,
    ONE_BY_ONE,
    PLANTED,
    QUESTIONS,
    RULES,
    SELECTIONS,
    STEPS,
    TEST,
    UNITS,
    VOLTAGE,
    form_of,
    planted,
    send,
)

UNSHUFFLED = AssessmentRules(SELECTIONS, pass_percent=60, time_limit_s=1200, shuffles=False)
NEVER = [PLANTED, "12.7654321", "12,7654321", "percent&#34;", "feedback", "tolerance"]


def everything_in(response):
    return response.get_data(as_text=True) + str(response.headers)


def check(responses):
    for number, response in enumerate(responses):
        for secret in NEVER:
            assert secret not in everything_in(response), (number, secret)


def test_every_question_holds_a_planted_secret():
    for question in QUESTIONS:
        assert PLANTED in question.title
        assert PLANTED in question.explanation
        assert PLANTED in repr(question.answer_key) or question is CHARGED


@pytest.mark.parametrize("rules", [RULES, UNSHUFFLED, ONE_BY_ONE])
def test_no_response_of_a_running_attempt_holds_a_secret(exam, ed, rules):
    if rules is not RULES:
        exam.publish(rules)
    responses = [ed.get(f"/tests/{TEST}"), ed.get("/me/tests")]
    attempt_id = exam.starts()
    address = f"/attempts/{attempt_id}"
    responses += [ed.get(f"{address}?question={number}") for number in range(1, 9)]
    wrong = {
        VOLTAGE: ["9"],
        CHARGED: ["many"],
        FUSE: ["x" * 501],
        STEPS: ["1", "1", "2", "3"],
        UNITS: ["0"],
        CHEMISTRY: ["y" * 201],
    }
    responses += [send(ed, attempt_id, *item) for item in wrong.items()]
    right = {**exam.all_right(attempt_id), CHEMISTRY: ["lithium"]}
    responses += [send(ed, attempt_id, *item) for item in right.items()]
    # Replayed, and so refused with what is saved.
    responses += [send(ed, attempt_id, question, ["0"]) for question in QUESTIONS]
    responses += [ed.get(address), ed.get(f"{address}/submit"), ed.get(f"{address}/clock")]
    form = form_of(responses[2].text)
    responses.append(ed.post(f"{address}/answers", data=form | {str(FUSE.id): "x" * 501}))
    responses += [
        ed.get(f"{address}/result"),
        ed.post(f"{address}/appeal", data={"appeal_text": "Why?"}),
    ]

    assert {200, 422, 409} <= {response.status_code for response in responses}
    check(responses)


def test_secrets_may_be_shown_after_the_end(exam, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "230 V"))
    ed.post(f"/attempts/{attempt_id}/submit")
    exam.catch_up()

    page = ed.get(f"/attempts/{attempt_id}/result").text

    assert planted("feedback-230 V") in page
    assert planted("because-voltage") not in page


def test_positions_do_not_reveal_the_pairs(exam, ed):
    """Also where nothing is shuffled: right sides and items to order always are."""
    attempt_id = exam.starts(rules=UNSHUFFLED)
    items = exam.attempt(attempt_id).items

    page = ed.get(f"/attempts/{attempt_id}").text

    for question in (UNITS, STEPS):
        section = page.split(f'data-question="{question.id}"')[1].split("</section>")[0]
        values = re.findall(r'<option value="(\d+)"', section)
        assert set(values) <= {str(place) for place in range(10)}
        assert set(items[question.id].keys) == set(question.answer_key.keys)
    assert items[STEPS.id].keys != STEPS.answer_key.keys
