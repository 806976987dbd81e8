"""A test with many questions: its work grows with its size only, and it has a limit."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from typing_extensions import override

from domain.assessments.assessment import MOST_QUESTIONS, Assessment, QuestionRevision
from domain.assessments.assessment_rules import MOST_SELECTIONS, AssessmentRules, Selection
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.selection import select_items
from domain.errors import Invalid
from tests.domain.assessments.assessment_fixture import refused
from tests.domain.assessments.question_bank import (
    BATTERIES,
    CREATED,
    TEST,
    edition,
    key_corrected,
    question,
    question_id,
    revised,
    voided,
)
from tests.support.history import given, happened
from tests.support.people import BRAND, ELECTRICITY, MANAGER, after

TOO_MANY = "A test can have at most 2000 questions. Remove some, or put the others in another test."
ALL = AssessmentRules((Selection(BATTERIES),), 60, 600)


class CountedId(UUID):
    """An id that counts how often ids were compared."""

    comparisons = 0

    @override
    def __eq__(self, other):
        CountedId.comparisons += 1
        return super().__eq__(other)

    __hash__ = UUID.__hash__


def counted_id(number):
    """Another object each time, as every event that is read from the log has its own."""
    return CountedId(int=question_id(number).int)


def comparisons(history, use=lambda test: test):
    """How many comparisons of ids it takes to load a test from its history, and to use it."""
    CountedId.comparisons = 0
    use(given(Assessment, *history, id=TEST))
    return CountedId.comparisons


def drafted(count):
    """Each question is written, and then revised."""
    ids = [counted_id(number) for number in (*range(count), *range(count))]
    return [CREATED, *(revised(replace(question(1), id=id)) for id in ids)]


def published(count):
    revisions = [QuestionRevision(counted_id(number), 2) for number in range(count)]
    return [*drafted(count), edition(revisions, ALL)]


def emptied(count):
    removed = [
        Assessment.QuestionRemoved(at=after(0), question_id=counted_id(number), by=MANAGER)
        for number in reversed(range(count))
    ]
    return [*drafted(count), *removed]


def corrected(count):
    """A third of the questions is voided, another has a corrected key."""
    corrections = [
        replace(key_corrected(1, TrueFalse(answer=False)), question=QuestionRevision(id, 2))
        for id in map(counted_id, range(count // 3))
    ]
    voids = [
        replace(voided(1), question_id=counted_id(number))
        for number in range(count // 3, count // 3 * 2)
    ]
    return [*published(count), *corrections, *voids]


def select(test):
    assert len(select_items(test, test.editions[-1], 1)) == len(test.draft) // 3 * 2


@pytest.mark.parametrize(
    ("history_of", "use"),
    [
        (drafted, Assessment.draft_questions),
        (published, lambda test: test.open_edition()),
        (emptied, lambda test: test.draft),
        (corrected, select),
        (corrected, lambda test: test.publish(ALL, MANAGER, after(0))),
    ],
    ids=["draft", "edition", "removal", "selection", "publication"],
)
def test_a_test_of_twice_the_size_takes_twice_the_comparisons(history_of, use):
    once, twice = comparisons(history_of(300), use), comparisons(history_of(600), use)

    assert 0 < once < 300 * 12
    assert twice <= 2 * once


def full():
    return given(Assessment, CREATED, *(revised(question(n)) for n in range(MOST_QUESTIONS)))


def test_a_question_beyond_the_limit_of_a_test_is_refused():
    test = full()

    with pytest.raises(Invalid, match=TOO_MANY):
        test.revise_question(question(MOST_QUESTIONS), MANAGER, after(0))

    assert happened(test) == []


def test_a_full_test_can_still_be_changed():
    test = full()

    test.revise_question(question(1, text="Is it really so?"), MANAGER, after(0))
    test.remove_question(question_id(2), MANAGER, after(1))
    test.revise_question(question(MOST_QUESTIONS), MANAGER, after(2))

    assert len(happened(test)) == 3
    assert len(test.draft) == MOST_QUESTIONS


def test_a_test_from_before_the_limit_is_loaded_changed_and_published():
    many = MOST_QUESTIONS + 500
    test = given(Assessment, CREATED, *(revised(question(number)) for number in range(many)))

    test.revise_question(question(1, text="Is it really so?"), MANAGER, after(0))
    test.publish(ALL, MANAGER, after(1))

    assert len(test.open_edition()[1].questions) == many


def test_no_question_is_written_when_one_of_many_exceeds_the_limit(school):
    many = [question(number) for number in range(MOST_QUESTIONS + 1)]
    described = (BRAND, ELECTRICITY, "Electricity", "en", MANAGER, after(-1000))

    refused(
        school,
        Invalid,
        TOO_MANY,
        lambda: school.assessments.create(TEST, *described, questions=many),
    )


def test_many_questions_are_written_in_one_transaction(school):
    described = (BRAND, ELECTRICITY, "Electricity", "en", MANAGER, after(-1000))
    school.assessments.create(TEST, *described)

    before = school.log.rows.head()
    many = [question(number) for number in range(50)]
    school.assessments.revise_questions(TEST, many, MANAGER, after(0))

    head = school.log.rows.head()
    assert head - before == 50
    assert school.log.rows.metadata_at(before + 1) == school.log.rows.metadata_at(head)


def test_rules_with_more_topics_than_the_limit_are_refused():
    topics = [f"topic {number}" for number in range(MOST_SELECTIONS + 1)]
    questions = [question(number, topic=topic) for number, topic in enumerate(topics)]
    test = given(Assessment, CREATED, *map(revised, questions))
    selections = tuple(map(Selection, topics))

    with pytest.raises(Invalid, match="at most 60 topics"):
        test.publish(AssessmentRules(selections, 60, 600), MANAGER, after(0))
    assert happened(test) == []
    test.publish(AssessmentRules(selections[1:], 60, 600), MANAGER, after(0))


def test_the_title_of_a_test_has_a_limit():
    test = given(Assessment)

    with pytest.raises(Invalid, match="Use at most 200 characters, not 201, in this text: xxx"):
        test.create(BRAND, ELECTRICITY, "x" * 201, "en", MANAGER, after(0))
    assert happened(test) == []
