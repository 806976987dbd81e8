"""A test is written as a draft, and published in editions that never change."""

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from domain.assessments.assessment import Assessment, Edition
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question_types.choice import Choice, Single, TrueFalse
from domain.errors import Invalid, NotFound, NotNow
from tests.domain.assessments.question_bank import (
    BATTERIES,
    CREATED,
    MATCH,
    NOTHING,
    NUMERIC,
    RULES,
    SAFETY,
    SINGLE,
    TEST,
    TRUE_FALSE,
    WHOLE,
    edition,
    key_corrected,
    open_test,
    published,
    question,
    question_id,
    revised,
    revision,
    voided,
)
from tests.support.history import given, happened
from tests.support.people import BRAND, ELECTRICITY, MANAGER, after

WITHDRAWN = Assessment.Withdrawn(at=after(0), by=MANAGER)
BETTER = question(1, SINGLE.answer_key, text="How many volts has the battery?")
OTHER_KEY = Single((Choice("a", "12 V", NOTHING), Choice("b", "230 V", WHOLE)))


def begin(test, title="Electricity"):
    test.create(BRAND, ELECTRICITY, title, "en", MANAGER, after(-1000))


# Drafts.


def test_a_test_is_created():
    test = given(Assessment)

    begin(test, "  Electricity ")

    assert happened(test) == [CREATED]


def test_a_test_is_created_once():
    test = given(Assessment, CREATED)

    with pytest.raises(NotNow, match="This test already exists"):
        begin(test)

    assert happened(test) == []


def test_a_test_has_a_title():
    test = given(Assessment)

    with pytest.raises(Invalid, match="title"):
        begin(test, " \n")

    assert happened(test) == []


def test_a_question_is_added_to_the_draft():
    test = given(Assessment, CREATED)

    test.revise_question(SINGLE, MANAGER, after(-900))

    assert happened(test) == [revised(SINGLE)]
    assert test.draft_questions() == [SINGLE]


def test_an_invalid_question_is_refused():
    test = given(Assessment, CREATED)

    with pytest.raises(Invalid, match="needs a text"):
        test.revise_question(question(1, text=" "), MANAGER, after(0))

    assert happened(test) == []


def test_an_unchanged_question_adds_no_revision():
    test = given(Assessment, CREATED, revised(SINGLE))

    test.revise_question(SINGLE, MANAGER, after(0))

    assert happened(test) == []


def test_a_changed_question_replaces_the_older_revision():
    test = given(Assessment, CREATED, revised(SINGLE), revised(NUMERIC))

    test.revise_question(BETTER, MANAGER, after(-900))

    assert happened(test) == [revised(BETTER)]
    assert test.draft_questions() == [BETTER, NUMERIC]


def test_a_question_is_removed_and_may_be_added_again():
    test = given(Assessment, CREATED, revised(SINGLE), revised(NUMERIC))

    test.remove_question(SINGLE.id, MANAGER, after(0))
    test.revise_question(SINGLE, MANAGER, after(1))

    left = Assessment.QuestionRemoved(at=after(0), question_id=SINGLE.id, by=MANAGER)
    assert happened(test)[0] == left
    assert test.draft_questions() == [NUMERIC, SINGLE]


def test_only_a_question_of_the_draft_can_be_removed():
    test = given(Assessment, CREATED, revised(SINGLE))

    with pytest.raises(NotFound, match="This question"):
        test.remove_question(NUMERIC.id, MANAGER, after(0))

    assert happened(test) == []


# Editions.


def test_an_edition_has_the_questions_of_the_draft():
    test = given(Assessment, CREATED, revised(SINGLE), revised(BETTER), revised(NUMERIC))

    test.publish(RULES, MANAGER, after(-800))

    assert happened(test) == [edition([revision(1, 2), revision(4)])]
    assert test.open_edition() == (1, Edition((revision(1, 2), revision(4)), RULES))


def test_an_edition_equal_to_the_last_one_is_not_published():
    test = open_test(SINGLE)

    with pytest.raises(NotNow, match="Nothing has changed"):
        test.publish(RULES, MANAGER, after(0))

    assert happened(test) == []


