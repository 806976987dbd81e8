"""
Answers as browsers send them, read and refused by field, and as the fields of a question show them.

A browser knows choices, items and right sides by their position in this attempt: "0", "1". The
keys of authors would tell it more: the two sides of a pair have the same key, and the first choice
of many a question is the right one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from marshmallow import EXCLUDE, Schema, fields, validate
from werkzeug.datastructures import MultiDict

from domain.assessments.answers import (
    Answer,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
    Texts,
    number_in,
)
from domain.assessments.question import ANSWER_KEY_TYPES, AnswerKey
from domain.assessments.question_types.ordering_matching import Matching
from domain.assessments.selection import AttemptItem
from domain.errors import Invalid
from domain.text import check_text
from web.i18n.language import current_language

AFTER = "after-"
"""Fields so called, followed by the id of a question, say which questions a form shows."""
MAX_VALUE_LENGTH = 100_000
MAX_VALUES = 1000
MAX_NUMBER_DIGITS = 4
MAX_SHORT_LENGTH = 200
"""Of anything but a text: no position and no number is longer."""


class SubmittedAnswer(NamedTuple):
    """What a browser sent for a question, and how many saves of its answer it knew of."""

    question_id: UUID
    values: tuple[str, ...]
    after: int


class SubmittedAnswerSchema(Schema):
    """Whatever else is sent, such as the browser's time, is not read."""

    class Meta:
        unknown = EXCLUDE

    question_id = fields.UUID(required=True, data_key="question")
    after = fields.Integer(required=True, validate=validate.Range(0))
    values = fields.List(
        fields.String(validate=validate.Length(max=MAX_VALUE_LENGTH)),
        required=True,
        validate=validate.Length(max=MAX_VALUES),
    )


def answer_of_json(body: object) -> SubmittedAnswer:
    """The answer that a script sent. Raises ValidationError."""
    return _submitted(body if isinstance(body, dict) else {})


def answers_of_form(form: "MultiDict[str, str]") -> list[SubmittedAnswer]:
    """The answers to the questions of a page. Raises ValidationError."""
    ids = [name.removeprefix(AFTER) for name in form if name.startswith(AFTER)]
    return [
        _submitted({"question": id, "after": form[AFTER + id], "values": form.getlist(id)})
        for id in ids
    ]


def _submitted(data: dict[str, Any]) -> SubmittedAnswer:
    read = SubmittedAnswerSchema().load(data)
    return SubmittedAnswer(read["question_id"], tuple(read["values"]), read["after"])


def question_number(values: Mapping[str, str]) -> int:
    """The number of the question to show; the first unless another is named."""
    text = values.get("question", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS
    return int(text) if is_number else 1


def read_answer(item: AttemptItem, kind: AnswerKey | None, values: Sequence[str]) -> Answer | str:
    """
    An answer, or the text of a written one. Raises Invalid with what to do.

    kind: needed for matching questions only.
    """
    takes = ANSWER_KEY_TYPES[item.question_type].answer_type
    if takes is TextAnswer:
        return _read_text(item, values)
    if any(len(value) > MAX_SHORT_LENGTH for value in values):
        raise _unknown_choice()
    if takes is ChoiceAnswer:
        return ChoiceAnswer(tuple(_read_key(item, value) for value in values if value))
    if takes is NumericAnswer:
        text = "".join(values).strip()
        return NumericAnswer(number_in(text) if text else None)
    if isinstance(kind, Matching):
        return _read_matching(item, kind, values)
    return _read_ordering(item, values)


def _unknown_choice() -> Invalid:
    return Invalid("This was not one of the choices. Reload the page.")


def _read_key(item: AttemptItem, value: str) -> str:
    if not (value.isascii() and value.isdigit() and int(value) < len(item.keys)):
        raise _unknown_choice()
    return item.keys[int(value)]


def _read_ordering(item: AttemptItem, values: Sequence[str]) -> Answer:
    """From the position of each item, in the order in which they were shown."""
    if not any(values):
        return OrderingAnswer(())
    positions = [str(position) for position in range(1, len(item.keys) + 1)]
    if sorted(values) != sorted(positions):
        raise Invalid("Give each item its own rank. The order only counts when it is complete.")
    key_at = dict(zip(values, item.keys, strict=True))
    return OrderingAnswer(tuple(key_at[position] for position in positions))


def _read_matching(item: AttemptItem, kind: Matching, values: Sequence[str]) -> Answer:
    if values and len(values) != len(kind.premises):
        raise _unknown_choice()
    pairs = zip(kind.premises, values, strict=False)
    return MatchingAnswer({pair.key: _read_key(item, value) for pair, value in pairs if value})


def _read_text(item: AttemptItem, values: Sequence[str]) -> str:
    # A form sends its line breaks as two characters, a script as one.
    text = "".join(values).replace("\r\n", "\n").replace("\r", "\n").strip()
    if item.answer_limit is not None and len(text) > item.answer_limit:
        raise Invalid("Use at most %(n)s characters.", n=item.answer_limit)
    check_text(text)
    return text


def is_empty(answer: Answer | str) -> bool:
    """Whether the answer was cleared, or never given."""
    match answer:
        case ChoiceAnswer(keys=keys) | OrderingAnswer(keys=keys):
            return not keys
        case MatchingAnswer(pairs=pairs):
            return not pairs
        case NumericAnswer(value=value):
            return value is None
        case TextAnswer(text_length=length):
            return not length
        case str():
            return not answer


def field_values(
    item: AttemptItem, kind: AnswerKey, answer: Answer | None, texts: Texts
) -> tuple[str, ...]:
    """The values in the fields of a question that has this answer."""
    match answer:
        case ChoiceAnswer(keys=keys):
            return tuple(str(item.keys.index(key)) for key in item.keys if key in keys)
        case NumericAnswer(value=value) if value is not None:
            return (number_text(value),)
        case TextAnswer(text_id=text_id):
            return (texts.get(text_id, ""),)
        case OrderingAnswer() | MatchingAnswer():
            return _position_values(item, kind, answer)
        case _:
            return ()


def _position_values(
    item: AttemptItem, kind: AnswerKey, answer: OrderingAnswer | MatchingAnswer
) -> tuple[str, ...]:
    if isinstance(answer, OrderingAnswer):
        keys = answer.keys
        return tuple(str(keys.index(key) + 1) if key in keys else "" for key in item.keys)
    assert isinstance(kind, Matching)
    positions = right_positions(item, kind)
    matched = (answer.pairs.get(pair.key) for pair in kind.premises)
    return tuple("" if key is None else str(positions[key]) for key in matched)


def right_positions(item: AttemptItem, kind: Matching) -> dict[str, int]:
    """The position of each pair's right side; pairs with the same text share one position."""
    rights = {pair.key: pair.right for pair in kind.pairs}
    first: dict[str, int] = {}
    for position, key in enumerate(item.keys):
        first.setdefault(rights[key], position)
    return {key: first[right] for key, right in rights.items()}


def number_text(value: Decimal) -> str:
    """As readers of the language write it, and as `number_in` reads it."""
    plain = f"{value:f}"
    return plain.replace(".", ",") if current_language() == "fr" else plain
