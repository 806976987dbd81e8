"""What a question may hold at most; and questions from before a limit, which stay as they are."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.assessments.question import question_errors
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.errors import Invalid
from tests.domain.assessments.question_bank import WHOLE, open_test, question, revision
from tests.support.history import happened
from tests.support.people import MANAGER, after

PLAIN = question(1)


def parts(count):
    """An answer key of each type with so many parts."""
    numbers = range(count)
    choices = tuple(Choice(f"k{n}", f"text {n}", WHOLE) for n in numbers)
    return (
        Single(choices),
        Multiple(choices),
        Ordering(tuple(Item(f"k{n}", f"text {n}") for n in numbers)),
        Matching(tuple(Pair(f"k{n}", f"left {n}", "right") for n in numbers)),
        Numeric(tuple(NumericRange(Decimal(n), Decimal(0)) for n in numbers)),
        ShortText(tuple(AcceptedText(f"text {n}") for n in numbers)),
    )


def errors(**changes):
    return list(map(str, question_errors(replace(PLAIN, **changes))))


@pytest.mark.parametrize("answer_key", parts(60), ids=lambda key: key.question_type)
def test_a_question_may_have_sixty_parts(answer_key):
    assert errors(answer_key=answer_key) == []


@pytest.mark.parametrize("answer_key", parts(61), ids=lambda key: key.question_type)
def test_a_question_with_more_parts_is_refused(answer_key):
    sentence = "A question can have at most 60 answers or items. Remove some of them."

    assert errors(answer_key=answer_key) == [sentence]


LONG = "Use at most %s characters, not %s, in this text: "


@pytest.mark.parametrize(
    ("largest", "too_large", "error"),
    [
        ({"topic": "x" * 255}, {"topic": "x" * 256}, LONG % (255, 256)),
        ({"title": "x" * 255}, {"title": "x" * 256}, LONG % (255, 256)),
        ({"explanation": "x" * 10_000}, {"explanation": "x" * 10_001}, LONG % (10_000, 10_001)),
        ({"image_text": "x" * 1000}, {"image_text": "x" * 1001}, LONG % (1000, 1001)),
        (
            {"answer_key": TrueFalse(answer=True, if_right="x" * 5000)},
            {"answer_key": TrueFalse(answer=True, if_right="x" * 5001)},
            LONG % (5000, 5001),
        ),
        (
            {"answer_key": FreeText("x" * 5000)},
            {"answer_key": FreeText("x" * 5001)},
            LONG % (5000, 5001),
        ),
        (
            {"answer_key": FreeText("Guide.", 20_000)},
            {"answer_key": FreeText("Guide.", 20_001)},
            "Allow at most 20000 characters for the answer.",
        ),
        (
            {"points": Decimal(1_000_000)},
            {"points": Decimal("1e999999")},
            "A question can be worth at most 1000000 points.",
        ),
    ],
    ids=["topic", "title", "explanation", "image", "feedback", "guide", "answer", "points"],
)
def test_a_question_beyond_a_limit_is_refused(largest, too_large, error):
    assert errors(**largest) == []
    [refused] = errors(**too_large)
    assert refused.startswith(error)


def test_the_refusal_of_a_long_text_shows_its_beginning_only():
    [refused] = errors(explanation="Because\n" + "x" * 20_000)

    assert refused.endswith(f"in this text: Because {'x' * 32}…")


def old_choices(right):
    """More of them than are allowed today."""
    return Single(tuple(Choice(f"k{n}", f"text {n}", WHOLE * (n == right)) for n in range(70)))


def test_the_key_of_a_question_from_before_the_limits_can_be_corrected():
    test = open_test(replace(question(1, old_choices(0)), explanation="x" * 30_000))

    test.correct_answer_key(revision(1), old_choices(1), "It was wrong.", MANAGER, after(0))

    [corrected] = happened(test)
    assert corrected.answer_key == old_choices(1)


def test_a_correction_cannot_exceed_a_limit_that_the_question_kept():
    test = open_test(question(1))
    long_key = TrueFalse(answer=False, if_right="x" * 5001)

    with pytest.raises(Invalid, match="Use at most 5000 characters"):
        test.correct_answer_key(revision(1), long_key, "It was wrong.", MANAGER, after(0))

    assert happened(test) == []
