"""GIFT files that are too large, and files whose reading must not cost more than their size."""

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.support.people import MANAGER, MORNING
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    errors_on,
    form_on,
    text_on,
    true_false,
)
from web.assessments.gift_format.metadata import has_tags, id_number
from web.assessments.gift_format.reader import read_gift, topics_of
from web.assessments.gift_format.text import CommentLine

THERE = f"{HERE}/{TEST}/gift"


def gift_of(count, first=0):
    return "\n\n".join(f"Is it {number}? {{T}}" for number in range(first, first + count))


def categories(count):
    return "".join(f"$CATEGORY: c{number}\n\nOne {number} {{T}}\n\n" for number in range(count))


def errors(content):
    return [tuple(error) for error in read_gift(content, TEST, "General").errors]


@pytest.fixture
def bring(ines):
    def bring(text, **more):
        file = FileStorage(BytesIO(text.encode()), "bank.gift")
        # In memory: the test client would leave the temporary file of a large body open.
        boundary, body = encode_multipart({"file": file, **more})
        return ines.post(THERE, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    return bring


MANY_QUESTIONS = (
    "This file has 2001 questions, but a test can have at most 2000. Split the file here, and"
    " import the rest into another test."
)
MANY_CATEGORIES = (
    "This file has 61 categories, but a test can have at most 60 topics. Put related questions into"
    " one category, or import the rest into another test."
)
LONG_COMMENT = "This comment has 10001 characters. Use at most 10000, or remove it."
LARGE = "This file is larger than 1 MB. Split it into smaller files, and import each of them."


def with_comment(length):
    return f"One {{T}}\n\n//{'x' * (length - 2)}\nTwo {{T}}"


def of_size(size):
    return "One {T}".ljust(size, "\n")


@pytest.mark.parametrize(
    ("largest", "too_large", "error"),
    [
        (gift_of(2000), gift_of(2001), (4001, MANY_QUESTIONS)),
        (categories(60), categories(61), (241, MANY_CATEGORIES)),
        (with_comment(10_000), with_comment(10_001), (3, LONG_COMMENT)),
        (of_size(1024 * 1024), of_size(1024 * 1024 + 1), (1, LARGE)),
    ],
    ids=["questions", "categories", "comment", "file"],
)
def test_a_file_beyond_a_limit_is_refused(largest, too_large, error):
    assert errors(largest) == []
    assert errors(too_large) == [error]


def test_a_file_that_is_too_large_keeps_what_was_typed_and_writes_nothing(bring, school):
    response = bring("x" * 2_000_000, topic="Cables")

    assert response.status_code == 422
    assert "This file is larger than 1 MB." in text_on(response.text)
    assert form_on(response.text, "gift")["topic"] == "Cables"
    assert school.test().draft == []


def test_a_topic_that_is_too_long_is_kept_and_refused(bring, school):
    response = bring(gift_of(1), topic="x" * 256)

    assert response.status_code == 422
    assert errors_on(response.text) == {"topic": "Use at most 255 characters."}
    assert form_on(response.text, "gift")["topic"] == "x" * 256
    assert school.test().draft == []


def test_questions_that_do_not_fit_into_the_draft_are_refused_together(bring, school):
    assert bring(gift_of(1999), topic="Cables").status_code == 303

    response = bring(gift_of(2, first=1999), topic="Fuses")

    assert response.status_code == 422
    assert errors_on(response.text)["file"].startswith("A test can have at most 2,000 questions.")
    assert form_on(response.text, "gift")["topic"] == "Fuses"
    assert len(school.test().draft) == 1999


def test_a_question_for_a_full_draft_is_refused_and_its_form_kept(bring, ines, school):
    bring(gift_of(2000), topic="Cables")
    typed = {"kind": "true_false", "text": "One more?", "topic": "Fuses", "answer": "true"}

    response = ines.post(f"{HERE}/{TEST}/questions/{true_false(1).id}", data=typed)

    assert response.status_code == 422
    assert "A test can have at most 2,000 questions." in text_on(response.text)
    assert "One more?" in response.text
    assert len(school.test().draft) == 2000


def test_a_test_with_too_many_topics_cannot_be_published(ines, school):
    questions = [true_false(number, topic=f"Topic {number}") for number in range(61)]
    school.market.assessments.revise_questions(TEST, questions, MANAGER, MORNING)
    rules = f"{HERE}/{TEST}/rules"

    response = ines.post(rules, data=form_on(ines.get(rules).text, "rules"))

    assert response.status_code == 422
    assert "A test can have at most 60 topics." in text_on(response.text)
    assert school.test().editions == []


class CountedName(str):
    """A category's name that counts how often it is hashed or compared."""

    __slots__ = ()
    uses = 0

    def __hash__(self):
        CountedName.uses += 1
        return super().__hash__()

    def __eq__(self, other):
        CountedName.uses += 1
        return super().__eq__(other)


def uses_of_names(paths):
    CountedName.uses = 0
    topics = topics_of([tuple(map(CountedName, path)) for path in paths])
    assert len(set(topics.values())) == len(paths)
    return CountedName.uses


@pytest.mark.parametrize(
    "paths_of",
    [
        lambda count: [(f"c{number}", "x") for number in range(count)],
        lambda count: [("a", *["x"] * count), ("b", *["x"] * count)],
    ],
    ids=["many", "deep"],
)
def test_twice_as_many_categories_take_twice_the_work(paths_of):
    once, twice = uses_of_names(paths_of(300)), uses_of_names(paths_of(600))

    assert twice <= 2.2 * once


@pytest.mark.parametrize("part", ["[id:", "[id:x", "[tag:", "[id:\\]", "[id:]", "[id:\t"])
def test_brackets_that_are_never_closed_are_read_in_bounded_time(part):
    comments = [CommentLine(1, f"// {part * 25_000}")]

    assert bool(id_number(comments)) == (part == "[id:\\]")
    assert not has_tags(comments)


def test_an_id_is_found_after_brackets_that_are_not_closed():
    assert id_number([CommentLine(1, "// [id:a\t[id:] [id:b\\]c]")]) == "b]c"
