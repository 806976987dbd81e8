"""What came of an attempt, and the appeal against it."""

from decimal import Decimal

import msgspec
import pytest

from domain.aggregate import now
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import ReviewOutcome
from domain.assessments.question_types.choice import Single
from domain.reasons import AppealOutcome
from tests.support.people import MANAGER
from tests.web.assessments.taking.exam_fixture import (
    ALL_BUT_TEXTS,
    CHARGED,
    DRAWS,
    ED,
    FUSE,
    LENIENT,
    SAFE,
    TEST,
    VOLTAGE,
    count_texts,
    planted,
    send,
)
from web.private_store.texts import PrivateTexts

LAST = AssessmentRules(DRAWS, pass_percent=60, time_limit_s=1200, attempts_allowed=1)
BY_TOPIC = AssessmentRules(
    (Selection("Batteries"), Selection("Safety", pass_percent=90)),
    pass_percent=40,
    time_limit_s=1200,
)


@pytest.fixture
def result(ed):
    return lambda attempt_id, **more: ed.get(f"/attempts/{attempt_id}/result", **more).text


def test_failed_with_the_date_of_the_next_attempt_in_the_readers_words(take, result):
    page = result(take({}), headers={"Accept-Language": "fr"})

    assert "Non réussi cette fois-ci" in page
    assert "Vous pourrez réessayer à partir du" in page
    assert "Paris (Europe/Paris)" in page


def test_passed_with_its_score_by_topic_and_validity(take, result):
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


def test_own_words_wait_for_a_person(exam, take, result):
    attempt_id = take({FUSE: ["It burns."]})
    assert "Free-text answers to be graded: 1." in result(attempt_id)

    exam.market.attempts.grade_answer(attempt_id, FUSE.id, Decimal(100), MANAGER, now())
    exam.catch_up()

    assert "Not passed this time" in result(attempt_id)


def test_as_long_as_one_may_try_again_right_answers_are_not_given_away(take, result):
    page = result(take({}))

    assert (
        "Correct answers are not shown while you can still try again, because the same"
        " questions may come up" in page
    )
    assert "<dt>Right</dt>" not in page
    assert planted("because-charged") in page
    assert "12.7654321" not in page


def test_after_the_last_attempt_right_answers_are_told(take, result):
    page = result(take({}, LAST))

    assert (
        "Correct answers are not shown while you can still try again, because the same"
        " questions may come up" not in page
    )
    for words in ("12.7654321 ± 0.2", "Voltage → volt", "1. Switch off", planted("spelling")):
        assert words in page


def test_what_is_said_about_other_answers_is_not_told(exam, result, ed):
    attempt_id = exam.starts()
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "230 V"))
    send(ed, attempt_id, SAFE, exam.values(attempt_id, SAFE, "False"))
    send(ed, attempt_id, CHARGED, ["5"])
    ed.post(f"/attempts/{attempt_id}/hand-in")

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
            revision, Single(choices), "Looked up.", MANAGER, now()
        ),
        [attempt_id],
        MANAGER,
        now(),
        **more,
    )


def test_a_key_put_right_since_stands_beside_what_was_told(exam, take, result):
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)
    rekeyed(exam, attempt_id, "230 V")

    page = result(attempt_id)

    assert "62.50%" in page
    assert "With the current ones, your score would be 50%" in page
    assert "<h2>Passed</h2>" in page


def test_who_passes_by_the_new_key_is_told_to_be_qualified(exam, ed, result):
    attempt_id = exam.starts(rules=AssessmentRules(DRAWS, pass_percent=10, time_limit_s=1200))
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "230 V"))
    ed.post(f"/attempts/{attempt_id}/hand-in")
    rekeyed(exam, attempt_id, "230 V")

    page = result(attempt_id)

    assert "Not passed this time" in page
    assert "That is a pass, and you are qualified." in page


