"""A question of a test: its text, points and answer key."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import msgspec

from domain.assessments.answers import Answer, Texts
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING
from domain.errors import Invalid
from domain.text import length_errors, line_errors, record_errors, texts_in

AnswerKey = Single | Multiple | TrueFalse | Numeric | ShortText | Ordering | Matching | FreeText
ANSWER_KEY_TYPES: dict[str, type[AnswerKey]] = {
    answer_key.question_type: answer_key
    for answer_key in (
        Single,
        Multiple,
        TrueFalse,
        Numeric,
        ShortText,
        Ordering,
        Matching,
        FreeText,
    )
}
LONGEST_TEXT = 10_000
LONGEST_LINE = 255
"""Of a topic and of a title, as in Moodle."""
LONGEST_IMAGE_TEXT = 1000
MOST_POINTS = 1_000_000
MOST_PARTS = 60
"""Choices, items, pairs or accepted answers: as many rows as the form of a question has."""
LONGEST_PART = 5000
"""Of each text of an answer key."""
LONGEST_ANSWER = 20_000


class Question(msgspec.Struct, frozen=True):
    """One revision of a question."""

    id: UUID
    topic: str
    """Results are shown by topic."""
    title: str
    """What authors call it; candidates see it after the end only."""
    text: str
    """Plain text with line breaks."""
    answer_key: AnswerKey
    points: Decimal = Decimal(1)
    explanation: str = ""
    """Shown after the attempt."""
    image: str | None = None
    """The SHA-256 of a picture, in hexadecimal."""
    image_text: str = ""
    """What the picture shows, for candidates who cannot see it."""


def question_errors(question: Question) -> Iterator[Invalid]:
    """A refusal for each error in a question; none when it is valid."""
    if not question.text.strip() or len(question.text) > LONGEST_TEXT:
        yield Invalid("A question needs a text of at most %(n)s characters.", n=LONGEST_TEXT)
    if not question.topic.strip():
        yield Invalid("Give the question a topic: results are shown by topic.")
    if question.points <= 0:
        yield Invalid("A question must be worth more than 0 points.")
    if question.image is not None and not question.image_text.strip():
        yield Invalid("Describe the picture for people who cannot see it.")
    if len(set(question.answer_key.keys)) < len(question.answer_key.keys):
        yield Invalid("Two parts of the question have the same identifier.")
    yield from question.answer_key.errors()
    yield from _text_errors(question)
    yield from _size_errors(question)


def _text_errors(question: Question) -> Iterator[Invalid]:
    """A refusal for each character error; topic and title are shown on one line."""
    yield from line_errors(question.topic)
    yield from line_errors(question.title)
    yield from record_errors(msgspec.structs.replace(question, topic="", title=""))


def _size_errors(question: Question) -> Iterator[Invalid]:
    """A refusal for each limit that a question exceeds; questions from before may exceed them."""
    yield from length_errors(question.topic, LONGEST_LINE)
    yield from length_errors(question.title, LONGEST_LINE)
    yield from length_errors(question.explanation, LONGEST_TEXT)
    yield from length_errors(question.image_text, LONGEST_IMAGE_TEXT)
    if question.points > MOST_POINTS:
        yield Invalid("A question can be worth at most %(n)s points.", n=MOST_POINTS)
    yield from _answer_size_errors(question.answer_key)


def _answer_size_errors(answer_key: AnswerKey) -> Iterator[Invalid]:
    for text in texts_in(answer_key):
        yield from length_errors(text, LONGEST_PART)
    if isinstance(answer_key, FreeText) and answer_key.max_length > LONGEST_ANSWER:
        yield Invalid("Allow at most %(n)s characters for the answer.", n=LONGEST_ANSWER)
    if _part_count(answer_key) > MOST_PARTS:
        yield Invalid(
            "A question can have at most %(n)s answers or items. Remove some of them.", n=MOST_PARTS
        )


def _part_count(answer_key: AnswerKey) -> int:
    """How many choices, items, pairs or accepted answers it has."""
    match answer_key:
        case Numeric() | ShortText():
            return len(answer_key.accepted)
        case _:
            return len(answer_key.keys)


def percent_of(answer_key: AnswerKey, answer: Answer | None, texts: Texts) -> Decimal | None:
    """
    The percentage of the points that an answer earns, 0 to 100; without an answer, 0.

    texts: candidates' texts by id. None when a person has to grade it, or its text was erased.
    """
    return NOTHING if answer is None else answer_key.percent_of(answer, texts)


def check_answer(
    question_type: str, keys: tuple[str, ...], answer_limit: int | None, answer: Answer
) -> None:
    """
    Check that an answer fits an item.

    Raises Invalid for another type of answer, unknown keys, or more than the limit.
    """
    if not isinstance(answer, ANSWER_KEY_TYPES[question_type].answer_type):
        raise Invalid("This type of answer does not fit the question. Reload the page.")
    answer.check(keys, answer_limit)
