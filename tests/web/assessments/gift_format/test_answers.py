"""
Files as Moodle writes them, and as its documentation shows them.

From question/format/gift of Moodle (examples.txt, tests/giftformat_test.php) and from the ordering
plug-in's export: docs/sources.md says where.
"""

from decimal import Decimal

import pytest

from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import AcceptedText, Numeric, NumericRange, ShortText
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from tests.web.assessments.gift_format.plain_questions import read
from web.assessments.gift_format.answers import GRADING


def choice(text, percent, feedback=""):
    return Choice("", text, Decimal(percent), feedback)


def spellings(*accepted):
    return ShortText(
        tuple(
            AcceptedText(text, Decimal(percent), *feedback) for text, percent, *feedback in accepted
        )
    )


def near(value, tolerance, percent=100, feedback=""):
    return NumericRange(Decimal(value), Decimal(tolerance), Decimal(percent), feedback)


def pairs(*sides):
    return Matching(tuple(Pair("", left, right) for left, right in sides))


def items(*texts):
    return Ordering(tuple(Item("", text) for text in texts))


EXAMPLES = {
    "multiple choice": (
        "Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}",
        "Who's buried in Grant's tomb?",
        Single((choice("Grant", 0), choice("Jefferson", 0), choice("no one", 100))),
    ),
    "a missing word": (
        "Grant is {~buried =entombed ~living} in Grant's tomb.",
        "Grant is _____ in Grant's tomb.",
        Single((choice("buried", 0), choice("entombed", 100), choice("living", 0))),
    ),
    "on lines of their own": (
        "Japanese characters originally came from what country? {\n    ~India\n    =China\n}",
        "Japanese characters originally came from what country?",
        Single((choice("India", 0), choice("China", 100))),
    ),
    "false": ("Grant is buried there.{F}", "Grant is buried there.", TrueFalse(answer=False)),
    "true": ("The sun rises there.{TRUE}", "The sun rises there.", TrueFalse(answer=True)),
    "false, and what to say to the wrong": (
        "Grant is buried in Grant's tomb.{FALSE#No one is buried in Grant's tomb.}",
        "Grant is buried in Grant's tomb.",
        TrueFalse(answer=False, if_wrong="No one is buried in Grant's tomb."),
    ),
    "true, and what to say to both": (
        "::Q1::42 is the Absolute Answer.{TRUE#42 is the Ultimate Answer.#You gave it.}",
        "42 is the Absolute Answer.",
        TrueFalse(
            answer=True, if_right="You gave it.", if_wrong="42 is the Ultimate Answer."
        ),
    ),
    "a word": (
        "Two plus two equals {=four =4}.",
        "Two plus two equals _____.",
        spellings(("four", 100), ("4", 100)),
    ),
    "a word without a mark": ("Who is it? {nobody}", "Who is it?", spellings(("nobody", 100))),
    "words with weights": (
        "Which is the best animal?{\n\t=%100%Frog#Good!\n\t=%50%Cat#Moodlers!\n\t=%0%*#Wrong\n}",
        "Which is the best animal?",
        spellings(("Frog", 100, "Good!"), ("Cat", 50, "Moodlers!"), ("*", 0, "Wrong")),
    ),
    "pairs": (
        "Match the capitals. {\n =Canada -> Ottawa\n =Italy  -> Rome\n = -> Paris\n}",
        "Match the capitals.",
        pairs(("Canada", "Ottawa"), ("Italy", "Rome"), ("", "Paris")),
    ),
    "pairs without spaces": (
        "Capitals.{=Canada->Ottawa =Italy->Rome =Japan->Tokyo}",
        "Capitals.",
        pairs(("Canada", "Ottawa"), ("Italy", "Rome"), ("Japan", "Tokyo")),
    ),
    "a number": ("When was Grant born? {#1822}", "When was Grant born?", Numeric((near(1822, 0),))),
    "a number, about": (
        "Pi? {#3.1415:0.0005}.", "Pi? _____.", Numeric((near("3.1415", "0.0005"),))
    ),
    "a number between two": (
        "Pi? {#3.141..3.142}.", "Pi? _____.", Numeric((near("3.1415", "0.0005"),))
    ),
    "a number between two below zero": (
        "Cold? {#-20..-3.5}", "Cold?", Numeric((near("-11.75", "8.25"),))
    ),
    "numbers with weights": (
        "When was Grant born? {#\n  =1822:0 #Correct!\n  =%50%1822:2  #Close.\n You get 50%.\n}",
        "When was Grant born?",
        Numeric((near(1822, 0, 100, "Correct!"), near(1822, 2, 50, "Close.\n You get 50%."))),
    ),
    "several": (
        "Green?\n{\n ~%50%yellow # yes; good!\n ~%-100%red\n ~%50%beige\n ~%-9%[plain]blue # no}",
        "Green?",
        Multiple(
            (
                choice("yellow", 50, "yes; good!"),
                choice("red", -100),
                choice("beige", 50),
                choice("blue", -9, "no"),
            )
        ),
    ),
    "half of it": (
        "Difficult question.{~wrong ~%50%half credit =full credit}",
        "Difficult question.",
        Single((choice("wrong", 0), choice("half credit", 50), choice("full credit", 100))),
    ),
    "thirds": (
        "Three.{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-50%d}",
        "Three.",
        Multiple((*(choice(name, "33.33333") for name in "abc"), choice("d", -50))),
    ),
    "after = all is text": (
        "Share?{=%50% of it ~no}", "Share?", Single((choice("%50% of it", 100), choice("no", 0)))
    ),
    "what means nothing": (
        "Which equals 5? {\n ~ \\= 2 + 2\n = \\= 2 + 3\n ~ \\{\\~\\#\\:\\}\\\\n }",
        "Which equals 5?",
        Single((choice("= 2 + 2", 0), choice("= 2 + 3", 100), choice("{~#:}\\n", 0))),
    ),
    "lines": (
        "One\\n\\ntwo\nthree {T}", "One\n\ntwo\nthree", TrueFalse(answer=True)
    ),
    "order": (
        "[moodle]Put in order{>3 ALL VERTICAL " + GRADING + " SHOW none\na=1\nb~2\nc->3}",
        "Put in order",
        items("a=1", "b~2", "c->3"),
    ),
    "order without options": (
        "Put in order{>\nHigh\nSHOW\n// low\nLow\n}", "Put in order", items("High", "SHOW", "Low")
    ),
}  # fmt: skip


@pytest.mark.parametrize(("gift", "text", "kind"), EXAMPLES.values(), ids=EXAMPLES)
def test_a_question_of_moodle(gift, text, kind):
    question = read(gift)

    assert (question.text, question.answer_key) == (text, kind)
    assert (question.topic, question.points, question.image) == ("General", 1, None)


def test_title_and_general_feedback():
    question = read(
        "// true/false\n::Q\\:1:: 42?{\nFALSE#It is.#You got it.\n####It is a reference.}"
    )

    assert question.title == "Q:1"
    assert question.explanation == "It is a reference."
    assert question.answer_key == TrueFalse(answer=False, if_right="You got it.", if_wrong="It is.")


def test_general_feedback_without_feedback_to_wrong_answers():
    question = read("42?{T##You got it.####It is a reference.}")

    assert question.explanation == "It is a reference."
    assert question.answer_key == TrueFalse(answer=True, if_right="You got it.")


def test_comments_stand_anywhere():
    question = read(
        "//Heading\n// and more\nWhat's\n  // not\n2 plus 2? {\n// nor this\n=4 \n//end\n=four}"
    )

    assert question.text == "What's\n2 plus 2?"
    assert question.answer_key == spellings(("4", 100), ("four", 100))
