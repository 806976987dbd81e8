"""Files that are refused: on which line, and what to do."""

from uuid import UUID

import pytest

from web.assessments.gift_format.reader import read_gift

TEST = UUID(int=1)
GOOD = "One {T}\n\n"
STRAY = "This } closes nothing. Write \\} in a text, and leave no blank line inside braces."
UNCLOSED = "This { is never closed. Write } before the next blank line, or \\{ in a text."
TWICE = (
    "A question has one pair of braces. Leave a blank line between two questions, and write"
    " \\{ and \\} in a text."
)
ASKS_NOTHING = (
    "This is not a question. Write its answers in braces, {} for a free-text answer, or start"
    " each line of a comment with //."
)
NO_GUIDE = (
    'Add the grading guide on a line above the question: // comptoir: {"guide": "Names both '
    'fuses."}. Or write the answers in the braces.'
)
NO_QUESTION = "There are no questions in this file. Write one, with its answers in braces."
UNSEEN = (
    "This text contains a character that cannot be displayed (%s). Remove it, or type the text"
    " again."
)
FEWEST = "Enter at least 2 items to choose from or to put in order."
NOT_UTF_8 = "This line is not in UTF-8. Save the file as UTF-8."


def errors(content, topic="General"):
    return [tuple(error) for error in read_gift(content, TEST, topic).errors]