def test_other_rules_make_another_edition():
    test, strict = open_test(SINGLE), AssessmentRules((Selection(BATTERIES),), 90, 60)

    test.publish(strict, MANAGER, after(0))

    assert test.open_edition() == (2, Edition((revision(1),), strict))


def test_rules_invalid_for_the_questions_are_not_published():
    test = given(Assessment, CREATED, revised(SINGLE))

    with pytest.raises(Invalid, match="Questions of the topic batteries: 1"):
        test.publish(AssessmentRules((Selection(BATTERIES, 2),), 60, 600), MANAGER, after(0))

    assert happened(test) == []


def test_a_test_is_not_open_before_its_first_edition():
    test = given(Assessment, CREATED, revised(SINGLE))

    with pytest.raises(NotNow, match="not open"):
        test.open_edition()


def test_a_withdrawn_test_is_closed_until_it_is_published_again():
    test = open_test(SINGLE)

    test.withdraw(MANAGER, after(0))
    with pytest.raises(NotNow, match="not open"):
        test.open_edition()
    test.publish(RULES, MANAGER, after(1))

    assert happened(test)[0] == WITHDRAWN
    assert test.open_edition()[0] == 2


@pytest.mark.parametrize("past", [[CREATED], [*published(SINGLE), WITHDRAWN]])
def test_a_test_that_is_not_open_cannot_be_withdrawn(past):
    test = given(Assessment, *past)

    with pytest.raises(NotNow, match="This test is not open, so it cannot be withdrawn"):
        test.withdraw(MANAGER, after(1))

    assert happened(test) == []


# Revisions.


def test_a_published_revision_never_changes():
    test = open_test(SINGLE)

    test.revise_question(BETTER, MANAGER, after(0))
    test.publish(RULES, MANAGER, after(1))

    assert test.question_at(revision(1, 1)) == SINGLE
    assert test.question_at(revision(1, 2)) == BETTER
    assert [edition.questions for edition in test.editions] == [
        (revision(1, 1),),
        (revision(1, 2),),
    ]


@pytest.mark.parametrize("missing", [revision(1, 0), revision(1, 2), revision(1, -1), revision(2)])
def test_a_revision_that_does_not_exist_is_not_found(missing):
    with pytest.raises(NotFound, match="This question"):
        open_test(SINGLE).question_at(missing)


texts = st.sampled_from(["Is it so?", "Is it really so?", "And now?"])


@settings(max_examples=40, deadline=None)
@forall(st.lists(st.tuples(st.integers(1, 3), texts, st.booleans()), max_size=12))
def test_no_command_changes_a_published_revision(revisions):
    test = open_test(*map(question, (1, 2, 3)))
    published_questions = {revision(n): test.question_at(revision(n)) for n in (1, 2, 3)}

    for n, text, publishes in revisions:
        test.revise_question(question(n, text=text), MANAGER, after(0))
        if publishes and test.editions[-1].questions != tuple(
            revision(n, len(test.revisions[question_id(n)])) for n in (1, 2, 3)
        ):
            test.publish(RULES, MANAGER, after(0))
            published_questions |= {
                newest: test.question_at(newest) for newest in test.editions[-1].questions
            }

    assert published_questions == {older: test.question_at(older) for older in published_questions}


# Voided questions and corrected keys.


def test_a_question_is_voided_with_a_reason():
    test = open_test(SINGLE, NUMERIC)

    test.void_question(SINGLE.id, " wrong ", MANAGER, after(-10))

    assert happened(test) == [voided(1)]
    assert test.voided() == {SINGLE.id}
    assert test.voided(0) == set()


def test_a_question_is_voided_once():
    test = open_test(SINGLE, key_changes=[voided(1)])

    with pytest.raises(NotNow, match="already excluded from the scores"):
        test.void_question(SINGLE.id, "again", MANAGER, after(0))

    assert happened(test) == []


def test_the_next_edition_leaves_voided_questions_out():
    test = open_test(SINGLE, NUMERIC, key_changes=[voided(1)])

    test.publish(RULES, MANAGER, after(0))

    assert test.open_edition()[1].questions == (revision(4),)


