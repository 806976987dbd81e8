"""What an attempt came to: marked by people, told once, and looked at again."""

from decimal import Decimal

import pytest

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.attempt_context import AttemptStatus, ReviewOutcome
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.reasons import AppealOutcome
from tests.domain.assessments.attempt_examples import (
    APPEALED,
    ENOUGH,
    FAILED,
    GRADED,
    JUDGE,
    NOT_ENOUGH,
    PASSED,
    STARTED,
    SUBMITTED,
    WROTE,
    answered,
    attempt,
    judged,
)
from tests.domain.assessments.question_bank import FREE, HALF, OTHER_TEXT, SINGLE, TEXT, WHOLE
from tests.support.history import happened
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT, after

# Marking by hand.


def test_a_person_marks_what_was_written():
    ended = attempt(STARTED, WROTE, SUBMITTED)

    ended.grade_answer(FREE.id, HALF, MANAGER, after(305))

    assert happened(ended) == [GRADED]
    assert ended.submission.manual_marks == {FREE.id: HALF}


@pytest.mark.parametrize(
    "past",
    [
        (STARTED, WROTE),
        (STARTED, SUBMITTED),
        (STARTED, answered(FREE, TextAnswer(OTHER_TEXT, 0)), SUBMITTED),
        (STARTED, answered(SINGLE, ChoiceAnswer(("a",))), SUBMITTED),
    ],
    ids=["still running", "not answered", "taken back", "chosen"],
)
def test_there_is_nothing_to_mark_where_nothing_was_written(past):
    found = attempt(*past)

    for asked in (FREE, SINGLE):
        with pytest.raises(NotNow, match="There is nothing to grade here"):
            found.grade_answer(asked.id, WHOLE, MANAGER, after(305))

    assert happened(found) == []


def test_nobody_marks_their_own_answers():
    ended = attempt(STARTED, WROTE, SUBMITTED)

    with pytest.raises(NotAllowed, match="You cannot grade your own answers"):
        ended.grade_answer(FREE.id, WHOLE, EXPERT, after(305))

    assert happened(ended) == []


@pytest.mark.parametrize("percent", [Decimal("-0.01"), Decimal("100.01")])
def test_an_answer_earns_from_nothing_to_everything(percent):
    ended = attempt(STARTED, WROTE, SUBMITTED)

    with pytest.raises(Invalid, match="between 0 and 100 percent"):
        ended.grade_answer(FREE.id, percent, MANAGER, after(305))

    assert happened(ended) == []


def test_nothing_is_marked_once_the_result_has_been_told():
    told = attempt(STARTED, WROTE, SUBMITTED, GRADED, FAILED)

    with pytest.raises(NotNow, match="The result has already been given"):
        told.grade_answer(FREE.id, WHOLE, MANAGER, after(400))

    assert happened(told) == []


# The result.


@pytest.mark.parametrize(
    ("result", "until", "event"), [(ENOUGH, None, PASSED), (NOT_ENOUGH, after(900), FAILED)]
)
def test_a_result_is_told(result, until, event):
    ended = attempt(STARTED, SUBMITTED)

    ended.record_result(result, until, after(310))

    assert happened(ended) == [event]
    assert (ended.status, ended.has_passed) == (AttemptStatus.GRADED, result is ENOUGH)


@pytest.mark.parametrize("past", [(STARTED,), (STARTED, SUBMITTED, PASSED)])
def test_a_result_is_told_once_and_not_before_the_end(past):
    found = attempt(*past)

    with pytest.raises(NotNow, match="The result of this attempt cannot be given at this stage"):
        found.record_result(NOT_ENOUGH, None, after(320))

    assert happened(found) == []


# Another look.


def test_a_person_appeals_against_a_result():
    told = attempt(STARTED, SUBMITTED, FAILED)

    told.appeal(TEXT, 80, after(400))

    assert happened(told) == [APPEALED]


