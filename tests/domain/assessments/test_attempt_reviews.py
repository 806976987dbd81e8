"""People mark what was written, look at what was pointed out, and hear appeals."""

from decimal import Decimal
from uuid import UUID

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import ReviewOutcome
from domain.errors import NotNow
from domain.members.member import QualificationReason
from domain.reasons import AppealOutcome
from tests.domain.assessments.assessment_fixture import qualifications, refused
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    BATTERIES,
    FREE,
    HALF,
    NO,
    OTHER_TEXT,
    SAFETY,
    SHORT,
    TEST,
    TEXT,
    TRUE_FALSE,
    WHOLE,
    YES,
)
from tests.support.people import ELECTRICITY, EXPERT, MANAGER, after

DAY = 86400
SECOND, THIRD = UUID(int=82), UUID(int=83)
BOTH = AssessmentRules((Selection(BATTERIES), Selection(SAFETY)), 60, 600)
IN_WORDS = {TRUE_FALSE: NO, FREE: TextAnswer(OTHER_TEXT, 15)}
WRONG = {TRUE_FALSE: YES}


def test_the_result_waits_for_the_last_answer_that_a_person_marks(school):
    school.publish(TRUE_FALSE, FREE, SHORT, rules=BOTH)
    school.take(ATTEMPT, IN_WORDS | {SHORT: TextAnswer(TEXT, 10)})
    assert school.told(ATTEMPT)[-1] == "Submitted"

    school.attempts.grade_answer(ATTEMPT, FREE.id, HALF, MANAGER, after(300))

    assert school.told(ATTEMPT)[-2:] == ["AnswerGraded", "Passed"]
    assert qualifications(school)[ELECTRICITY].percent == Decimal("83.33")


def test_what_nothing_waits_for_any_more_is_told_when_its_clock_is_looked_at(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, IN_WORDS)
    school.regrading.change_key(
        TEST,
        lambda test: test.void_question(FREE.id, "wrong", MANAGER, after(300)),
        [ATTEMPT],
        MANAGER,
        after(300),
    )

    school.attempts.time_out(ATTEMPT, after(301))

    assert school.told(ATTEMPT)[-1] == "Passed"


def test_what_was_won_by_no_own_work_is_lost(school):
    school.publish(TRUE_FALSE)
    school.take(ATTEMPT, {TRUE_FALSE: NO})

    school.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(300))

    assert qualifications(school) == {}
    [*_, lost] = school.log.history(EXPERT)
    assert (lost.data.reason, lost.data.by) == (QualificationReason.ANNULLED, MANAGER)


def test_who_was_annulled_before_all_was_marked_wins_nothing_by_it(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, IN_WORDS)
    school.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(300))

    school.attempts.grade_answer(ATTEMPT, FREE.id, WHOLE, MANAGER, after(400))

    assert qualifications(school) == {}


def test_an_appeal_that_is_right_wins_what_was_refused(school):
    school.publish(TRUE_FALSE)
    school.take(ATTEMPT, WRONG)
    school.attempts.appeal(ATTEMPT, EXPERT, TEXT, 80, after(200))

    school.attempts.decide_appeal(ATTEMPT, AppealOutcome.GRANTED, OTHER_TEXT, MANAGER, after(300))

    assert qualifications(school)[ELECTRICITY].attempt_id == ATTEMPT
    [*_, won] = school.log.history(EXPERT)
    assert won.data.reason is QualificationReason.APPEAL


def test_an_appeal_that_is_turned_down_changes_nothing(school):
    school.publish(TRUE_FALSE)
    school.take(ATTEMPT, WRONG)
    school.attempts.appeal(ATTEMPT, EXPERT, TEXT, 80, after(200))

    school.attempts.decide_appeal(ATTEMPT, AppealOutcome.REJECTED, OTHER_TEXT, MANAGER, after(300))

    assert school.told(ATTEMPT)[-1] == "AppealDecided"
    assert qualifications(school) == {}


def test_what_was_refused_to_people_who_mark_and_judge_is_not_in_the_log(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, WRONG)
    attempts = school.attempts

    refused(
        school,
        NotNow,
        "There is nothing to grade here",
        lambda: attempts.grade_answer(ATTEMPT, FREE.id, WHOLE, MANAGER, after(300)),
    )
    refused(
        school,
        NotNow,
        "no appeal",
        lambda: attempts.decide_appeal(ATTEMPT, AppealOutcome.GRANTED, TEXT, MANAGER, after(300)),
    )
