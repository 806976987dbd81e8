"""Commands on attempts, from the start to the result."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.assessments.answers import ChoiceAnswer, NumericAnswer, TextAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import CandidateAnswer
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from tests.domain.assessments.assessment_fixture import load_attempt, qualifications, refused
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
WITH_TEXT = {TRUE_FALSE: NO, FREE: TextAnswer(OTHER_TEXT, 15)}
WRONG = {TRUE_FALSE: YES}


# From the start to the result.


def test_correct_answers_pass_and_qualify_for_the_subject(school):
    school.publish(*RIGHT, rules=replace(RULES, valid_days=10))

    head = school.take(ATTEMPT, RIGHT)

    assert school.event_names(ATTEMPT) == ["Started", *["AnswerSaved"] * 7, "Submitted", "Passed"]
    qualification = qualifications(school)[ELECTRICITY]
    assert (qualification.assessment_id, qualification.attempt_id, qualification.percent) == (
        TEST,
        ATTEMPT,
        WHOLE,
    )
    assert (qualification.since, qualification.until) == (after(120), after(120 + 10 * DAY))
    assert school.log.rows.head() == head
    assert school.texts.requested_ids == [TEXT]


def test_a_failed_attempt_states_when_the_next_may_start(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, retry_after_s=DAY))

    school.take(ATTEMPT, WRONG)

    [*_, failed] = school.log.history(ATTEMPT)
    assert failed.data.retry_at == after(120 + DAY)
    assert failed.data.result.score.percent == NOTHING
    assert qualifications(school) == {}


def test_items_are_selected_with_the_seed_and_recorded(school):
    school.publish(*RIGHT, rules=AssessmentRules((Selection(BATTERIES, 3),), 60, 600))

    school.start(ATTEMPT, seed=5)
    school.start(SECOND, OTHER_EXPERT, seed=5)
    [first], [other] = school.log.history(ATTEMPT), school.log.history(SECOND)

    assert first.data.seed == 5
    assert len(first.data.items) == 3
    assert first.data.items == other.data.items
    assert tuple(load_attempt(school).items.values()) == first.data.items


def test_an_attempt_keeps_the_edition_it_was_started_with(school):
    school.publish(question(1))
    school.start(ATTEMPT)
    school.assessments.revise_question(TEST, question(1, NUMERIC.answer_key), MANAGER, after(1))
    school.assessments.publish(TEST, replace(RULES, pass_percent=100), MANAGER, after(2))

    school.attempts.save_answers(
        ATTEMPT, EXPERT, [CandidateAnswer(question(1).id, YES, 0)], after(60)
    )
    school.attempts.submit(ATTEMPT, EXPERT, after(120))

    assert school.event_names(ATTEMPT)[-1] == "Passed"


def test_extra_time_moves_the_deadline(school):
    school.publish(TRUE_FALSE)

    school.attempts.start(ATTEMPT, TEST, EXPERT, 7, after(0), extra_percent=50)

    assert load_attempt(school).deadline == after(900)


def test_negative_extra_time_is_refused(school):
    school.publish(TRUE_FALSE)

    refused(
        school,
        Invalid,
        "Extra time cannot be negative",
        lambda: school.attempts.start(ATTEMPT, TEST, EXPERT, 7, after(0), extra_percent=-1),
    )


def test_starting_twice_with_one_idempotency_key_starts_one_attempt(school):
    school.publish(TRUE_FALSE)

    def start():
        idempotency_key = IdempotencyKey.of("key", "start")
        return school.attempts.start(
            ATTEMPT, TEST, EXPERT, 7, after(0), idempotency_key=idempotency_key
        )

    assert start() == start() == school.log.rows.head()
    assert school.event_names(ATTEMPT) == ["Started"]


@pytest.mark.parametrize(
    ("assessment_id", "member_id", "refusal", "sentence"),
    [
        (uuid4(), EXPERT, NotFound, "This test does not exist"),
        (TEST, uuid4(), NotFound, "This member does not exist"),
        (SECOND, EXPERT, NotNow, "not open"),
    ],
    ids=["no test", "no member", "a draft"],
)
def test_starting_needs_a_member_and_an_open_test(
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


def test_a_test_with_voided_questions_only_cannot_be_started(school):
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


# Answers, tabs, and other members.


def test_answers_are_saved_all_or_none(school):
    school.publish(SINGLE, NUMERIC)
    school.start(ATTEMPT)
    two = [
        CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0),
        CandidateAnswer(NUMERIC.id, ChoiceAnswer(("a",)), 0),
    ]

    refused(
        school,
        Invalid,
        "This type of answer does not fit the question",
        lambda: school.attempts.save_answers(ATTEMPT, EXPERT, two, after(60)),
    )
    two[1] = CandidateAnswer(NUMERIC.id, NumericAnswer(None), 0)
    school.attempts.save_answers(ATTEMPT, EXPERT, two, after(61))

    assert school.event_names(ATTEMPT) == ["Started", "AnswerSaved", "AnswerSaved"]


def test_replayed_answers_change_nothing(school):
    school.publish(SINGLE)
    school.start(ATTEMPT)
    wrong, right = (
        CandidateAnswer(SINGLE.id, ChoiceAnswer(("b",)), 0),
        CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), 1),
    )
    for candidate_answer in (wrong, right):
        school.attempts.save_answers(ATTEMPT, EXPERT, [candidate_answer], after(60))
    head = school.log.rows.head()

    assert school.attempts.save_answers(ATTEMPT, EXPERT, [right], after(61)) == head
    refused(
        school,
        NotNow,
        "another tab",
        lambda: school.attempts.save_answers(ATTEMPT, EXPERT, [wrong], after(62)),
    )

    assert load_attempt(school).answers == {SINGLE.id: ChoiceAnswer(("a",))}


@pytest.mark.parametrize(
    "command",
    [
        lambda attempts, id: attempts.save_answers(
            id, OTHER_EXPERT, [CandidateAnswer(SINGLE.id, YES, 0)], after(9)
        ),
        lambda attempts, id: attempts.submit(id, OTHER_EXPERT, after(9)),
        lambda attempts, id: attempts.appeal(id, OTHER_EXPERT, TEXT, 80, after(9)),
    ],
    ids=["answer", "submit", "appeal"],
)
@pytest.mark.parametrize("attempt_id", [ATTEMPT, SECOND], ids=["another's", "none"])
def test_another_members_attempt_is_not_found(school, command, attempt_id):
    school.publish(SINGLE)
    school.start(ATTEMPT)

    refused(
        school,
        NotFound,
        r"^This attempt does not exist\.$",
        lambda: command(school.attempts, attempt_id),
    )


def test_submitting_twice_records_one_event(school):
    school.publish(TRUE_FALSE)
    head = school.take(ATTEMPT, WRONG)

    assert school.attempts.submit(ATTEMPT, EXPERT, after(121)) == head
    assert school.attempts.submit(ATTEMPT, EXPERT, after(99999)) == head
    assert school.attempts.time_out(ATTEMPT, after(99999)) == head


def test_submitting_late_passes_with_the_saved_answers(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, valid_days=1))
    school.start(ATTEMPT)
    school.attempts.save_answers(
        ATTEMPT, EXPERT, [CandidateAnswer(TRUE_FALSE.id, NO, 0)], after(60)
    )

    school.attempts.submit(ATTEMPT, EXPERT, after(1000))

    assert school.event_names(ATTEMPT) == ["Started", "AnswerSaved", "TimedOut", "Passed"]
    assert load_attempt(school).ended_at == after(600)
    assert qualifications(school)[ELECTRICITY].until == after(600 + DAY)


def test_late_answers_are_refused_and_saved_ones_count(school):
    school.publish(TRUE_FALSE, rules=replace(RULES, retry_after_s=DAY))
    school.start(ATTEMPT)
    right = [CandidateAnswer(TRUE_FALSE.id, NO, 0)]

    refused(
        school,
        NotNow,
        "Time is up for this attempt",
        lambda: school.attempts.save_answers(ATTEMPT, EXPERT, right, after(601)),
    )
    school.attempts.time_out(ATTEMPT, after(700))

    [*_, failed] = school.log.history(ATTEMPT)
    assert failed.data.retry_at == after(600 + DAY)


def test_an_attempt_is_not_timed_out_before_its_deadline(school):
    school.publish(TRUE_FALSE)
    head = school.start(ATTEMPT)

    assert school.attempts.time_out(ATTEMPT, after(600)) == head
