from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessments.answers import (
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
    number_in,
)
from domain.assessments.question import check_answer
from domain.errors import Invalid

KEYS = ("a", "b", "c")
TEXT = UUID(int=5)
NO_NUMBER = "Enter a number, such as 12.5"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        (" 1 234,5 ", "1234.5"),
        ("1\u202f234\u00a0567,25", "1234567.25"),
        ("1'234.5", "1234.5"),
        ("-3", "-3"),
        ("+0,10", "0.1"),
        (",5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("\u0661\u0662", "12"),
    ],
)
def test_numbers_are_read_with_comma_or_point_and_spaces(written, number):
    assert number_in(written) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    ["", " ", "twelve", "12 volts", "1.234,5", "1,234.5", "--1", "NaN", "sNaN", "Infinity", "-inf",
     "1/2", "9" * 41, "1e999999", "1e-999999", "\u2212", "0x10", "1.2.3"],
)  # fmt: skip
def test_text_that_is_no_number_is_refused(written):
    with pytest.raises(Invalid, match=NO_NUMBER):
        number_in(written)


@settings(deadline=None)
@given(st.decimals(-(10**12), 10**12, places=6))
def test_a_number_is_the_same_with_a_comma(number):
    assert number_in(f"{number:f}") == number
    assert number_in(f"{number:f}".replace(".", ",")) == number
    assert number_in(f"{number:,f}".replace(",", "\u202f").replace(".", ",")) == number


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_number_of_limited_size_or_refused(written):
    try:
        number = number_in(written)
    except Invalid:
        return
    assert number.is_finite()
    assert len(f"{number:f}") <= 90


@pytest.mark.parametrize(
    ("question_type", "answer_limit", "answer"),
    [
        ("single", 1, ChoiceAnswer(("b",))),
        ("single", 1, ChoiceAnswer(())),
        ("multiple", None, ChoiceAnswer(("c", "a"))),
        ("ordering", None, OrderingAnswer(("c", "a", "b"))),
        ("ordering", None, OrderingAnswer(())),
        ("matching", None, MatchingAnswer({"a": "b", "b": "b"})),
        ("matching", None, MatchingAnswer({})),
    ],
)
def test_answers_that_fit_their_question_type_are_accepted(question_type, answer_limit, answer):
    check_answer(question_type, KEYS, answer_limit, answer)


def test_numeric_and_text_answers_are_accepted():
    check_answer("numeric", (), None, NumericAnswer(Decimal(3)))
    check_answer("numeric", (), None, NumericAnswer(None))
    check_answer("short", (), 200, TextAnswer(TEXT, 200))
    check_answer("free_text", (), 2000, TextAnswer(TEXT, 0))


NOT_AMONG = "This was not one of the choices. Reload the page."
OTHER_TYPE = "This type of answer does not fit the question. Reload the page."


@pytest.mark.parametrize(
    ("question_type", "answer_limit", "answer", "refusal"),
    [
        ("single", 1, ChoiceAnswer(("a", "b")), "Choose only one answer."),
        ("true_false", 1, ChoiceAnswer(("true", "false")), "Choose only one answer."),
        ("single", 1, ChoiceAnswer(("d",)), NOT_AMONG),
        ("multiple", None, ChoiceAnswer(("a", "a")), NOT_AMONG),
        ("ordering", None, OrderingAnswer(("a", "b")), "Put all the items in order."),
        ("ordering", None, OrderingAnswer(("a", "b", "b")), NOT_AMONG),
        ("ordering", None, OrderingAnswer(("a", "b", "c", "a")), NOT_AMONG),
        ("ordering", None, OrderingAnswer(("a", "b", "d")), NOT_AMONG),
        ("matching", None, MatchingAnswer({"d": "a"}), NOT_AMONG),
        ("matching", None, MatchingAnswer({"a": "d"}), NOT_AMONG),
        ("short", 200, TextAnswer(TEXT, 201), "Use at most 200 characters."),
        ("free_text", 10, TextAnswer(TEXT, 11), "Use at most 10 characters."),
        ("single", 1, NumericAnswer(Decimal(1)), OTHER_TYPE),
        ("numeric", None, ChoiceAnswer(("a",)), OTHER_TYPE),
        ("ordering", None, ChoiceAnswer(("a", "b", "c")), OTHER_TYPE),
        ("matching", None, TextAnswer(TEXT, 1), OTHER_TYPE),
        ("free_text", 10, MatchingAnswer({}), OTHER_TYPE),
    ],
)
def test_answers_that_do_not_fit_are_refused(question_type, answer_limit, answer, refusal):
    with pytest.raises(Invalid) as refused:
        check_answer(question_type, KEYS, answer_limit, answer)

    assert str(refused.value) == refusal
