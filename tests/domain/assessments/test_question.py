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
    percent_of,
    question_errors,
)
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from tests.domain.assessments.question_types.question_strategies import (
    TEXT_ID,
    answer_keys,
    answers_to,
    questions,
    something,
)

DRY = Question(UUID(int=1), "Water", "Dry", "Is it waterproof?", TrueFalse(answer=True))
TWINS = Single(
    (Choice("a", "Yes", Decimal(100)), Choice("a", "No", Decimal(0))),
)


def test_a_valid_question_has_no_error():
    assert list(question_errors(DRY)) == []


@pytest.mark.parametrize(
    ("changed", "error"),
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
def test_each_invalid_question_has_its_error(changed, error):
    assert list(map(str, question_errors(replace(DRY, **changed)))) == [error]


def test_all_errors_of_a_question_are_listed_at_once():
    nothing = Question(UUID(int=1), "", "", "", Numeric(()), Decimal(0), image="ab" * 32)

    assert len(list(question_errors(nothing))) == 5


@settings(deadline=None)
@given(questions)
def test_a_stored_question_decodes_to_itself(question):
    stored = msgspec.json.encode(question)

    assert msgspec.json.decode(stored, type=Question) == question
    assert ANSWER_KEY_TYPES[question.answer_key.question_type] is type(question.answer_key)


@settings(deadline=None)
@given(
    answer_keys.flatmap(lambda answer_key: st.tuples(st.just(answer_key), answers_to(answer_key))),
    something,
)
def test_whatever_is_answered_earns_from_0_to_100_percent_or_is_marked_by_a_person(
    key_and_answer, text
):
    answer_key, answer = key_and_answer

    for texts in ({}, {TEXT_ID: text}):
        percent = percent_of(answer_key, answer, texts)
        assert (percent is None) or (0 <= percent <= 100)


@settings(deadline=None)
@given(answer_keys)
def test_no_answer_earns_0_percent(answer_key):
    assert percent_of(answer_key, None, {}) == 0


@settings(deadline=None)
@given(answer_keys)
def test_the_correct_answer_earns_100_percent(answer_key):
    answer_key = best_first(answer_key)
    answer, text = RIGHT[type(answer_key)](answer_key)

    check_answer(answer_key.question_type, answer_key.keys, answer_key.answer_limit, answer)
    earned = percent_of(answer_key, answer, {TEXT_ID: text})

    assert earned == (None if isinstance(answer_key, FreeText) else 100)


def best_first(answer_key):
    """The key with its best accepted answer first, as the first match counts."""
    if not isinstance(answer_key, Numeric | ShortText):
        return answer_key
    return replace(
        answer_key,
        accepted=tuple(sorted(answer_key.accepted, key=lambda accepted: -accepted.percent)),
    )


def chosen(answer_key, percent):
    return ChoiceAnswer(
        tuple(choice.key for choice in answer_key.choices if choice.percent >= percent)
    )


def written(pattern):
    return TextAnswer(TEXT_ID, min(len(pattern), 200)), pattern


RIGHT = {
    Single: lambda key: (
        replace(chosen(key, 100), keys=chosen(key, 100).keys[:1]),
        "",
    ),
    Multiple: lambda key: (chosen(key, Decimal("0.00001")), ""),
    TrueFalse: lambda key: (ChoiceAnswer((str(key.answer).lower(),)), ""),
    Numeric: lambda key: (NumericAnswer(key.accepted[0].value), ""),
    ShortText: lambda key: written(key.accepted[0].pattern.replace(r"\*", "*")),
    Ordering: lambda key: (OrderingAnswer(key.keys), ""),
    Matching: lambda key: (
        MatchingAnswer({pair.key: pair.key for pair in key.premises}),
        "",
    ),
    FreeText: lambda key: written(key.grading_guide[: key.max_length]),
}
