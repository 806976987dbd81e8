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
    BEGUN,
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
    number,
    open_test,
    published,
    question,
    rekeyed,
    revision,
    voided,
    written,
)
from tests.support.history import given, happened
from tests.support.people import BRAND, ELECTRICITY, MANAGER, after

WITHDRAWN = Assessment.Withdrawn(at=after(0), by=MANAGER)
BETTER = question(1, SINGLE.answer_key, text="How many volts has the battery?")
OTHER_KEY = Single((Choice("a", "12 V", NOTHING), Choice("b", "230 V", WHOLE)))


def begin(test, title="Electricity"):
    test.create(BRAND, ELECTRICITY, title, "en", MANAGER, after(-1000))


# A draft.


def test_somebody_begins_a_test():
    test = given(Assessment)

    begin(test, "  Electricity ")

    assert happened(test) == [BEGUN]


def test_a_test_is_begun_once():
    test = given(Assessment, BEGUN)

    with pytest.raises(NotNow, match="This test already exists"):
        begin(test)

    assert happened(test) == []


def test_a_test_has_a_title():
    test = given(Assessment)

    with pytest.raises(Invalid, match="title"):
        begin(test, " \n")

    assert happened(test) == []


def test_a_question_is_written_into_the_draft():
    test = given(Assessment, BEGUN)

    test.revise_question(SINGLE, MANAGER, after(-900))

    assert happened(test) == [written(SINGLE)]
    assert test.draft_questions() == [SINGLE]


def test_a_question_that_makes_no_sense_is_not_written():
    test = given(Assessment, BEGUN)

    with pytest.raises(Invalid, match="needs a text"):
        test.revise_question(question(1, text=" "), MANAGER, after(0))

    assert happened(test) == []


def test_a_question_written_again_unchanged_is_no_news():
    test = given(Assessment, BEGUN, written(SINGLE))

    test.revise_question(SINGLE, MANAGER, after(0))

    assert happened(test) == []


def test_a_question_written_anew_takes_the_place_of_the_older_one():
    test = given(Assessment, BEGUN, written(SINGLE), written(NUMERIC))

    test.revise_question(BETTER, MANAGER, after(-900))

    assert happened(test) == [written(BETTER)]
    assert test.draft_questions() == [BETTER, NUMERIC]


def test_a_question_is_left_out_and_may_come_back():
    test = given(Assessment, BEGUN, written(SINGLE), written(NUMERIC))

    test.remove_question(SINGLE.id, MANAGER, after(0))
    test.revise_question(SINGLE, MANAGER, after(1))

    left = Assessment.QuestionRemoved(at=after(0), question_id=SINGLE.id, by=MANAGER)
    assert happened(test)[0] == left
    assert test.draft_questions() == [NUMERIC, SINGLE]


def test_what_is_not_in_the_draft_cannot_be_left_out():
    test = given(Assessment, BEGUN, written(SINGLE))

    with pytest.raises(NotFound, match="This question"):
        test.remove_question(NUMERIC.id, MANAGER, after(0))

    assert happened(test) == []


# An edition.


def test_an_edition_is_what_the_draft_was():
    test = given(Assessment, BEGUN, written(SINGLE), written(BETTER), written(NUMERIC))

    test.publish(RULES, MANAGER, after(-800))

    assert happened(test) == [edition([revision(1, 2), revision(4)])]
    assert test.open_edition() == (1, Edition((revision(1, 2), revision(4)), RULES))


def test_an_edition_that_would_be_like_the_last_one_is_not_published():
    test = open_test(SINGLE)

    with pytest.raises(NotNow, match="Nothing has changed"):
        test.publish(RULES, MANAGER, after(0))

    assert happened(test) == []


def test_other_rules_make_another_edition():
    test, strict = open_test(SINGLE), AssessmentRules((Selection(BATTERIES),), 90, 60)

    test.publish(strict, MANAGER, after(0))

    assert test.open_edition() == (2, Edition((revision(1),), strict))


def test_rules_that_make_no_sense_for_these_questions_are_not_published():
    test = given(Assessment, BEGUN, written(SINGLE))

    with pytest.raises(Invalid, match="Questions of the topic batteries: 1"):
        test.publish(AssessmentRules((Selection(BATTERIES, 2),), 60, 600), MANAGER, after(0))

    assert happened(test) == []


def test_a_test_is_not_open_before_its_first_edition():
    test = given(Assessment, BEGUN, written(SINGLE))

    with pytest.raises(NotNow, match="not open"):
        test.open_edition()


def test_a_test_that_is_withdrawn_is_open_to_nobody_until_it_is_published_again():
    test = open_test(SINGLE)

    test.withdraw(MANAGER, after(0))
    with pytest.raises(NotNow, match="not open"):
        test.open_edition()
    test.publish(RULES, MANAGER, after(1))

    assert happened(test)[0] == WITHDRAWN
    assert test.open_edition()[0] == 2


@pytest.mark.parametrize("past", [[BEGUN], [*published(SINGLE), WITHDRAWN]])
def test_what_is_not_open_cannot_be_withdrawn(past):
    test = given(Assessment, *past)

    with pytest.raises(NotNow, match="This test is not open, so it cannot be withdrawn"):
        test.withdraw(MANAGER, after(1))

    assert happened(test) == []


# What was asked stays as it was asked.


def test_a_question_that_was_asked_never_changes():
    test = open_test(SINGLE)

    test.revise_question(BETTER, MANAGER, after(0))
    test.publish(RULES, MANAGER, after(1))

    assert test.question_at(revision(1, 1)) == SINGLE
    assert test.question_at(revision(1, 2)) == BETTER
    assert [each.questions for each in test.editions] == [(revision(1, 1),), (revision(1, 2),)]


