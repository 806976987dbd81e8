"""A question of a test: what is asked, what it is worth, and its key."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import msgspec

from domain.assessments.answers import Answer, Texts
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, Short
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING
from domain.errors import Invalid

Kind = Single | Multiple | TrueFalse | Numeric | Short | Ordering | Matching | FreeText
KINDS: dict[str, type[Kind]] = {
    each.kind: each
    for each in (Single, Multiple, TrueFalse, Numeric, Short, Ordering, Matching, FreeText)
}
LONGEST_TEXT = 10_000


class Question(msgspec.Struct, frozen=True):
    id: UUID
    topic: str
    """Results are told by topic."""
    title: str
    """What authors call it; nobody else sees it before the end."""
    text: str
    """What is asked: plain text, with line breaks."""
    kind: Kind
    points: Decimal = Decimal(1)
    explanation: str = ""
    """Shown after the attempt."""
    image: str | None = None
    """The SHA-256 of a picture, in hexadecimal."""
    image_text: str = ""
    """What the picture shows, for those who cannot see it."""


def objections(question: Question) -> Iterator[str]:
    """What makes no sense in a question, in sentences."""
    if not question.text.strip() or len(question.text) > LONGEST_TEXT:
        yield f"A question needs a text, of {LONGEST_TEXT} characters at most."
    if not question.topic.strip():
        yield "A question belongs to a topic: results are told by topic."
    if question.points <= 0:
        yield "A question is worth more than 0 points."
    if question.image is not None and not question.image_text.strip():
        yield "Say what the picture shows, for those who cannot see it."
    if len(set(question.kind.keys)) < len(question.kind.keys):
        yield "Two parts of the question have the same key."
    yield from question.kind.objections()


def percent_of(kind: Kind, answer: Answer | None, texts: Texts) -> Decimal | None:
    """
    The share of the points that an answer earns, from 0 to 100; None when a person has to say.

    An answer that was not given earns nothing.
    """
    return NOTHING if answer is None else kind.percent_of(answer, texts)


def check_answer(kind: str, keys: tuple[str, ...], most: int | None, answer: Answer) -> None:
    """Raises Invalid when it is no answer to such a question with these keys."""
    if not isinstance(answer, KINDS[kind].takes):
        raise Invalid("This is not how the question is answered; reload the page.")
    answer.check(keys, most)
