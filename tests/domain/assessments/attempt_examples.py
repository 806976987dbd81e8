"""An attempt of our examples: what was drawn for an expert, and what happened to it."""

from domain.assessments.answers import Written
from domain.assessments.assessment_rules import Draw, TestRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Beginning
from domain.assessments.grading import Result, Score
from domain.assessments.selection import draw
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

JUDGE = OTHER_EXPERT
BOTH = TestRules((Draw(BATTERIES), Draw(SAFETY)), 60, 600)
ASKED = open_test(SINGLE, question(9), FREE, SHORT, rules=BOTH)
DRAWN = draw(ASKED, ASKED.editions[0], 7)
FIRST = Beginning(TEST, 1, ELECTRICITY, BRAND, EXPERT, number=1, nth=1)
STARTED = Attempt.Started(
    at=after(0), beginning=FIRST, seed=7, drawn=DRAWN, deadline=after(600), device="cd"
)
SUBMITTED = Attempt.Submitted(at=after(300))
TIMED_OUT = Attempt.TimedOut(at=after(600))
NOT_ENOUGH = Result(0, (), Score(NOTHING, (), passed=False))
ENOUGH = Result(0, (), Score(WHOLE, (), passed=True))
FAILED = Attempt.Failed(at=after(310), result=NOT_ENOUGH, retry_at=after(900))
PASSED = Attempt.Passed(at=after(310), result=ENOUGH, valid_until=None)
APPEALED = Attempt.Appealed(at=after(400), text_id=TEXT, length=80)
MARKED = Attempt.AnswerMarked(at=after(305), question_id=FREE.id, percent=HALF, by=MANAGER)


def answered(asked, answer, seconds=60):
    return Attempt.Answered(at=after(seconds), question_id=asked.id, answer=answer)


def judged(verdict, by=JUDGE):
    return Attempt.Judged(at=after(500), verdict=verdict, text_id=OTHER_TEXT, by=by)


WROTE = answered(FREE, Written(OTHER_TEXT, 40))


def attempt(*events):
    return given(Attempt, *events, id=ATTEMPT)
