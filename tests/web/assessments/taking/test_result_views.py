"""What came of an attempt, and the appeal against it."""

from decimal import Decimal

import msgspec
import pytest

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import ReviewOutcome
from domain.assessments.question_types.choice import Single
from domain.clock import system_clock
from domain.reasons import AppealOutcome
from tests.support.people import MANAGER
from tests.support.private_texts import stored_text
from tests.web.assessments.taking.exam_fixture import (
    ALL_BUT_TEXTS,
    CHARGED,
    ED,
    FUSE,
    LENIENT,
    SAFE,
    SELECTIONS,
    TEST,
    VOLTAGE,
    count_texts,
    planted,
    send,
)

LAST = AssessmentRules(SELECTIONS, pass_percent=60, time_limit_s=1200, attempts_allowed=1)
BY_TOPIC = AssessmentRules(
    (Selection("Batteries"), Selection("Safety", pass_percent=90)),
    pass_percent=40,
    time_limit_s=1200,
)


@pytest.fixture
def result(ed):
    return lambda attempt_id, **more: ed.get(f"/attempts/{attempt_id}/result", **more).text


def test_a_failed_result_has_the_date_of_the_next_attempt_in_the_readers_language(take, result):
    page = result(take({}), headers={"Accept-Language": "fr"})

    assert "Non réussi cette fois-ci" in page
    assert "Vous pourrez réessayer à partir du" in page
    assert "Paris (Europe/Paris)" in page


def test_a_passed_result_has_scores_by_topic_and_validity(take, result):
    page = result(take(ALL_BUT_TEXTS, LENIENT))

    assert "<h2>Passed</h2>" in page
    assert "62.50%" in page
    assert "Batteries: 60%, required: 40%" in page
    assert "Safety: 66.66%, required: 40%" in page
    assert "You are qualified until:" in page


def test_a_topic_that_asks_for_more_is_named(take, result):
    page = result(take(ALL_BUT_TEXTS, BY_TOPIC))

    assert "Not passed this time" in page
    assert "Safety: 66.66%, required: 90%" in page
    assert "<strong>Safety</strong>" in page.split("Start with:")[1][:60]


def test_a_free_text_answer_waits_for_manual_grading(exam, take, result):
    attempt_id = take({FUSE: ["It burns."]})
    assert "Free-text answers to be graded: 1." in result(attempt_id)

    exam.market.attempts.grade_answer(attempt_id, FUSE.id, Decimal(100), MANAGER, system_clock())
    exam.catch_up()

    assert "Not passed this time" in result(attempt_id)


def test_correct_answers_are_hidden_while_another_attempt_is_possible(take, result):
    page = result(take({}))

    assert (
        "Correct answers and explanations are not shown while you can still try again, because the"
        " same questions may come up" in page
    )
    assert "<dt>Correct answer</dt>" not in page
    assert planted("because-") not in page
    assert "12.7654321" not in page


def test_correct_answers_are_shown_after_the_last_attempt(take, result):
    page = result(take({}, LAST))

    assert (
        "Correct answers and explanations are not shown while you can still try again, because the"
        " same questions may come up" not in page
    )
    assert planted("because-charged") in page
    for text in ("12.7654321 ± 0.2", "Voltage → volt", "1. Switch off", planted("spelling")):
        assert text in page


def test_feedback_to_other_answers_is_not_shown(exam, result, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "230 V"))
    send(ed, attempt_id, SAFE, exam.values(attempt_id, SAFE, "False"))
    send(ed, attempt_id, CHARGED, ["5"])
    ed.post(f"/attempts/{attempt_id}/submit")

    page = result(attempt_id)

    assert planted("feedback-230 V") in page
    assert planted("if-wrong") in page
    for other in ("feedback-12 V", "feedback-6 V", "if-right", "feedback-near", "guide", "title"):
        assert planted(other) not in page


def rekeyed(exam, attempt_id, right, **more):
    """The key of the first question is found to be wrong: this choice is right."""
    kind = VOLTAGE.answer_key
    choices = tuple(
        msgspec.structs.replace(choice, percent=Decimal(100 if choice.text == right else 0))
        for choice in kind.choices
    )
    revision = exam.attempt(attempt_id).items[VOLTAGE.id].question
    exam.market.regrading.change_key(
        TEST,
        lambda test: test.correct_answer_key(
            revision, Single(choices), "Looked up.", MANAGER, system_clock()
        ),
        [attempt_id],
        MANAGER,
        system_clock(),
        **more,
    )


def test_a_corrected_key_is_shown_beside_the_original_result(exam, take, result):
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)
    rekeyed(exam, attempt_id, "230 V")

    page = result(attempt_id)

    assert "62.50%" in page
    assert "With the current ones, your score would be 50%" in page
    assert "<h2>Passed</h2>" in page