def test_rules_count_no_question_that_was_voided():
    test = open_test(SINGLE, NUMERIC, key_changes=[voided(1)])

    with pytest.raises(Invalid, match="Questions of the topic batteries: 1"):
        test.publish(AssessmentRules((Selection(BATTERIES, 2),), 60, 600), MANAGER, after(0))

    assert happened(test) == []


def test_a_corrected_key_leaves_older_key_versions_as_they_were():
    test = open_test(SINGLE)

    test.correct_answer_key(revision(1), OTHER_KEY, "the key was wrong", MANAGER, after(-10))

    assert happened(test) == [key_corrected(1, OTHER_KEY)]
    assert (test.answer_key_of(revision(1), 0), test.answer_key_of(revision(1), 1)) == (
        SINGLE.answer_key,
        OTHER_KEY,
    )
    assert test.question_at(revision(1)) == SINGLE


def test_a_corrected_key_is_for_one_revision():
    test = open_test(SINGLE)
    test.revise_question(BETTER, MANAGER, after(0))
    test.publish(RULES, MANAGER, after(1))

    test.correct_answer_key(revision(1, 1), OTHER_KEY, "wrong", MANAGER, after(2))

    assert test.answer_key_of(revision(1, 1), 1) == OTHER_KEY
    assert test.answer_key_of(revision(1, 2), 1) == SINGLE.answer_key


@pytest.mark.parametrize("key", [SINGLE.answer_key, OTHER_KEY])
def test_an_unchanged_key_is_refused(key):
    test = open_test(SINGLE, key_changes=[key_corrected(1, key)])

    with pytest.raises(NotNow, match="These correct answers already apply"):
        test.correct_answer_key(revision(1), key, "again", MANAGER, after(0))

    assert happened(test) == []


@pytest.mark.parametrize(
    ("answer_key", "sentence"),
    [
        (
            TrueFalse(answer=True),
            "The new correct answers must keep all the choices of the question as it was asked",
        ),
        (
            Single(OTHER_KEY.choices[:1]),
            "The new correct answers must keep all the choices of the question as it was asked",
        ),
        (
            Single((*OTHER_KEY.choices, Choice("c", "0 V", NOTHING))),
            "The new correct answers must keep all the choices of the question as it was asked",
        ),
        (
            Single((Choice("a", "12 V", NOTHING), Choice("b", "230 V", NOTHING))),
            "One choice must earn all the points",
        ),
    ],
    ids=["another kind", "a choice less", "a choice more", "nothing right"],
)
def test_a_corrected_key_keeps_type_and_choices(answer_key, sentence):
    test = open_test(SINGLE)

    with pytest.raises(Invalid, match=sentence):
        test.correct_answer_key(revision(1), answer_key, "wrong", MANAGER, after(0))

    assert happened(test) == []


@pytest.mark.parametrize("why", ["", " \n", "x" * 1001])
def test_a_key_change_needs_a_reason(why):
    test = open_test(SINGLE)

    with pytest.raises(Invalid, match="Enter a reason"):
        test.void_question(SINGLE.id, why, MANAGER, after(0))
    with pytest.raises(Invalid, match="Enter a reason"):
        test.correct_answer_key(revision(1), OTHER_KEY, why, MANAGER, after(0))

    assert happened(test) == []


def test_an_unpublished_question_is_neither_voided_nor_corrected():
    test = open_test(SINGLE)
    test.replay(revised(NUMERIC))
    test.replay(revised(BETTER))

    with pytest.raises(NotFound, match="Edit it in the draft"):
        test.void_question(NUMERIC.id, "wrong", MANAGER, after(0))
    with pytest.raises(NotFound, match="Edit it in the draft"):
        test.correct_answer_key(revision(1, 2), OTHER_KEY, "wrong", MANAGER, after(0))

    assert happened(test) == []


def test_questions_of_several_topics_make_one_edition():
    rules = AssessmentRules((Selection(BATTERIES, 2), Selection(SAFETY)), 60, 600)
    safe = question(9, topic=SAFETY)
    test = given(Assessment, CREATED, *map(revised, (SINGLE, TRUE_FALSE, MATCH, safe)), id=TEST)

    test.publish(rules, MANAGER, after(0))

    assert test.open_edition()[1].questions == (revision(1), revision(3), revision(7), revision(9))
