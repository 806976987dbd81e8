"""Tests as lists show them."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import Question
from domain.assessments.question_types.choice import TrueFalse
from projections.assessments import assessments
from projections.assessments.assessments import Assessments, open_tests
from tests.projections.in_memory_projections import (
    RecordedEvents,
    content,
    empty_tables,
    in_batches,
    project,
    rebuild,
)
from tests.support.people import (
    BRAND,
    ELECTRICITY,
    MANAGER,
    MORNING,
    OTHER_BRAND,
    after,
)

TEST, OTHER_TEST = UUID(int=1), UUID(int=2)
RULES = AssessmentRules(selections=(Selection("Fuses"),), pass_percent=80, time_limit_s=600)


@pytest.fixture
def db():
    with empty_tables() as tables:
        tables.info["history"] = RecordedEvents()
        yield tables


def project_singly(db, *events, id=TEST):
    history = db.info["history"]
    before = len(history.events)
    for event in history.add(id, *events).events[before:]:
        project([event], db, Assessments())


def created(brand_id=BRAND, title="Batteries", at=MORNING):
    return Assessment.Created(
        at=at, brand_id=brand_id, subject_id=ELECTRICITY, title=title, language="fr", by=MANAGER
    )


def revised(number, at=MORNING, text="Is it so?"):
    question = Question(UUID(int=number), "Fuses", "", text, TrueFalse(answer=True))
    return Assessment.QuestionRevised(at=at, question=question, by=MANAGER)


def removed(number, at=MORNING):
    return Assessment.QuestionRemoved(at=at, question_id=UUID(int=number), by=MANAGER)


def published(edition, at=MORNING):
    questions = (QuestionRevision(UUID(int=1), 1),)
    return Assessment.Published(
        at=at, edition=edition, questions=questions, rules=RULES, by=MANAGER
    )


def withdrawn(at=MORNING):
    return Assessment.Withdrawn(at=at, by=MANAGER)


def test_a_new_test_is_empty_and_not_open(db):
    project_singly(db, created())

    [test] = assessments.tests_of(BRAND, db)
    assert (test.title, test.language, test.subject_id) == ("Batteries", "fr", ELECTRICITY)
    assert (test.questions, test.edition, test.is_open, test.is_withdrawn) == (0, 0, False, False)
    assert (test.created_at, test.changed_at) == (MORNING, MORNING)
    assert open_tests(db) == []


def test_a_revised_question_is_still_one_question(db):
    project_singly(db, created(), revised(1), revised(2), revised(1, text="Is it not so?"))

    assert assessments.test_with_id(TEST, db).questions == 2


def test_a_removed_question_is_not_counted_until_it_is_revised_again(db):
    project_singly(db, created(), revised(1), revised(2), removed(1))
    assert assessments.test_with_id(TEST, db).questions == 1

    project_singly(db, revised(1))
    assert assessments.test_with_id(TEST, db).questions == 2


def test_a_published_test_is_open_until_it_is_withdrawn_and_again_with_the_next_edition(db):
    project_singly(db, created(), revised(1), published(1))
    assert [(test.assessment_id, test.edition) for test in open_tests(db)] == [(TEST, 1)]

    project_singly(db, withdrawn(after(60)))
    assert open_tests(db) == []
    assert assessments.test_with_id(TEST, db).is_withdrawn

    project_singly(db, published(2, after(120)))
    assert [(test.edition, test.is_withdrawn) for test in open_tests(db)] == [(2, False)]


def test_it_is_known_when_a_test_was_changed_last(db):
    project_singly(db, created(), revised(1, after(60)), removed(1, after(120)))

    assert assessments.test_with_id(TEST, db).changed_at == after(120)


def test_tests_are_listed_by_brand_and_those_of_the_platform_have_none(db):
    project_singly(db, created(BRAND, "Ours"))
    project_singly(db, created(OTHER_BRAND, "Theirs"), id=OTHER_TEST)
    project_singly(db, created(None, "Everybody's"), id=UUID(int=3))

    assert [test.title for test in assessments.tests_of(BRAND, db)] == ["Ours"]
    assert [test.title for test in assessments.tests_of(OTHER_BRAND, db)] == ["Theirs"]
    assert assessments.test_with_id(UUID(int=3), db).brand_id is None
    assert assessments.test_with_id(UUID(int=4), db) is None


def test_a_question_in_two_tests_is_counted_in_both(db):
    project_singly(db, created(), revised(1))
    project_singly(db, created(), revised(1), removed(1), id=OTHER_TEST)

    assert assessments.test_with_id(TEST, db).questions == 1
    assert assessments.test_with_id(OTHER_TEST, db).questions == 0


def test_the_newest_test_comes_first(db):
    project_singly(db, created(title="Old"))
    project_singly(db, created(title="New", at=MORNING + timedelta(days=1)), id=OTHER_TEST)

    assert [test.title for test in assessments.tests_of(BRAND, db)] == ["New", "Old"]


CHANGES = st.lists(
    st.sampled_from([revised(1), revised(2), removed(1), published(1), withdrawn()]), max_size=12
)


@settings(max_examples=30, deadline=None)
@given(CHANGES, st.lists(st.integers(0, 13), max_size=4))
def test_in_whatever_batches_they_are_applied_the_rows_are_the_same(changes, where):
    history = RecordedEvents().add(TEST, created(), *changes)

    with empty_tables() as db, empty_tables() as rebuilt:
        for batch in in_batches(
            history.events, [min(position, len(history.events)) for position in where]
        ):
            project(batch, db, Assessments())
        rebuild([history.events], rebuilt, Assessments())

        assert content(Assessments(), rebuilt) == content(Assessments(), db)


def test_both_databases_answer_alike(market):
    market.brands.register(BRAND, "camp", "Camp", "Europe/Paris", "EUR", MANAGER, MORNING)
    market.subjects.add(ELECTRICITY, "electricity", {"en": "Electricity"}, None, None, MORNING)
    market.assessments.create(TEST, BRAND, ELECTRICITY, "Batteries", "fr", MANAGER, MORNING)
    market.assessments.revise_question(TEST, revised(1).question, MANAGER, after(1))
    market.projector.catch_up()
    market.assessments.publish(TEST, RULES, MANAGER, after(2))
    market.projector.catch_up()

    with market.read_models.read(market.read_models.assessments) as db:
        assert [(test.questions, test.edition) for test in assessments.tests_of(BRAND, db)] == [
            (1, 1)
        ]
        assert [test.assessment_id for test in open_tests(db)] == [TEST]
