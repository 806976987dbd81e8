from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessments.question import Question, question_errors
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from tests.domain.assessments.question_types.question_strategies import questions
from web.assessments.gift_format.answers import GRADING
from web.assessments.gift_format.reader import read_gift
from web.assessments.gift_format.writer import write_gift

TEST = UUID(int=1)


def different(written):
    return len({question.id for question in written}) == len(written)


@settings(max_examples=100, deadline=None)
@given(st.lists(questions, max_size=4).filter(different))
def test_questions_come_back_as_they_were_written(written):
    for question in written:
        assert list(question_errors(question)) == []
    gift = write_gift(written)

    file = read_gift(gift.encode(), TEST)
    read = [question for _, question in file.questions]

    assert read == written
    assert file.notes == []
    if written:
        assert file.errors == []
    assert write_gift(read) == gift


CHOICES = (
    Choice("78b7d037", "Grant", Decimal(0), "No: 50%"),
    Choice("mine", "no one", Decimal(100)),
    Choice("54322929", "Jefferson", Decimal("33.33333")),
    Choice("df7e70e5", "nobody", Decimal(100)),
)
WRITTEN = {
    "one": (
        Single(CHOICES),
        "{\n\t~Grant#No\\: 50%\n\t=no one\n\t~%33.33333%Jefferson\n\t~%100%nobody\n}",
    ),
    "several": (
        Multiple(CHOICES[:2]),
        "{\n\t~Grant#No\\: 50%\n\t~%100%no one\n}",
    ),
    "true": (TrueFalse(answer=True), "{TRUE}"),
    "false": (TrueFalse(answer=False, if_right="Yes!"), "{FALSE##Yes!}"),
    "a number": (
        Numeric((NumericRange(Decimal("1E+2"), Decimal("0.50"), Decimal(100), "Yes"),)),
        "{#\n\t=%100%100:0.50#Yes\n}",
    ),
    "words": (ShortText((AcceptedText("a -> b"),)), "{\n\t=%100%a \N{RIGHTWARDS ARROW} b#\n}"),
    "order": (
        Ordering((Item("x", "// one"), Item("y", "two\nlines"), Item("z", "{three}"))),
        f"{{>3 ALL VERTICAL {GRADING} SHOW none\n/ / one\ntwo\\nlines\n\\{{three\\}}\n}}",
    ),
    "pairs": (
        Matching((Pair("x", "[html]", "[html]"), Pair("y", "", "b -> c"), Pair("z", "d", "e"))),
        "{\n\t=[plain][html] -> [html]\n\t= -> b -> c\n\t=d -> e\n}",
    ),
    "own words": (FreeText("Both fuses.", 500), "{}"),
}


@pytest.mark.parametrize(("kind", "answers"), WRITTEN.values(), ids=WRITTEN)
def test_every_question_type_is_written_as_moodle_reads_it(kind, answers):
    question = Question(UUID(int=7), "Fuses", "", "Which?", kind)

    last = write_gift([question]).rpartition("\n[plain]Which?")[2]

    assert last == f"{answers}\n"


def test_what_gift_cannot_express_is_written_in_our_comment():
    question = Question(
        UUID(int=7),
        "12/24 V",
        "Q: 1",
        " Which _____ is it?",
        Single(CHOICES[:2]),
        Decimal("2.5"),
        "Because.",
        "ab" * 32,
        "Two fuses.",
    )

    assert write_gift([question]) == (
        "$CATEGORY: 12//24 V\n\n// [id:00000000-0000-0000-0000-000000000007]\n"
        f'// comptoir: {{"points":"2.5","image":"{"ab" * 32}","image_text":"Two fuses.",'
        '"keys":{"04225201":"mine"},'
        '"exact":{"text":{"reads":"Which _____ is it?","means":" Which _____ is it?"}}}\n'
        "::Q\\: 1::[plain] Which {\n\t~Grant#No\\: 50%\n\t=no one\n\t####Because.\n} is it?\n"
    )


def test_a_missing_word_comes_out_as_it_went_in():
    gift = "Grant is {\n\t~buried\n\t=entombed\n} in Grant's tomb."
    [(_, question)] = read_gift(gift, TEST, "Tombs").questions

    assert write_gift([question]).endswith(f"[plain]{gift}\n")


def test_topics_are_written_once_for_the_questions_that_follow():
    questions_by_topic = [
        Question(UUID(int=number), topic, "", "Dry?", TrueFalse(answer=True))
        for number, topic in enumerate(["Water", "Water", "Gas", "Water"])
    ]

    lines = write_gift(questions_by_topic).splitlines()

    assert [line for line in lines if line.startswith("$")] == [
        "$CATEGORY: Water",
        "$CATEGORY: Gas",
        "$CATEGORY: Water",
    ]
