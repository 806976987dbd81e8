from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.assessments.answers import (
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
)
from domain.assessments.question import (
    ANSWER_KEY_TYPES,
    Question,
    check_answer,
    objections,
    percent_of,
)
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from tests.domain.assessments.question_types.question_strategies import (
    TEXT_ID,
    answers_to,
    kinds,
    questions,
    something,
)

DRY = Question(UUID(int=1), "Water", "Dry", "Is it waterproof?", TrueFalse(answer=True))
TWINS = Single(
    (Choice("a", "Yes", Decimal(100)), Choice("a", "No", Decimal(0))),
)


def test_a_question_that_makes_sense():
    assert list(objections(DRY)) == []


@pytest.mark.parametrize(
    ("changed", "objection"),
    [
        ({"text": " \n"}, "A question needs a text of at most 10000 characters."),
        ({"text": "a" * 10_001}, "A question needs a text of at most 10000 characters."),
        ({"topic": ""}, "Give the question a topic: results are shown by topic."),
        ({"points": Decimal(0)}, "A question must be worth more than 0 points."),
        ({"points": Decimal(-1)}, "A question must be worth more than 0 points."),
        ({"image": "ab" * 32}, "Describe the picture for people who cannot see it."),
        ({"answer_key": TWINS}, "Two parts of the question have the same identifier."),
        ({"answer_key": FreeText("")}, "Write the grading guide for the answers."),
    ],
)
def test_what_makes_no_sense_in_a_question_is_said(changed, objection):
    assert list(objections(replace(DRY, **changed))) == [objection]


def test_all_that_makes_no_sense_is_said_at_once():
    nothing = Question(UUID(int=1), "", "", "", Numeric(()), Decimal(0), image="ab" * 32)

    assert len(list(objections(nothing))) == 5


@settings(deadline=None)
@given(questions)
def test_a_question_is_stored_as_it_is(question):
    stored = msgspec.json.encode(question)

    assert msgspec.json.decode(stored, type=Question) == question
    assert ANSWER_KEY_TYPES[question.answer_key.question_type] is type(question.answer_key)


@settings(deadline=None)
@given(kinds.flatmap(lambda kind: st.tuples(st.just(kind), answers_to(kind))), something)
def test_whatever_is_answered_earns_from_0_to_100_percent_or_is_marked_by_a_person(asked, text):
    kind, answer = asked

    for texts in ({}, {TEXT_ID: text}):
        percent = percent_of(kind, answer, texts)
        assert (percent is None) or (0 <= percent <= 100)


@settings(deadline=None)
@given(kinds)
def test_what_is_not_answered_earns_nothing(kind):
    assert percent_of(kind, None, {}) == 0


@settings(deadline=None)
@given(kinds)
def test_the_answer_of_the_key_earns_everything(kind):
    kind = best_first(kind)
    answer, text = RIGHT[type(kind)](kind)

    check_answer(kind.question_type, kind.keys, kind.answer_limit, answer)
    earned = percent_of(kind, answer, {TEXT_ID: text})

    assert earned == (None if isinstance(kind, FreeText) else 100)


def best_first(kind):
    """The first answer that fits says what it earns: what is exact stands before what is near."""
    if not isinstance(kind, Numeric | ShortText):
        return kind
    return replace(kind, accepted=tuple(sorted(kind.accepted, key=lambda each: -each.percent)))


def chosen(kind, worth):
    return ChoiceAnswer(tuple(choice.key for choice in kind.choices if choice.percent >= worth))


def written(pattern):
    return TextAnswer(TEXT_ID, min(len(pattern), 200)), pattern


RIGHT = {
    Single: lambda kind: (replace(chosen(kind, 100), keys=chosen(kind, 100).keys[:1]), ""),
    Multiple: lambda kind: (chosen(kind, Decimal("0.00001")), ""),
    TrueFalse: lambda kind: (ChoiceAnswer((str(kind.answer).lower(),)), ""),
    Numeric: lambda kind: (NumericAnswer(kind.accepted[0].value), ""),
    ShortText: lambda kind: written(kind.accepted[0].pattern.replace(r"\*", "*")),
    Ordering: lambda kind: (OrderingAnswer(kind.keys), ""),
    Matching: lambda kind: (MatchingAnswer({pair.key: pair.key for pair in kind.premises}), ""),
    FreeText: lambda kind: written(kind.grading_guide[: kind.max_length]),
}
