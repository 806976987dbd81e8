"""An expert's attempt: its items, and events of its life."""

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import ReviewOutcome
from domain.assessments.grading import AttemptResult, Score
from domain.assessments.selection import select_items
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    BATTERIES,
    FREE,
    HALF,
    NOTHING,
    OTHER_TEXT,
    SAFETY,
    SHORT,
    SINGLE,
    TEST,
    TEXT,
    WHOLE,
    open_test,
    question,
)
from tests.support.history import given
from tests.support.people import BRAND, ELECTRICITY, EXPERT, MANAGER, OTHER_EXPERT, after

REVIEWER = OTHER_EXPERT
BOTH = AssessmentRules((Selection(BATTERIES), Selection(SAFETY)), 60, 600)
EXAM = open_test(SINGLE, question(9), FREE, SHORT, rules=BOTH)
ITEMS = select_items(EXAM, EXAM.editions[0], 7)
STARTED = Attempt.Started(
    at=after(0),
    assessment_id=TEST,
    edition=1,
    subject_id=ELECTRICITY,
    brand_id=BRAND,
    member_id=EXPERT,
    attempt_number=1,
    attempt_in_cycle=1,
    seed=7,
    items=ITEMS,
    deadline=after(600),
    device_digest="cd",
)
SUBMITTED = Attempt.Submitted(at=after(300))
TIMED_OUT = Attempt.TimedOut(at=after(600))
FAILING_RESULT = AttemptResult(0, (), Score(NOTHING, (), passed=False))
PASSING_RESULT = AttemptResult(0, (), Score(WHOLE, (), passed=True))
FAILED = Attempt.Failed(at=after(310), result=FAILING_RESULT, retry_at=after(900))
PASSED = Attempt.Passed(at=after(310), result=PASSING_RESULT, valid_until=None)
APPEALED = Attempt.Appealed(at=after(400), appeal_text_id=TEXT, text_length=80)
GRADED = Attempt.AnswerGraded(at=after(305), question_id=FREE.id, percent=HALF, by=MANAGER)


def answer_saved(question, answer, seconds=60):
    return Attempt.AnswerSaved(at=after(seconds), question_id=question.id, answer=answer)


def outcome_event(outcome, by=REVIEWER):
    event = Attempt.Reviewed if isinstance(outcome, ReviewOutcome) else Attempt.AppealDecided
    return event(at=after(500), outcome=outcome, reason_text_id=OTHER_TEXT, by=by)


def decide(attempt, outcome, text_id, by, at):
    """Review an attempt or decide its appeal, as the type of the outcome says."""
    is_review = isinstance(outcome, ReviewOutcome)
    command = attempt.review if is_review else attempt.decide_appeal
    return command(outcome, text_id, by, at)


FREE_TEXT_SAVED = answer_saved(FREE, TextAnswer(OTHER_TEXT, 40))


def attempt(*events):
    return given(Attempt, *events, id=ATTEMPT)
