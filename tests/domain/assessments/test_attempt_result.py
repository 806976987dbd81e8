"""The result of an attempt: manual grades, one record, appeals and reviews."""

from decimal import Decimal

import pytest

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.attempt_context import AttemptStatus, ReviewOutcome
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.reasons import AppealOutcome
from tests.domain.assessments.attempt_examples import (
    APPEALED,
    FAILED,
    FAILING_RESULT,
    FREE_TEXT_SAVED,
    GRADED,
    PASSED,
    PASSING_RESULT,
    REVIEWER,
    STARTED,
    SUBMITTED,
    answer_saved,
    attempt,
    outcome_event,
)
from tests.domain.assessments.question_bank import FREE, HALF, OTHER_TEXT, SINGLE, TEXT, WHOLE
from tests.support.history import happened
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT, after

# Manual grading.


def test_a_person_grades_a_text():
    ended = attempt(STARTED, FREE_TEXT_SAVED, SUBMITTED)

    ended.grade_answer(FREE.id, HALF, MANAGER, after(305))

    assert happened(ended) == [GRADED]
    assert ended.submission.manual_marks == {FREE.id: HALF}


@pytest.mark.parametrize(
    "past",
    [
        (STARTED, FREE_TEXT_SAVED),
        (STARTED, SUBMITTED),
        (STARTED, answer_saved(FREE, TextAnswer(OTHER_TEXT, 0)), SUBMITTED),
        (STARTED, answer_saved(SINGLE, ChoiceAnswer(("a",))), SUBMITTED),
    ],
    ids=["still in progress", "not answered", "taken back", "chosen"],
)
def test_only_a_text_can_be_graded_by_hand(past):
    candidate_attempt = attempt(*past)

    for question in (FREE, SINGLE):
        with pytest.raises(NotNow, match="There is nothing to grade here"):
            candidate_attempt.grade_answer(question.id, WHOLE, MANAGER, after(305))

    assert happened(candidate_attempt) == []


def test_candidates_do_not_grade_their_own_answers():
    ended = attempt(STARTED, FREE_TEXT_SAVED, SUBMITTED)

    with pytest.raises(NotAllowed, match="You cannot grade your own answers"):
        ended.grade_answer(FREE.id, WHOLE, EXPERT, after(305))

    assert happened(ended) == []


@pytest.mark.parametrize("percent", [Decimal("-0.01"), Decimal("100.01")])
def test_a_manual_mark_is_from_0_to_100_percent(percent):
    ended = attempt(STARTED, FREE_TEXT_SAVED, SUBMITTED)

    with pytest.raises(Invalid, match="between 0 and 100 percent"):
        ended.grade_answer(FREE.id, percent, MANAGER, after(305))

    assert happened(ended) == []


def test_no_answer_is_graded_after_the_result():
    graded = attempt(STARTED, FREE_TEXT_SAVED, SUBMITTED, GRADED, FAILED)

    with pytest.raises(NotNow, match="The result has already been given"):
        graded.grade_answer(FREE.id, WHOLE, MANAGER, after(400))

    assert happened(graded) == []


# The result.


@pytest.mark.parametrize(
    ("result", "until", "event"),
    [(PASSING_RESULT, None, PASSED), (FAILING_RESULT, after(900), FAILED)],
)
def test_a_result_is_recorded(result, until, event):
    ended = attempt(STARTED, SUBMITTED)

    ended.record_result(result, until, after(310))

    assert happened(ended) == [event]
    assert (ended.status, ended.has_passed) == (AttemptStatus.GRADED, result is PASSING_RESULT)


@pytest.mark.parametrize("past", [(STARTED,), (STARTED, SUBMITTED, PASSED)])
def test_a_result_is_recorded_once_and_not_before_the_end(past):
    candidate_attempt = attempt(*past)

    with pytest.raises(NotNow, match="The result of this attempt cannot be given at this stage"):
        candidate_attempt.record_result(FAILING_RESULT, None, after(320))

    assert happened(candidate_attempt) == []


# Appeals and reviews.


def test_a_person_appeals_against_a_result():
    graded = attempt(STARTED, SUBMITTED, FAILED)

    graded.appeal(TEXT, 80, after(400))

    assert happened(graded) == [APPEALED]


