"""Tests in the log: a brand's, or the platform's; begun with a bank of questions."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.assessments.assessment import Assessment
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from tests.domain.assessments.assessment_fixture import refused
from tests.domain.assessments.question_bank import (
    NUMERIC,
    RIGHT,
    RULES,
    SINGLE,
    TEST,
    TRUE_FALSE,
    question,
)
from tests.support.people import BRAND, ELECTRICITY, MANAGER, after

WITHOUT_TEXT = question(1, text=" ")


def begin(school, brand_id=BRAND, subject_id=ELECTRICITY, **more):
    return school.assessments.create(
        TEST, brand_id, subject_id, "Electricity", "en", MANAGER, after(0), **more
    )


@pytest.mark.parametrize("brand_id", [BRAND, None], ids=["a brand's", "the platform's"])
def test_a_test_is_created_with_questions_and_published(school, brand_id):
    begin(school, brand_id, questions=list(RIGHT))

    school.assessments.publish(TEST, RULES, MANAGER, after(1))

    test = school.log.load(Assessment, TEST)
    assert (test.brand_id, test.draft_questions()) == (brand_id, list(RIGHT))
    assert len(test.open_edition()[1].questions) == len(RIGHT)


def test_a_test_is_revised_published_changed_and_withdrawn(school):
    begin(school)
    school.assessments.revise_question(TEST, SINGLE, MANAGER, after(1))
    school.assessments.revise_questions(TEST, [SINGLE, NUMERIC], MANAGER, after(2))
    school.assessments.publish(TEST, RULES, MANAGER, after(3))
    school.assessments.remove_question(TEST, NUMERIC.id, MANAGER, after(4))
    school.assessments.publish(TEST, RULES, MANAGER, after(5))
    school.assessments.withdraw(TEST, MANAGER, after(6))

    assert school.event_names(TEST) == [
        "Created",
        "QuestionRevised",
        "QuestionRevised",
        "Published",
        "QuestionRemoved",
        "Published",
        "Withdrawn",
    ]


def test_creating_a_test_twice_with_one_idempotency_key_creates_one(school):
    idempotency_key = IdempotencyKey.of("key", "begin")

    assert begin(school, idempotency_key=idempotency_key) == begin(
        school, idempotency_key=idempotency_key
    )
    assert school.event_names(TEST) == ["Created"]


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ({"brand_id": uuid4()}, "This brand does not exist"),
        ({"subject_id": uuid4()}, "This subject does not exist"),
    ],
    ids=["brand", "subject"],
)
def test_a_test_needs_an_existing_brand_and_subject(school, where, sentence):
    refused(school, NotFound, sentence, lambda: begin(school, **where))


def test_questions_are_revised_all_or_none(school):
    begin(school)

    refused(
        school,
        Invalid,
        "needs a text",
        lambda: school.assessments.revise_questions(
            TEST, [NUMERIC, WITHOUT_TEXT], MANAGER, after(1)
        ),
    )
    refused(
        school,
        NotNow,
        "This test already exists",
        lambda: begin(school, questions=[TRUE_FALSE]),
    )


@pytest.mark.parametrize(
    ("command", "refusal", "sentence"),
    [
        (
            lambda tests: tests.revise_question(TEST, WITHOUT_TEXT, MANAGER, after(9)),
            Invalid,
            "needs a text",
        ),
        (
            lambda tests: tests.remove_question(TEST, NUMERIC.id, MANAGER, after(9)),
            NotFound,
            "This question is not in the draft",
        ),
        (
            lambda tests: tests.publish(TEST, RULES, MANAGER, after(9)),
            NotNow,
            "Nothing has changed",
        ),
        (
            lambda tests: tests.publish(TEST, replace(RULES, selections=()), MANAGER, after(9)),
            Invalid,
            "the topics that questions are selected from",
        ),
        (
            lambda tests: tests.withdraw(uuid4(), MANAGER, after(9)),
            NotFound,
            "This test does not exist",
        ),
    ],
    ids=["question", "left out", "unchanged", "rules", "no test"],
)
def test_refused_commands_on_tests_record_no_event(school, command, refusal, sentence):
    school.publish(SINGLE)

    refused(school, refusal, sentence, lambda: command(school.assessments))
