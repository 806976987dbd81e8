"""One attempt at a time, a maximum of attempts, and a delay between them."""

from uuid import UUID, uuid4

from msgspec.structs import replace

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.errors import NotNow
from tests.domain.assessments.assessment_fixture import load_attempt, refused
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    BATTERIES,
    FREE,
    NO,
    NOTHING,
    OTHER_TEXT,
    RULES,
    SAFETY,
    TRUE_FALSE,
    YES,
)
from tests.support.people import MANAGER, OTHER_EXPERT, after

DAY = 86400
SECOND, THIRD = UUID(int=82), UUID(int=83)
BOTH = AssessmentRules((Selection(BATTERIES), Selection(SAFETY)), 60, 600)
WITH_TEXT = {TRUE_FALSE: NO, FREE: TextAnswer(OTHER_TEXT, 15)}
WRONG = {TRUE_FALSE: YES}


def test_one_attempt_at_a_time(school):
    school.publish(TRUE_FALSE)
    school.start(ATTEMPT)

    refused(
        school,
        NotNow,
        "You have already started an attempt at this test",
        lambda: school.start(SECOND, at=10),
    )


def test_the_next_attempt_cannot_start_too_early(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, retry_after_s=DAY))
    school.take(ATTEMPT, WRONG)

    again = 120 + DAY
    refused(
        school,
        NotNow,
        "try again from 2026-06-02 09:02 UTC",
        lambda: school.start(SECOND, at=again - 1),
    )
    school.start(SECOND, at=again)

    assert (
        load_attempt(school, SECOND).started.attempt_number,
        load_attempt(school, SECOND).started.attempt_in_cycle,
    ) == (
        2,
        2,
    )


def test_the_next_attempt_waits_until_the_last_one_is_graded(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, WITH_TEXT)

    refused(
        school,
        NotNow,
        "Your last attempt at this test has not been graded yet",
        lambda: school.start(SECOND, at=200),
    )
    school.attempts.grade_answer(ATTEMPT, FREE.id, NOTHING, MANAGER, after(300))
    school.start(SECOND, at=400)

    assert load_attempt(school, SECOND).started.attempt_number == 2


def test_there_are_as_many_attempts_as_are_allowed(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, attempts_allowed=2))
    school.take(ATTEMPT, WRONG)
    school.take(SECOND, WRONG, at=200)

    refused(
        school,
        NotNow,
        "You have no attempts left for this test",
        lambda: school.start(THIRD, at=400),
    )
    [*_, failed] = school.log.history(SECOND)
    assert failed.data.retry_at is None
    school.take(THIRD, WRONG, OTHER_EXPERT, at=400)


def test_no_attempt_starts_while_a_qualification_is_valid(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, valid_days=10))
    school.take(ATTEMPT, {TRUE_FALSE: NO})

    lapses = 120 + 10 * DAY
    refused(school, NotNow, "still valid", lambda: school.start(SECOND, at=lapses - 1))
    school.start(SECOND, at=lapses)


def test_renewing_an_expired_qualification_starts_a_new_cycle(school):
    rules = replace(RULES, attempts_allowed=2, valid_days=10)
    school.publish(TRUE_FALSE, rules=rules)
    school.take(ATTEMPT, WRONG)
    school.take(SECOND, {TRUE_FALSE: NO}, at=200)

    third, fourth = 20 * DAY, 21 * DAY
    school.take(THIRD, WRONG, at=third)
    school.take(fifth := uuid4(), WRONG, at=fourth)

    started = [
        load_attempt(school, attempt_id).started for attempt_id in (ATTEMPT, SECOND, THIRD, fifth)
    ]
    assert [(event.attempt_number, event.attempt_in_cycle) for event in started] == [
        (1, 1),
        (2, 2),
        (3, 1),
        (4, 2),
    ]
    refused(
        school,
        NotNow,
        "You have no attempts left for this test",
        lambda: school.start(uuid4(), at=22 * DAY),
    )
