"""What a file as a whole makes of its questions: topics, plain text, ids, notes."""

import pytest

from domain.assessments.question_types.ordering_matching import Matching, Pair
from tests.web.assessments.gift_format.plain_questions import TEST, keyless, read
from web.assessments.gift_format.reader import read_gift


@pytest.mark.parametrize("change", ["\ufeff{}", "{}\n\n", "\n \t\n{}", "// only a remark\n\n{}"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_files_of_any_system(change, end):
    text = change.format("One {\n=1\n~2}\n\nTwo {T}").replace("\n", end)

    file = read_gift(text.encode(), TEST, "General")

    assert [question.text for _, question in file.questions] == ["One", "Two"]
    assert file.errors == []


def test_every_question_has_its_line():
    file = read_gift("// a\nOne {T}\n\n\n$CATEGORY: x\n\n// b\n//c\n\n::t::\nTwo {\nT}", TEST, "x")

    assert [read.line for read in file.questions] == [2, 10]


def topics(text):
    file = read_gift(text, TEST, "General")
    assert file.errors == []
    return [question.topic for _, question in file.questions]


def test_a_category_is_a_topic():
    assert topics(
        "One {T}\n\n// question: 0  name: switch category to $course$/Default\n"
        "$CATEGORY: $course$/top/Electricity/12//24 V\n\nTwo {T}\n\nThree {T}\n\n"
        "$CATEGORY: Water\n\nFour {T}"
    ) == ["General", "12/24 V", "12/24 V", "Water"]


def test_two_categories_of_one_name_stay_two_topics():
    assert topics(
        "$CATEGORY: top/Electricity/Basics\n\nOne {T}\n\n$CATEGORY: top/Heating/Basics\n\nTwo {T}"
        "\n\n$CATEGORY: top/Heating\n\nThree {T}"
    ) == ["Electricity/Basics", "Heating/Basics", "Heating"]


HTML = (
    "::Greeting::[html]<p>Match the <b>activity</b>&nbsp;&amp; the description.</p>"
    '<script>alert(1)</script><!-- <i>no</i> --><img src\\="x" alt\\="A fuse"> 1 &lt; 2{\n'
    "\t=[html]An <i>activity</i> -> Forum\n\t=[moodle]A <teacher> asks -> Choice <b>\n"
    "\t=[plain]a < b -> c > d\n####Said<br/>twice\n}"
)  # fmt: skip


def test_html_becomes_plain_text():
    file = read_gift(HTML, TEST, "General")
    [(_, question)] = file.questions

    assert question.text == "Match the activity\xa0& the description.\nA fuse 1 < 2"
    assert question.explanation == "Said\ntwice"
    assert keyless(question).answer_key == Matching(
        (
            Pair("", "An activity", "Forum"),
            Pair("", "A <teacher> asks", "Choice <b>"),
            Pair("", "a < b", "c > d"),
        )
    )
    assert file.notes == [(1, "HTML was converted to plain text: its tags were removed.")]
    assert file.errors == []


def test_lines_of_code_stay_lines():
    question = read(
        "::Q001::[html]<p>What does it print?</p>\n<pre>\n  public void test() \\{\n    a();\n"
        "  \\}\n</pre>\n{T}"
    )

    assert question.text == "What does it print?\n\n  public void test() {\n    a();\n  }"


@pytest.mark.parametrize(
    ("gift", "note"),
    [
        ("[markdown]Who's in **it**?{T}", "Markdown is kept as typed."),
        ("// [tag:basic] [id:x]\nOne {T}", "Tags are ignored: they are not supported here."),
        (
            "From 1 to 5? {#3:2~#Completely wrong}",
            "The feedback for any other number is ignored: it is not supported here.",
        ),
        (
            "From 1 to 5? {#=3:2 =%0%*#Completely wrong}",
            "The feedback for any other number is ignored: it is not supported here.",
        ),
        (
            "Order {>3 ALL VERTICAL ABSOLUTE_POSITION SHOW none\na\nb\nc}",
            "The order is graded by pairs of neighbouring items, not as the file says.",
        ),
        (
            "Order {>2 RANDOM\na\nb\nc}",
            "All the items to order are shown, not just some of them as the file says.",
        ),
    ],
)
def test_unsupported_parts_are_noted(gift, note):
    file = read_gift(gift, TEST, "General")

    assert file.errors == []
    assert [text for _, text in file.notes] == [note]
