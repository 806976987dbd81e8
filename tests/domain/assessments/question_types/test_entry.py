from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.answers import ChoiceAnswer, NumericAnswer, TextAnswer
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)

TEXT = UUID(int=5)
BORN = Numeric(
    (NumericRange(Decimal(1822), Decimal(0)), NumericRange(Decimal(1822), Decimal(2), Decimal(50)))
)
ESSAY = FreeText("Names both fuses.", max_length=10)


def written(text, *patterns):
    """What a text earns where these patterns are accepted: 100 percent, then 50, then 25."""
    percents = [Decimal(100), Decimal(50), Decimal(25)]
    answer_key = ShortText(tuple(map(AcceptedText, patterns, percents)))
    return answer_key.percent_of(TextAnswer(TEXT, len(text)), {TEXT: text})


@pytest.mark.parametrize(
    ("number", "percent"),
    [("1822", 100), ("1822.0", 100), ("1820", 50), ("1824", 50), ("1824.01", 0), ("-1822", 0)],
)
def test_a_number_earns_the_share_of_the_first_range_it_is_in(number, percent):
    assert BORN.percent_of(NumericAnswer(Decimal(number)), {}) == percent


def test_tolerances_are_exact_decimals():
    tenth = Numeric((NumericRange(Decimal("0.3"), Decimal("0.1")),))

    assert tenth.percent_of(NumericAnswer(Decimal("0.2")), {}) == 100
    assert tenth.percent_of(NumericAnswer(Decimal("0.4")), {}) == 100
    assert tenth.percent_of(NumericAnswer(Decimal("0.1999999999")), {}) == 0


def test_a_withdrawn_number_earns_0():
    assert BORN.percent_of(NumericAnswer(None), {}) == 0


@pytest.mark.parametrize(
    ("text", "patterns", "percent"),
    [
        ("Nazareth", ["nazareth"], 100),
        ("  NAZARETH \n", ["Nazareth"], 100),
        ("two  fuses", ["two fuses"], 100),
        ("Strasse", ["straße"], 100),
        ("e\u0301lectrique", ["électrique"], 100),
        ("l\u2019eau", ["l'eau"], 100),
        ("Nazereth", ["Nazareth", "Naz*reth"], 50),
        ("Bethlehem", ["Nazareth", "Naz*reth", "*"], 25),
        ("a fuse of 10 amps", ["*10*amps"], 100),
        ("10 watts", ["10*amps"], 0),
        ("aa", ["a*aa"], 0),
        ("abcb", ["a*b"], 100),
        ("3*4", [r"3\*4"], 100),
        ("314", [r"3\*4"], 0),
        (".", ["[a-z]"], 0),
        ("Nazareth, I think", ["nazareth"], 0),
    ],
)
def test_a_text_earns_the_share_of_the_first_matching_pattern(text, patterns, percent):
    assert written(text, *patterns) == percent


def test_many_stars_match_without_backtracking():
    assert written("a" * 200, "*a" * 60 + "*b") == 0


def test_an_erased_text_keeps_its_earlier_mark():
    answer_key = ShortText((AcceptedText("fuse"),))

    assert answer_key.percent_of(TextAnswer(TEXT, 4), {}) is None
    assert answer_key.percent_of(TextAnswer(TEXT, 0), {}) == 0


def test_a_free_text_is_graded_by_a_person():
    assert ESSAY.percent_of(TextAnswer(TEXT, 9), {TEXT: "Two fuses"}) is None
    assert ESSAY.percent_of(TextAnswer(TEXT, 9), {}) is None
    assert ESSAY.percent_of(TextAnswer(TEXT, 0), {}) == 0
    assert ESSAY.answer_limit == 10


@pytest.mark.parametrize("answer_key", [BORN, ShortText((AcceptedText("fuse"),)), ESSAY])
def test_an_answer_of_another_type_earns_0(answer_key):
    assert answer_key.percent_of(ChoiceAnswer(("fuse",)), {}) == 0


def near(tolerance, percent):
    return NumericRange(Decimal(1), Decimal(tolerance), Decimal(percent))


NOT_ALL = "At least one answer must earn all the points."
TOO_MUCH = "An answer must earn between 0 and 100 percent of the points."


@pytest.mark.parametrize(
    ("answer_key", "errors"),
    [
        (BORN, []),
        (ESSAY, []),
        (Numeric(()), [NOT_ALL]),
        (Numeric((near(0, "99.99999"),)), [NOT_ALL]),
        (Numeric((near(0, 100), near(1, -1))), [TOO_MUCH]),
        (Numeric((near(0, 100), near(1, 101))), [TOO_MUCH]),
        (Numeric((near("-0.1", 100),)), ["The accepted margin cannot be negative."]),
        (ShortText(()), [NOT_ALL]),
        (ShortText((AcceptedText("a"), AcceptedText("b", Decimal("100.1")))), [TOO_MUCH]),
        (ShortText((AcceptedText(" "),)), ["An accepted answer cannot be empty."]),
        (FreeText(" "), ["Write the grading guide for the answers."]),
        (FreeText("Guide", 0), ["Allow at least one character for the answer."]),
    ],
)
def test_each_invalid_key_has_its_error(answer_key, errors):
    assert list(map(str, answer_key.errors())) == errors