def test_who_is_qualified_no_more_is_told_so(exam, ed, result):
    attempt_id = exam.starts(rules=AssessmentRules(DRAWS, pass_percent=10, time_limit_s=1200))
    send(ed, attempt_id, VOLTAGE, exam.values(attempt_id, VOLTAGE, "12 V"))
    ed.post(f"/attempts/{attempt_id}/hand-in")
    rekeyed(exam, attempt_id, "230 V", revoke=True)

    page = result(attempt_id)

    assert "Your qualification has been revoked" in page


def test_an_appeal_waits_and_is_answered(exam, ed, take, result):
    attempt_id = take({})

    response = ed.post(f"/attempts/{attempt_id}/appeal", data={"words": " Look at\r\nquestion 3. "})
    exam.catch_up()

    assert response.location == f"/attempts/{attempt_id}/result#appeal"
    page = result(attempt_id)
    assert "We have received your appeal" in page
    assert "Look at\nquestion 3." in page
    assert '<textarea class="form-control' not in page

    text_id = PrivateTexts(exam.store).keep("You are right.", exam.id_of(ED), now())
    exam.market.attempts.decide_appeal(attempt_id, AppealOutcome.GRANTED, text_id, MANAGER, now())
    exam.catch_up()
    page = result(attempt_id)
    assert "Passed after your appeal" in page
    assert "You are right." in page


def test_an_appeal_that_is_turned_down_says_why(exam, ed, take, result):
    attempt_id = take({})
    ed.post(f"/attempts/{attempt_id}/appeal", data={"words": "Please."})
    text_id = PrivateTexts(exam.store).keep("The key is right.", exam.id_of(ED), now())
    exam.market.attempts.decide_appeal(attempt_id, AppealOutcome.REJECTED, text_id, MANAGER, now())

    page = result(attempt_id)

    assert "Not passed this time" in page
    assert "The key is right." in page


def test_an_annulled_attempt_says_who_decided_and_why(exam, take, result):
    attempt_id = take(ALL_BUT_TEXTS, LENIENT)
    text_id = PrivateTexts(exam.store).keep("The same as two others.", exam.id_of(ED), now())
    exam.market.attempts.review(attempt_id, ReviewOutcome.ANNULLED, text_id, MANAGER, now())

    page = result(attempt_id)

    assert "This attempt was annulled" in page
    assert "The same as two others." in page
    assert "<dt>Right</dt>" not in page


@pytest.mark.parametrize(("words", "status"), [("", 422), (" \n ", 422), ("x" * 4001, 422)])
def test_an_appeal_needs_words_and_not_too_many(exam, ed, take, words, status):
    attempt_id = take({})
    head, kept = exam.head(), count_texts(exam)

    response = ed.post(f"/attempts/{attempt_id}/appeal", data={"words": words})

    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert (exam.head(), count_texts(exam)) == (head, kept)


def test_one_appeal_at_a_time(exam, ed, take):
    attempt_id = take({})
    ed.post(f"/attempts/{attempt_id}/appeal", data={"words": "First."})
    head, kept = exam.head(), count_texts(exam)

    again = ed.post(f"/attempts/{attempt_id}/appeal", data={"words": "Second."})

    assert again.status_code == 409
    assert (exam.head(), count_texts(exam)) == (head, kept)


def test_no_appeal_while_it_runs(exam, ed):
    attempt_id = exam.starts()
    head, kept = exam.head(), count_texts(exam)

    assert ed.post(f"/attempts/{attempt_id}/appeal", data={"words": "Why?"}).status_code == 409
    assert ed.post(f"/attempts/{attempt_id}/appeal", data={"words": ""}).status_code == 409
    assert (exam.head(), count_texts(exam)) == (head, kept)


def test_the_result_of_a_running_attempt_is_the_attempt(exam, ed):
    attempt_id = exam.starts()

    assert ed.get(f"/attempts/{attempt_id}/result").location == f"/attempts/{attempt_id}"
