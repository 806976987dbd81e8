"""Commands of people who grade texts, review attempts and decide appeals."""

from decimal import Decimal
from uuid import UUID

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import ReviewOutcome
from domain.errors import NotNow
from domain.members.qualification import QualificationReason, RevocationReason
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
WITH_TEXT = {TRUE_FALSE: NO, FREE: TextAnswer(OTHER_TEXT, 15)}
WRONG = {TRUE_FALSE: YES}


def test_the_result_follows_the_last_manual_grade(school):
    school.publish(TRUE_FALSE, FREE, SHORT, rules=BOTH)
    school.take(ATTEMPT, WITH_TEXT | {SHORT: TextAnswer(TEXT, 10)})
    assert school.event_names(ATTEMPT)[-1] == "Submitted"

    school.attempts.grade_answer(ATTEMPT, FREE.id, HALF, MANAGER, after(300))

    assert school.event_names(ATTEMPT)[-2:] == ["AnswerGraded", "Passed"]
    assert qualifications(school)[ELECTRICITY].percent == Decimal("83.33")


def test_voiding_the_last_ungraded_question_lets_time_out_record_the_result(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, WITH_TEXT)
    school.regrading.change_key(
        TEST,
        lambda test: test.void_question(FREE.id, "wrong", MANAGER, after(300)),
        [ATTEMPT],
        MANAGER,
        after(300),
    )

    school.attempts.time_out(ATTEMPT, after(301))

    assert school.event_names(ATTEMPT)[-1] == "Passed"


def test_annulling_an_attempt_revokes_its_qualification(school):
    school.publish(TRUE_FALSE)
    school.take(ATTEMPT, {TRUE_FALSE: NO})

    school.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(300))

    assert qualifications(school) == {}
    [*_, lost] = school.log.history(EXPERT)
    assert (lost.data.reason, lost.data.by) == (RevocationReason.ANNULLED, MANAGER)


def test_an_attempt_annulled_before_grading_qualifies_for_nothing(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, WITH_TEXT)
    school.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(300))

    school.attempts.grade_answer(ATTEMPT, FREE.id, WHOLE, MANAGER, after(400))

    assert qualifications(school) == {}


def test_a_granted_appeal_qualifies_the_member(school):
    school.publish(TRUE_FALSE)
    school.take(ATTEMPT, WRONG)
    school.attempts.appeal(ATTEMPT, EXPERT, TEXT, 80, after(200))

    school.attempts.decide_appeal(ATTEMPT, AppealOutcome.GRANTED, OTHER_TEXT, MANAGER, after(300))

    assert qualifications(school)[ELECTRICITY].attempt_id == ATTEMPT
    [*_, won] = school.log.history(EXPERT)
    assert won.data.reason is QualificationReason.APPEAL


def test_a_rejected_appeal_qualifies_for_nothing(school):
    school.publish(TRUE_FALSE)
    school.take(ATTEMPT, WRONG)
    school.attempts.appeal(ATTEMPT, EXPERT, TEXT, 80, after(200))

    school.attempts.decide_appeal(ATTEMPT, AppealOutcome.REJECTED, OTHER_TEXT, MANAGER, after(300))

    assert school.event_names(ATTEMPT)[-1] == "AppealDecided"
    assert qualifications(school) == {}


def test_refused_grades_and_decisions_record_no_event(school):
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