@pytest.mark.parametrize(
    ("gift", "line", "reason"),
    [
        ("Two\nlines {~a =b", 4, UNCLOSED),
        ("Two {\n=a\n~b\n\nThree {T}", 3, UNCLOSED),
        ("Two ~a =b}", 3, STRAY),
        ("}", 3, STRAY),
        ("Two } or { {T}", 3, STRAY),
        ("Two {T}\nThree {F}", 3, TWICE),
        ("Two {T} or }", 3, TWICE),
        ("Just a description.\nOf two lines.", 3, ASKS_NOTHING),
        ("::Two: one {T}", 3, "Close the title with a second ::, as in ::Fuses::."),
        ("Two {}", 3, NO_GUIDE),
        ('// comptoir: {"guide": " "}\nTwo {}', 4, NO_GUIDE),
        ("Two {\n=a\n~%5O%b\n}", 5, "%5O% is not a percentage. Write it like %50% or %-33.33333%."),
        ("Two {=%33,3%b}", 3, "%33,3% is not a percentage. Write it like %50% or %-33.33333%."),
        ("Two {=a\n=%%b}", 4, "%% is not a percentage. Write it like %50% or %-33.33333%."),
        ("Two {#=%x%3}", 3, "%x% is not a percentage. Write it like %50% or %-33.33333%."),
        ("Two {#\n3,14}", 4, "'3,14' is not a number. Use a decimal point, as in 3.5."),
        ("Two {#3:few}", 3, "'few' is not a number. Use a decimal point, as in 3.5."),
        ("Two {#1..NaN}", 3, "'NaN' is not a number. Use a decimal point, as in 3.5."),
        ("Two {#=%50%*}", 3, "'*' is not a number. Use a decimal point, as in 3.5."),
        ("Two {#5..1}", 3, "5..1 is a descending range. Write the smaller number first."),
        ("Two {#3:-1}", 3, "The accepted margin cannot be negative."),
        ("Two {#}", 3, "At least one answer must earn all the points."),
        ("Two {=%50%a}", 3, "At least one answer must earn all the points."),
        ("Two {~a ~b}", 3, "Together, the correct choices must earn all the points: 100 percent."),
        ("Two {~%101%a ~b}", 3, "A choice must earn between -100 and 100 percent of the points."),
        ("Two {~%100%a}", 3, FEWEST),
        ("Two {=a ~a}", 3, "This appears twice: a"),
        ("Two {\na\n~b =c}", 4, "Start each answer with = if it is right, otherwise with ~."),
        ("Two {\n=a -> b\n=c}", 5, "Put -> between an item and its match."),
        ("Two {a -> b\n=c -> d}", 3, "Start each pair with =, as in =Fuse -> Protects the cable."),
        ("Two {=a -> b}", 3, "Enter at least 2 pairs to match."),
        ("Two {true}", 3, "Write TRUE or FALSE in capitals, or =true if the answer is that word."),
        ("Two {>2\na\nb}", 3, "Enter at least 3 items to choose from or to put in order."),
        ("{T}", 3, "A question needs a text of at most 10,000 characters."),
        ("T\0wo {T}", 3, UNSEEN % "U+0000"),
        ("Two {=a ~b\u202e}", 3, UNSEEN % "U+202E"),
        ("::\u200b::Two {T}", 3, "This text has no visible characters. Type it again."),
        ("$CATEGORY: \x1b\n\nTwo {T}", 5, UNSEEN % "U+001B"),
        ("$CATEGORY:\n\nTwo {T}", 3, "Write the topic name after $CATEGORY:."),
        ("$CATEGORY: a\nTwo {T}", 3, "Leave a blank line after the $CATEGORY: line."),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_named_by_its_line(gift, line, reason):
    assert errors(GOOD + gift)[0] == (line, reason)


COMMENTS = [
    ('{"points": "many"}', "Invalid decimal string - at `$.points`"),
    ('{"worth": 2}', "Object contains unknown field `worth`"),
    ('{"points": 2', "Input data was truncated"),
    ("points 2", "JSON is malformed: invalid character (byte 0)"),
    ('{"image": "../../etc"}', "Expected `str` matching regex '^[0-9a-f]{64}$' - at `$.image`"),
    ('{"keys": ["a"]}', "Expected `object`, got `array` - at `$.keys`"),
]


@pytest.mark.parametrize(("fields", "problem"), COMMENTS)
def test_a_comment_of_ours_that_cannot_be_read_is_refused(fields, problem):
    reason = (
        f'This line cannot be read ({problem}). Write it like this: // comptoir: {{"points": "2"}}'
    )

    assert errors(f"{GOOD}// comptoir: {fields}\nTwo {{T}}") == [(3, reason)]


ONLY_FREE_TEXT = (
    "“guide” and “longest” are only for free-text answers. Remove them, or leave the braces empty."
)


@pytest.mark.parametrize(
    ("gift", "line", "reason"),
    [
        (
            '// comptoir: {"points": "NaN"}\nTwo {T}',
            3,
            "Points must be a number with a decimal point, such as 2 or 0.5.",
        ),
        ('// comptoir: {"points": -1}\nTwo {T}', 4, "A question must be worth more than 0 points."),
        ('// comptoir: {"guide": "Yes"}\nTwo {T}', 4, ONLY_FREE_TEXT),
        ('// comptoir: {"longest": 5}\nTwo {T}', 4, ONLY_FREE_TEXT),
        (
            '// comptoir: {"points": "2"}\n\nTwo {T}',
            3,
            "Put this line directly above its question, with no blank line in between.",
        ),
        (
            '// comptoir: {"points": 2}\n// comptoir: {"points": 3}\nTwo {T}',
            4,
            "Put everything on a single // comptoir: line above the question.",
        ),
        (
            f'// comptoir: {{"image": "{"ab" * 32}"}}\nTwo {{T}}',
            4,
            "Describe the picture for people who cannot see it.",
        ),
        (
            "// [id:a]\nTwo {T}\n\n// [id:a]\nThree {T}",
            7,
            "The question on line 4 has the same id. Change one of the two.",
        ),
    ],
)
def test_a_comment_with_invalid_values_is_refused(gift, line, reason):
    assert errors(GOOD + gift) == [(line, reason)]


def test_a_text_that_was_changed_since_stays_as_it_was_changed():
    text = '{"reads": "Two", "means": " Two "}'
    line = f'// comptoir: {{"exact": {{"text": {text}, "nobody": {text}}}}}'
    file = read_gift(f"{line}\nTwo {{T}}\n\n{line}\nNew {{T}}", TEST, "x")

    assert [question.text for _, question in file.questions] == [" Two ", "New"]


def test_a_comment_changes_neither_question_type_nor_picture():
    kind = '{"exact": {"kind.question_type": {"reads": "true_false", "means": "numeric"}}}'

    assert errors(f"// comptoir: {kind}\nTwo {{T}}") == []


def test_every_error_is_reported_in_the_order_of_lines():
    file_errors = errors("One {\n\nTwo\n\nThree {~a =a ~%200%b}\n\nFour {#x}")

    assert [line for line, _ in file_errors] == [1, 3, 5, 5, 7]


def test_a_question_without_a_topic_is_refused():
    reason = "Name the topic before its questions, on a line of its own: $CATEGORY: Batteries."

    assert errors("// x\nOne {T}\n\n$CATEGORY: a\n\nTwo {T}", topic="") == [(2, reason)]


@pytest.mark.parametrize("empty", ["", "\n\n", "// only a remark", "\ufeff", "$CATEGORY: a"])
def test_a_file_without_a_question_is_refused(empty):
    assert errors(empty.encode()) == [(1, NO_QUESTION)]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("One {T}\n\nÉlectricité {T}".encode("latin-1"), 3),
        ("\ufeffOne {T}".encode("utf-16"), 1),
        (b"\x00\xff", 1),
        ("One {T}\n\ud800 {T}", 2),
    ],
)
def test_what_is_not_utf_8_is_refused(raw, line):
    assert errors(raw) == [(line, NOT_UTF_8)]


@pytest.mark.parametrize(
    ("gift", "line", "length"),
    [
        (GOOD + "a" * 1_000_000 + " {T}", 3, 1_000_004),
        (GOOD + "// " + "a" * 1_000_000, 3, 1_000_003),
        (GOOD + "a\n" * 60_000 + " {T}", 3, 120_004),
    ],
)
def test_what_is_too_long_is_refused(gift, line, length):
    reason = f"This passage has {length} characters without a blank line. Make it shorter."

    assert errors(gift) == [(line, reason)]


HOSTILE = [
    "<!--",
    "<a ",
    "<a b='",
    "<",
    "~",
    "=",
    "%",
    "->",
    "<p>",
    "<!--x>",
    "//\n",
    "\\",
    "{",
    "#",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_file_is_read_in_bounded_time(part):
    many = part * (90_000 // len(part))

    for gift in (f"[html]{many}{{T}}", f"[html]One {{{many}}}", f"[html]One {{~{many}}}"):
        assert read_gift(gift, TEST, "x").questions is not None