@pytest.mark.parametrize(
    "past",
    [(STARTED,), (STARTED, SUBMITTED), (STARTED, SUBMITTED, FAILED, APPEALED)],
    ids=["running", "not marked", "appealed already"],
)
def test_there_is_one_appeal_at_a_time_and_none_before_the_result(past):
    found = attempt(*past)

    with pytest.raises(
        NotNow, match="You can appeal once the result is known, if no other appeal is pending"
    ):
        found.appeal(TEXT, 80, after(410))

    assert happened(found) == []


def test_an_appeal_says_why():
    told = attempt(STARTED, SUBMITTED, FAILED)

    with pytest.raises(Invalid, match="Explain what should be reviewed"):
        told.appeal(TEXT, 0, after(400))

    assert happened(told) == []


@pytest.mark.parametrize("outcome", [AppealOutcome.GRANTED, AppealOutcome.REJECTED])
def test_an_appeal_is_answered_and_there_may_be_another(outcome):
    appealed = attempt(STARTED, SUBMITTED, FAILED, APPEALED)

    appealed.decide_appeal(outcome, OTHER_TEXT, JUDGE, after(500))
    appealed.appeal(TEXT, 80, after(600))

    assert happened(appealed)[0] == judged(outcome)
    assert appealed.has_passed is (outcome is AppealOutcome.GRANTED)


@pytest.mark.parametrize("outcome", [AppealOutcome.GRANTED, AppealOutcome.REJECTED])
@pytest.mark.parametrize("past", [(STARTED, SUBMITTED), (STARTED, SUBMITTED, FAILED)])
def test_where_there_is_no_appeal_none_is_answered(past, outcome):
    found = attempt(*past)

    with pytest.raises(NotNow, match="There is no appeal to decide"):
        found.decide_appeal(outcome, OTHER_TEXT, JUDGE, after(500))

    assert happened(found) == []


def test_what_was_no_own_work_counts_for_nothing_until_somebody_clears_it():
    told = attempt(STARTED, SUBMITTED, PASSED)

    told.review(ReviewOutcome.ANNULLED, OTHER_TEXT, JUDGE, after(500))
    assert (told.annulled, told.has_passed) == (True, False)
    told.review(ReviewOutcome.CLEARED, OTHER_TEXT, MANAGER, after(600))

    assert happened(told)[0] == judged(ReviewOutcome.ANNULLED)
    assert (told.annulled, told.has_passed) == (False, True)


def test_an_appeal_that_is_turned_down_leaves_all_as_it_was():
    told = attempt(STARTED, SUBMITTED, PASSED, judged(ReviewOutcome.ANNULLED), APPEALED)

    told.decide_appeal(AppealOutcome.REJECTED, OTHER_TEXT, MANAGER, after(600))

    assert told.annulled


def test_nobody_judges_an_attempt_that_is_still_running():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="still in progress"):
        running.review(ReviewOutcome.ANNULLED, OTHER_TEXT, JUDGE, after(100))

    assert happened(running) == []


@pytest.mark.parametrize(
    ("past", "by"),
    [
        ((STARTED, SUBMITTED, FAILED, APPEALED), EXPERT),
        ((STARTED, WROTE, SUBMITTED, GRADED, FAILED, APPEALED), MANAGER),
        ((STARTED, SUBMITTED, PASSED, judged(ReviewOutcome.ANNULLED), APPEALED), JUDGE),
    ],
    ids=["whose it is", "who marked it", "who judged it before"],
)
def test_who_had_a_part_in_it_does_not_hear_the_appeal(past, by):
    appealed = attempt(*past)

    with pytest.raises(NotAllowed, match="Another person must review it"):
        appealed.decide_appeal(AppealOutcome.GRANTED, OTHER_TEXT, by, after(600))

    assert happened(appealed) == []


def test_somebody_elses_attempt_answers_as_one_that_is_not_there():
    running = attempt(STARTED)

    running.must_be_of(EXPERT)
    with pytest.raises(NotFound, match=r"This attempt does not exist\."):
        running.must_be_of(OTHER_EXPERT)