@pytest.mark.parametrize("missing", [revision(1, 0), revision(1, 2), revision(1, -1), revision(2)])
def test_what_was_never_written_was_never_asked(missing):
    with pytest.raises(NotFound, match="This question"):
        open_test(SINGLE).question_at(missing)


texts = st.sampled_from(["Is it so?", "Is it really so?", "And now?"])


@settings(max_examples=40, deadline=None)
@forall(st.lists(st.tuples(st.integers(1, 3), texts, st.booleans()), max_size=12))
def test_no_revision_ever_changes_what_was_asked(revisions):
    test = open_test(*map(question, (1, 2, 3)))
    asked = {revision(n): test.question_at(revision(n)) for n in (1, 2, 3)}

    for n, text, publishes in revisions:
        test.revise_question(question(n, text=text), MANAGER, after(0))
        if publishes and test.editions[-1].questions != tuple(
            revision(n, len(test.revisions[number(n)])) for n in (1, 2, 3)
        ):
            test.publish(RULES, MANAGER, after(0))
            asked |= {each: test.question_at(each) for each in test.editions[-1].questions}

    assert {each: test.question_at(each) for each in asked} == asked


# What turns out to be wrong.


def test_a_question_is_voided_with_a_reason():
    test = open_test(SINGLE, NUMERIC)

    test.void_question(SINGLE.id, " wrong ", MANAGER, after(-10))

    assert happened(test) == [voided(1)]
    assert test.voided() == {SINGLE.id}
    assert test.voided(0) == set()


def test_a_question_is_voided_once():
    test = open_test(SINGLE, key_version=[voided(1)])

    with pytest.raises(NotNow, match="already excluded from the scores"):
        test.void_question(SINGLE.id, "again", MANAGER, after(0))

    assert happened(test) == []


def test_the_next_edition_does_without_what_was_voided():
    test = open_test(SINGLE, NUMERIC, key_version=[voided(1)])

    test.publish(RULES, MANAGER, after(0))

    assert test.open_edition()[1].questions == (revision(4),)


def test_rules_count_no_question_that_was_voided():
    test = open_test(SINGLE, NUMERIC, key_version=[voided(1)])

    with pytest.raises(Invalid, match="Questions of the topic batteries: 1"):
        test.publish(AssessmentRules((Selection(BATTERIES, 2),), 60, 600), MANAGER, after(0))

    assert happened(test) == []


def test_a_question_gets_another_key_and_keeps_the_old_one_for_what_was_before():
    test = open_test(SINGLE)

    test.correct_answer_key(revision(1), OTHER_KEY, "the key was wrong", MANAGER, after(-10))

    assert happened(test) == [rekeyed(1, OTHER_KEY)]
    assert (test.answer_key_of(revision(1), 0), test.answer_key_of(revision(1), 1)) == (
        SINGLE.answer_key,
        OTHER_KEY,
    )
    assert test.question_at(revision(1)) == SINGLE


def test_another_key_is_for_one_revision():
    test = open_test(SINGLE)
    test.revise_question(BETTER, MANAGER, after(0))
    test.publish(RULES, MANAGER, after(1))

    test.correct_answer_key(revision(1, 1), OTHER_KEY, "wrong", MANAGER, after(2))

    assert test.answer_key_of(revision(1, 1), 1) == OTHER_KEY
    assert test.answer_key_of(revision(1, 2), 1) == SINGLE.answer_key


@pytest.mark.parametrize("key", [SINGLE.answer_key, OTHER_KEY])
def test_a_key_that_is_there_already_is_no_change(key):
    test = open_test(SINGLE, key_version=[rekeyed(1, key)])

    with pytest.raises(NotNow, match="These correct answers already apply"):
        test.correct_answer_key(revision(1), key, "again", MANAGER, after(0))

    assert happened(test) == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
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
def test_another_key_is_for_the_question_as_it_was_asked(kind, sentence):
    test = open_test(SINGLE)

    with pytest.raises(Invalid, match=sentence):
        test.correct_answer_key(revision(1), kind, "wrong", MANAGER, after(0))

    assert happened(test) == []


@pytest.mark.parametrize("why", ["", " \n", "x" * 1001])
def test_nobody_changes_a_key_without_saying_why(why):
    test = open_test(SINGLE)

    with pytest.raises(Invalid, match="Enter a reason"):
        test.void_question(SINGLE.id, why, MANAGER, after(0))
    with pytest.raises(Invalid, match="Enter a reason"):
        test.correct_answer_key(revision(1), OTHER_KEY, why, MANAGER, after(0))

    assert happened(test) == []


def test_what_nobody_was_asked_is_changed_in_the_draft():
    test = open_test(SINGLE)
    test.replay(written(NUMERIC))
    test.replay(written(BETTER))

    with pytest.raises(NotFound, match="Edit it in the draft"):
        test.void_question(NUMERIC.id, "wrong", MANAGER, after(0))
    with pytest.raises(NotFound, match="Edit it in the draft"):
        test.correct_answer_key(revision(1, 2), OTHER_KEY, "wrong", MANAGER, after(0))

    assert happened(test) == []


def test_questions_of_several_topics_make_one_edition():
    rules = AssessmentRules((Selection(BATTERIES, 2), Selection(SAFETY)), 60, 600)
    safe = question(9, topic=SAFETY)
    test = given(Assessment, BEGUN, *map(written, (SINGLE, TRUE_FALSE, MATCH, safe)), id=TEST)

    test.publish(rules, MANAGER, after(0))

    assert test.open_edition()[1].questions == (revision(1), revision(3), revision(7), revision(9))