def test_passing_by_a_corrected_key_shows_the_qualification(exam, ed, result):
    attempt_id = exam.starts(rules=AssessmentRules(SELECTIONS, pass_percent=10, time_limit_s=1200))
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "230 V"))
    ed.post(f"/attempts/{attempt_id}/submit")
    rekeyed(exam, attempt_id, "230 V")

    page = result(attempt_id)

    assert "Not passed this time" in page
    assert "That is a pass, and you are qualified." in page


def test_a_revoked_qualification_is_shown(exam, ed, result):
    attempt_id = exam.starts(rules=AssessmentRules(SELECTIONS, pass_percent=10, time_limit_s=1200))
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "12 V"))
    ed.post(f"/attempts/{attempt_id}/submit")
    rekeyed(exam, attempt_id, "230 V", revoke=True)

    page = result(attempt_id)

    assert "Your qualification has been revoked" in page
    assert "Send the appeal" in page


def test_an_appeal_waits_and_is_answered(exam, ed, take, result):
    attempt_id = take({})

    response = ed.post(
        f"/attempts/{attempt_id}/appeal", data={"appeal_text": " Look at\r\nquestion 3. "}
    )
    exam.catch_up()

    assert response.location == f"/attempts/{attempt_id}/result#appeal"
    page = result(attempt_id)
    assert "We have received your appeal" in page
    assert "Look at\nquestion 3." in page
    assert '<textarea class="form-control' not in page

    text_id = stored_text(exam.store, "You are right.", attempt_id, exam.id_of(ED), system_clock())
    exam.market.attempts.decide_appeal(
        attempt_id, AppealOutcome.GRANTED, text_id, MANAGER, system_clock()
    )
    exam.catch_up()
    page = result(attempt_id)
    assert "Passed after your appeal" in page
    assert "You are right." in page
    assert "Send the appeal" not in page


def test_a_passed_result_offers_no_appeal(take, result):
    assert "Send the appeal" not in result(take(ALL_BUT_TEXTS, LENIENT))


def test_a_rejected_appeal_shows_its_reason(exam, ed, take, result):
    attempt_id = take({})
    ed.post(f"/attempts/{attempt_id}/appeal", data={"appeal_text": "Please."})
    text_id = stored_text(
        exam.store, "The key is right.", attempt_id, exam.id_of(ED), system_clock()
    )
    exam.market.attempts.decide_appeal(
        attempt_id, AppealOutcome.REJECTED, text_id, MANAGER, system_clock()
    )

    page = result(attempt_id)

    assert "Not passed this time" in page
    assert "The key is right." in page


def test_an_annulled_attempt_shows_decider_and_reason(exam, take, result):
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)
    text_id = stored_text(
        exam.store, "The same as two others.", attempt_id, exam.id_of(ED), system_clock()
    )
    exam.market.attempts.review(
        attempt_id, ReviewOutcome.ANNULLED, text_id, MANAGER, system_clock()
    )

    page = result(attempt_id)

    assert "This attempt was annulled" in page
    assert "The same as two others." in page
    assert "<dt>Right</dt>" not in page


@pytest.mark.parametrize(("appeal_text", "status"), [("", 422), (" \n ", 422), ("x" * 4001, 422)])
def test_an_appeal_needs_a_text_of_limited_length(exam, ed, take, appeal_text, status):
    attempt_id = take({})
    head, text_count = exam.head(), count_texts(exam)

    response = ed.post(f"/attempts/{attempt_id}/appeal", data={"appeal_text": appeal_text})

    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert (exam.head(), count_texts(exam)) == (head, text_count)


def test_one_appeal_at_a_time(exam, ed, take):
    attempt_id = take({})
    ed.post(f"/attempts/{attempt_id}/appeal", data={"appeal_text": "First."})
    head, text_count = exam.head(), count_texts(exam)

    again = ed.post(f"/attempts/{attempt_id}/appeal", data={"appeal_text": "Second."})

    assert again.status_code == 409
    assert (exam.head(), count_texts(exam)) == (head, text_count)


def test_a_running_attempt_cannot_be_appealed(exam, ed):
    attempt_id = exam.starts()
    head, text_count = exam.head(), count_texts(exam)

    assert (
        ed.post(f"/attempts/{attempt_id}/appeal", data={"appeal_text": "Why?"}).status_code == 409
    )
    assert ed.post(f"/attempts/{attempt_id}/appeal", data={"appeal_text": ""}).status_code == 409
    assert (exam.head(), count_texts(exam)) == (head, text_count)


def test_the_result_of_a_running_attempt_is_the_attempt(exam, ed):
    attempt_id = exam.starts()

    assert ed.get(f"/attempts/{attempt_id}/result").location == f"/attempts/{attempt_id}"
