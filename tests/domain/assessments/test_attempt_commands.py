"""Attempts in the log: from the start to the result, each answer saved at once."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.assessments.answers import ChoiceAnswer, NumericAnswer, TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import SubmittedAnswer
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from tests.domain.assessments.assessment_fixture import at_test, qualifications, refused
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    BATTERIES,
    FREE,
    NO,
    NOTHING,
    NUMERIC,
    OTHER_TEXT,
    RIGHT,
    RULES,
    SAFETY,
    SINGLE,
    TEST,
    TEXT,
    TRUE_FALSE,
    WHOLE,
    YES,
    question,
)
from tests.support.people import ELECTRICITY, EXPERT, MANAGER, OTHER_EXPERT, after

DAY = 86400
SECOND, THIRD = UUID(int=82), UUID(int=83)
BOTH = AssessmentRules((Selection(BATTERIES), Selection(SAFETY)), 60, 600)
IN_WORDS = {TRUE_FALSE: NO, FREE: TextAnswer(OTHER_TEXT, 15)}
WRONG = {TRUE_FALSE: YES}


# From the start to the result.


def test_who_answers_right_passes_and_is_qualified_for_the_subject(school):
    school.publish(*RIGHT, rules=replace(RULES, valid_days=10))

    head = school.take(ATTEMPT, RIGHT)

    assert school.told(ATTEMPT) == ["Started", *["AnswerSaved"] * 7, "Submitted", "Passed"]
    held = qualifications(school)[ELECTRICITY]
    assert (held.assessment_id, held.attempt_id, held.percent) == (TEST, ATTEMPT, WHOLE)
    assert (held.since, held.until) == (after(120), after(120 + 10 * DAY))
    assert school.log.rows.head() == head
    assert school.texts.asked_for == [TEXT]


def test_who_does_not_pass_is_told_when_to_try_again(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, retry_after_s=DAY))

    school.take(ATTEMPT, WRONG)

    [*_, told] = school.log.history(ATTEMPT)
    assert told.data.retry_at == after(120 + DAY)
    assert told.data.result.score.percent == NOTHING
    assert qualifications(school) == {}


def test_what_is_asked_is_drawn_with_the_seed_and_recorded(school):
    school.publish(*RIGHT, rules=AssessmentRules((Selection(BATTERIES, 3),), 60, 600))

    school.start(ATTEMPT, seed=5)
    school.start(SECOND, OTHER_EXPERT, seed=5)
    [first], [other] = school.log.history(ATTEMPT), school.log.history(SECOND)

    assert first.data.seed == 5
    assert len(first.data.items) == 3
    assert first.data.items == other.data.items
    assert tuple(at_test(school).items.values()) == first.data.items


def test_an_attempt_keeps_the_edition_it_was_started_with(school):
    school.publish(question(1))
    school.start(ATTEMPT)
    school.assessments.revise_question(TEST, question(1, NUMERIC.answer_key), MANAGER, after(1))
    school.assessments.publish(TEST, replace(RULES, pass_percent=100), MANAGER, after(2))

    school.attempts.answer(ATTEMPT, EXPERT, [SubmittedAnswer(question(1).id, YES, 0)], after(60))
    school.attempts.submit(ATTEMPT, EXPERT, after(120))

    assert school.told(ATTEMPT)[-1] == "Passed"


def test_who_is_granted_extra_time_has_a_later_deadline(school):
    school.publish(TRUE_FALSE)

    school.attempts.start(ATTEMPT, TEST, EXPERT, 7, after(0), extra_percent=50)

    assert at_test(school).deadline == after(900)


def test_nobody_has_less_time_than_others(school):
    school.publish(TRUE_FALSE)

    refused(
        school,
        Invalid,
        "Extra time cannot be negative",
        lambda: school.attempts.start(ATTEMPT, TEST, EXPERT, 7, after(0), extra_percent=-1),
    )


def test_a_start_that_is_repeated_with_its_key_is_one_start(school):
    school.publish(TRUE_FALSE)

    def start():
        idempotency_key = IdempotencyKey.of("key", "start")
        return school.attempts.start(
            ATTEMPT, TEST, EXPERT, 7, after(0), idempotency_key=idempotency_key
        )

    assert start() == start() == school.log.rows.head()
    assert school.told(ATTEMPT) == ["Started"]


@pytest.mark.parametrize(
    ("assessment_id", "member_id", "refusal", "sentence"),
    [
        (uuid4(), EXPERT, NotFound, "This test does not exist"),
        (TEST, uuid4(), NotFound, "This member does not exist"),
        (SECOND, EXPERT, NotNow, "not open"),
    ],
    ids=["no test", "no member", "a draft"],
)
def test_who_or_what_is_not_there_begins_nothing(
    school, assessment_id, member_id, refusal, sentence
):
    school.publish(TRUE_FALSE)
    school.assessments.create(SECOND, None, ELECTRICITY, "Draft", "en", MANAGER, after(0))

    refused(
        school,
        refusal,
        sentence,
        lambda: school.attempts.start(ATTEMPT, assessment_id, member_id, 7, after(0)),
    )


def test_nobody_begins_a_test_of_which_nothing_counts(school):
    school.publish(TRUE_FALSE)
    school.regrading.change_key(
        TEST,
        lambda test: test.void_question(TRUE_FALSE.id, "wrong", MANAGER, after(-10)),
        [],
        MANAGER,
        after(-10),
    )

    refused(
        school,
        NotNow,
        "This test no longer has any questions that count",
        lambda: school.start(ATTEMPT),
    )


# Answers, tabs, and other people.


def test_answers_are_saved_all_or_none(school):
    school.publish(SINGLE, NUMERIC)
    school.start(ATTEMPT)
    two = [
        SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0),
        SubmittedAnswer(NUMERIC.id, ChoiceAnswer(("a",)), 0),
    ]

    refused(
        school,
        Invalid,
        "This type of answer does not fit the question",
        lambda: school.attempts.answer(ATTEMPT, EXPERT, two, after(60)),
    )
    two[1] = SubmittedAnswer(NUMERIC.id, NumericAnswer(None), 0)
    school.attempts.answer(ATTEMPT, EXPERT, two, after(61))

    assert school.told(ATTEMPT) == ["Started", "AnswerSaved", "AnswerSaved"]


def test_replayed_answers_change_nothing(school):
    school.publish(SINGLE)
    school.start(ATTEMPT)
    wrong, right = (
        SubmittedAnswer(SINGLE.id, ChoiceAnswer(("b",)), 0),
        SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), 1),
    )
    for each in (wrong, right):
        school.attempts.answer(ATTEMPT, EXPERT, [each], after(60))
    head = school.log.rows.head()

    assert school.attempts.answer(ATTEMPT, EXPERT, [right], after(61)) == head
    refused(
        school,
        NotNow,
        "another tab",
        lambda: school.attempts.answer(ATTEMPT, EXPERT, [wrong], after(62)),
    )

    assert at_test(school).answers == {SINGLE.id: ChoiceAnswer(("a",))}


@pytest.mark.parametrize(
    "ask",
    [
        lambda attempts, id: attempts.answer(
            id, OTHER_EXPERT, [SubmittedAnswer(SINGLE.id, YES, 0)], after(9)
        ),
        lambda attempts, id: attempts.submit(id, OTHER_EXPERT, after(9)),
        lambda attempts, id: attempts.appeal(id, OTHER_EXPERT, TEXT, 80, after(9)),
    ],
    ids=["answer", "submit", "appeal"],
)
@pytest.mark.parametrize("attempt_id", [ATTEMPT, SECOND], ids=["another's", "none"])
def test_somebody_elses_attempt_is_as_one_that_is_not_there(school, ask, attempt_id):
    school.publish(SINGLE)
    school.start(ATTEMPT)

    refused(
        school,
        NotFound,
        r"^This attempt does not exist\.$",
        lambda: ask(school.attempts, attempt_id),
    )


def test_who_hands_in_twice_has_handed_in_once(school):
    school.publish(TRUE_FALSE)
    head = school.take(ATTEMPT, WRONG)

    assert school.attempts.submit(ATTEMPT, EXPERT, after(121)) == head
    assert school.attempts.submit(ATTEMPT, EXPERT, after(99999)) == head
    assert school.attempts.time_out(ATTEMPT, after(99999)) == head


def test_who_hands_in_late_passes_with_what_was_saved(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, valid_days=1))
    school.start(ATTEMPT)
    school.attempts.answer(ATTEMPT, EXPERT, [SubmittedAnswer(TRUE_FALSE.id, NO, 0)], after(60))

    school.attempts.submit(ATTEMPT, EXPERT, after(1000))

    assert school.told(ATTEMPT) == ["Started", "AnswerSaved", "TimedOut", "Passed"]
    assert at_test(school).ended_at == after(600)
    assert qualifications(school)[ELECTRICITY].until == after(600 + DAY)


def test_what_comes_late_is_refused_and_what_was_saved_counts(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, retry_after_s=DAY))
    school.start(ATTEMPT)
    right = [SubmittedAnswer(TRUE_FALSE.id, NO, 0)]

    refused(
        school,
        NotNow,
        "Time is up for this attempt",
        lambda: school.attempts.answer(ATTEMPT, EXPERT, right, after(601)),
    )
    school.attempts.time_out(ATTEMPT, after(700))

    [*_, told] = school.log.history(ATTEMPT)
    assert told.data.retry_at == after(600 + DAY)


def test_before_its_time_an_attempt_is_not_timed_out(school):
    school.publish(TRUE_FALSE)
    head = school.start(ATTEMPT)

    assert school.attempts.time_out(ATTEMPT, after(600)) == head
