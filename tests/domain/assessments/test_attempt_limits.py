"""One attempt at a time, as many as are allowed, and a while between them."""

from uuid import UUID, uuid4

from msgspec.structs import replace

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.errors import NotNow
from tests.domain.assessments.assessment_fixture import at_test, refused
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
IN_WORDS = {TRUE_FALSE: NO, FREE: TextAnswer(OTHER_TEXT, 15)}
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


def test_the_next_attempt_waits_for_its_time(school):
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
        at_test(school, SECOND).started.attempt_number,
        at_test(school, SECOND).started.attempt_in_cycle,
    ) == (
        2,
        2,
    )


def test_the_next_attempt_waits_until_the_last_one_is_marked(school):
    school.publish(TRUE_FALSE, FREE, rules=BOTH)
    school.take(ATTEMPT, IN_WORDS)

    refused(
        school,
        NotNow,
        "Your last attempt at this test has not been graded yet",
        lambda: school.start(SECOND, at=200),
    )
    school.attempts.grade_answer(ATTEMPT, FREE.id, NOTHING, MANAGER, after(300))
    school.start(SECOND, at=400)

    assert at_test(school, SECOND).started.attempt_number == 2


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
    [*_, told] = school.log.history(SECOND)
    assert told.data.retry_at is None
    school.take(THIRD, WRONG, OTHER_EXPERT, at=400)


def test_who_has_passed_begins_no_other_attempt_while_that_is_valid(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, valid_days=10))
    school.take(ATTEMPT, {TRUE_FALSE: NO})

    lapses = 120 + 10 * DAY
    refused(school, NotNow, "still valid", lambda: school.start(SECOND, at=lapses - 1))
    school.start(SECOND, at=lapses)


def test_who_renews_what_has_lapsed_has_all_the_attempts_again(school):
    rules = replace(RULES, attempts_allowed=2, valid_days=10)
    school.publish(TRUE_FALSE, rules=rules)
    school.take(ATTEMPT, WRONG)
    school.take(SECOND, {TRUE_FALSE: NO}, at=200)

    third, fourth = 20 * DAY, 21 * DAY
    school.take(THIRD, WRONG, at=third)
    school.take(fifth := uuid4(), WRONG, at=fourth)

    begun = [at_test(school, each).started for each in (ATTEMPT, SECOND, THIRD, fifth)]
    assert [(each.attempt_number, each.attempt_in_cycle) for each in begun] == [
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