@pytest.mark.parametrize(
    "past",
    [(STARTED,), (STARTED, SUBMITTED), (STARTED, SUBMITTED, FAILED, APPEALED)],
    ids=["running", "not marked", "appealed already"],
)
def test_there_is_one_appeal_at_a_time_and_none_before_the_result(past):
    candidate_attempt = attempt(*past)

    with pytest.raises(
        NotNow, match="You can appeal once the result is known, if no other appeal is pending"
    ):
        candidate_attempt.appeal(TEXT, 80, after(410))

    assert happened(candidate_attempt) == []


def test_an_appeal_needs_a_reason():
    graded = attempt(STARTED, SUBMITTED, FAILED)

    with pytest.raises(Invalid, match="Explain what should be reviewed"):
        graded.appeal(TEXT, 0, after(400))

    assert happened(graded) == []


@pytest.mark.parametrize("outcome", [AppealOutcome.GRANTED, AppealOutcome.REJECTED])
def test_an_appeal_is_decided_and_another_may_follow(outcome):
    appealed = attempt(STARTED, SUBMITTED, FAILED, APPEALED)

    appealed.decide_appeal(outcome, OTHER_TEXT, REVIEWER, after(500))
    appealed.appeal(TEXT, 80, after(600))

    assert happened(appealed)[0] == outcome_event(outcome)
    assert appealed.has_passed is (outcome is AppealOutcome.GRANTED)


@pytest.mark.parametrize("outcome", [AppealOutcome.GRANTED, AppealOutcome.REJECTED])
@pytest.mark.parametrize("past", [(STARTED, SUBMITTED), (STARTED, SUBMITTED, FAILED)])
def test_an_appeal_must_exist_to_be_decided(past, outcome):
    candidate_attempt = attempt(*past)

    with pytest.raises(NotNow, match="There is no appeal to decide"):
        candidate_attempt.decide_appeal(outcome, OTHER_TEXT, REVIEWER, after(500))

    assert happened(candidate_attempt) == []


def test_an_annulled_attempt_counts_for_nothing_until_it_is_cleared():
    graded = attempt(STARTED, SUBMITTED, PASSED)

    graded.review(ReviewOutcome.ANNULLED, OTHER_TEXT, REVIEWER, after(500))
    assert (graded.annulled, graded.has_passed) == (True, False)
    graded.review(ReviewOutcome.CLEARED, OTHER_TEXT, MANAGER, after(600))

    assert happened(graded)[0] == outcome_event(ReviewOutcome.ANNULLED)
    assert (graded.annulled, graded.has_passed) == (False, True)


def test_a_rejected_appeal_leaves_an_attempt_annulled():
    graded = attempt(STARTED, SUBMITTED, PASSED, outcome_event(ReviewOutcome.ANNULLED), APPEALED)

    graded.decide_appeal(AppealOutcome.REJECTED, OTHER_TEXT, MANAGER, after(600))

    assert graded.annulled


def test_a_running_attempt_cannot_be_reviewed():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="still in progress"):
        running.review(ReviewOutcome.ANNULLED, OTHER_TEXT, REVIEWER, after(100))

    assert happened(running) == []


@pytest.mark.parametrize(
    ("past", "by"),
    [
        ((STARTED, SUBMITTED, FAILED, APPEALED), EXPERT),
        ((STARTED, FREE_TEXT_SAVED, SUBMITTED, GRADED, FAILED, APPEALED), MANAGER),
        ((STARTED, SUBMITTED, PASSED, outcome_event(ReviewOutcome.ANNULLED), APPEALED), REVIEWER),
    ],
    ids=["whose it is", "who marked it", "who judged it before"],
)
def test_graders_and_reviewers_do_not_decide_the_appeal(past, by):
    appealed = attempt(*past)

    with pytest.raises(NotAllowed, match="Another person must review it"):
        appealed.decide_appeal(AppealOutcome.GRANTED, OTHER_TEXT, by, after(600))

    assert happened(appealed) == []


def test_an_attempt_is_not_found_by_another_member():
    running = attempt(STARTED)

    running.must_be_of(EXPERT)
    with pytest.raises(NotFound, match=r"This attempt does not exist\."):
        running.must_be_of(OTHER_EXPERT)
