"""
What stands in comments above a question of a GIFT file: Moodle's id and tags, and our own line.

Our line holds what GIFT has no syntax for: points, a grading guide, an image, the keys of choices
and the texts that GIFT changes, such as those with spaces around them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.assessments.question import AnswerKey, Question
from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from web.assessments.gift_format.text import CommentLine, GiftError
from web.i18n.language import gettext

OUR_LINE = re.compile(r"//\s*comptoir:\s*(.*)")
BRACKETED = r"((?:\\]|[^\]\x00-\x1f])+)]"
CONTROL = re.compile(r"[\x00-\x1f]")
ID = re.compile(r"\[id:" + BRACKETED)
TAG = re.compile(r"\[tag:" + BRACKETED)
KEY_LENGTH = 8
NOT_TEXTS = {"key", "type", "image"}
"""Fields of a question that are strings, but no texts; keys are stored by themselves."""

P = TypeVar("P", Choice, Item, Pair)


class ExactText(msgspec.Struct, frozen=True):
    """A text that GIFT does not keep as it is, such as one with spaces around it."""

    reads: str
    """As it is read from the question; if that has been edited, `means` no longer applies."""
    means: str


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The fields of our line: `// comptoir: {...}`. Their names are part of the file format."""

    points: Decimal = Decimal(1)
    guide: str = ""
    """By which a person grades a free-text answer."""
    longest: int | None = None
    """Characters that a free-text answer may have."""
    image: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None = None
    image_text: str = ""
    keys: dict[str, str] = {}
    """Keys of choices, items and pairs by the key that their text makes, where they differ."""
    exact: dict[str, ExactText] = {}
    """By the path of a text in a question, such as `answer_key.choices.0.text`."""


def is_our_line(comment: CommentLine) -> bool:
    return OUR_LINE.match(comment.text) is not None


def read_metadata(comments: Sequence[CommentLine]) -> Metadata:
    """Our line among the comments of a question. Raises GiftError."""
    ours = [(line, match[1]) for line, text in comments if (match := OUR_LINE.match(text))]
    if not ours:
        return Metadata()
    if len(ours) > 1:
        reason = gettext("Put everything on a single // comptoir: line above the question.")
        raise GiftError(ours[1][0], reason)
    [(line, json)] = ours
    try:
        metadata = msgspec.json.decode(json, type=Metadata)
    except (msgspec.DecodeError, RecursionError) as error:
        reason = gettext(
            'This line cannot be read (%(error)s). Write it like this: // comptoir: {"points": '
            '"2"}',
            error=error,
        )
        raise GiftError(line, reason) from None
    if not metadata.points.is_finite():
        raise GiftError(
            line, gettext("Points must be a number with a decimal point, such as 2 or 0.5.")
        )
    return metadata


def metadata_lines(id: UUID, metadata: Metadata) -> list[str]:
    """The comments above a question."""
    json = msgspec.json.encode(metadata).decode()
    ours = [f"// comptoir: {json}"] if metadata != Metadata() else []
    return [f"// [id:{id}]", *ours]


def id_number(comments: Sequence[CommentLine]) -> str:
    """Moodle's id number of the question; empty when there is none."""
    matches = (_found(ID, text) for text in _others(comments))
    return next((_unbracketed(match[1]) for match in matches if match), "")


def has_tags(comments: Sequence[CommentLine]) -> bool:
    return any(_found(TAG, text) for text in _others(comments))


def _found(bracketed: re.Pattern[str], text: str) -> re.Match[str] | None:
    """
    The first match in a comment, in a time that grows with its length only.

    The pattern would read on from each opening bracket to the end in search of a closing one.
    """
    parts = CONTROL.split(text)
    closed = (part[: part.rfind("]") + 1] for part in parts)
    return next((match for part in closed if (match := bracketed.search(part))), None)


def _others(comments: Sequence[CommentLine]) -> list[str]:
    """Comments that are not ours: ours may hold anything."""
    return [comment.text for comment in comments if not is_our_line(comment)]


def _unbracketed(text: str) -> str:
    return text.replace("\\]", "]").strip()


class QuestionIds:
    """The ids of one file's questions for one test: the same file always makes the same ids."""

    def __init__(self, assessment_id: UUID) -> None:
        self._assessment_id = assessment_id
        self._lines: dict[UUID, int] = {}
        self._uses: Counter[str] = Counter()

    def id_for(self, question: Question, id_number: str, line: int) -> UUID:
        """
        An id made of Moodle's id number, of the title, or of the text. Raises GiftError.

        id_number: a UUID is used as it is.
        """
        id = self._of_id_number(id_number) if id_number else self._of_content(question)
        if id in self._lines:
            reason = gettext(
                "The question on line %(line)s has the same id. Change one of the two.",
                line=self._lines[id],
            )
            raise GiftError(line, reason)
        self._lines[id] = line
        return id

    def _of_id_number(self, id_number: str) -> UUID:
        try:
            return UUID(id_number)
        except ValueError:
            return uuid5(self._assessment_id, f"id:{id_number}")

    def _of_content(self, question: Question) -> UUID:
        name = f"title:{question.title}" if question.title else f"text:{question.text}"
        self._uses[name] += 1
        return uuid5(self._assessment_id, f"{self._uses[name]}:{name}")


def with_keys(kind: AnswerKey, custom: Mapping[str, str]) -> AnswerKey:
    """The same question type with keys made of its texts, or the custom ones instead of them."""
    keys = [custom.get(key, key) for key in _keys_of_texts(kind)]
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            return replace(kind, choices=_with(choices, keys))
        case Ordering(items=items):
            return replace(kind, items=_with(items, keys))
        case Matching(pairs=pairs):
            return replace(kind, pairs=_with(pairs, keys))
        case _:
            return kind


def custom_keys(kind: AnswerKey) -> dict[str, str]:
    """The keys that are not made of their texts, by those that would be."""
    pairs = zip(_keys_of_texts(kind), kind.keys, strict=False)
    return {of_text: key for of_text, key in pairs if of_text != key}


def _keys_of_texts(kind: AnswerKey) -> list[str]:
    match kind:
        case Single(choices=parts) | Multiple(choices=parts) | Ordering(items=parts):
            texts = [part.text for part in parts]
        case Matching(pairs=pairs):
            texts = [pair.left or pair.right for pair in pairs]
        case _:
            texts = []
    uses: Counter[str] = Counter()
    return [_key_of(text, uses) for text in texts]


def _key_of(text: str, uses: Counter[str]) -> str:
    """A text that occurs again gets a number behind its key."""
    key = sha256(text.encode()).hexdigest()[:KEY_LENGTH]
    uses[key] += 1
    return key if uses[key] == 1 else f"{key}-{uses[key]}"


def _with(parts: Sequence[P], keys: Sequence[str]) -> tuple[P, ...]:
    return tuple(replace(part, key=key) for part, key in zip(parts, keys, strict=True))


def changed_texts(question: Question, read: Question) -> dict[str, ExactText]:
    """The texts of a question that are read from its GIFT text differently, by their path."""
    as_read = dict(_texts_in(_fields_of(read)))
    return {
        path: ExactText(as_read[path], text)
        for path, text in _texts_in(_fields_of(question))
        if _is_text(path) and as_read.get(path, text) != text
    }


def with_exact_texts(question: Question, exact: Mapping[str, ExactText]) -> Question:
    """The question as it was written; a text that has been edited in the file stays as it is."""
    texts = {path: text for path, text in exact.items() if _is_text(path)}
    if not texts:
        return question
    return msgspec.convert(_replaced(_fields_of(question), texts, ""), Question)


def _fields_of(question: Question) -> Any:
    return msgspec.to_builtins(question, builtin_types=(Decimal, UUID))


def _texts_in(fields: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(fields, str):
        yield path, fields
    for name, value in _children_of(fields):
        yield from _texts_in(value, f"{path}.{name}".removeprefix("."))


def _replaced(fields: Any, exact: Mapping[str, ExactText], path: str) -> Any:
    text = exact.get(path)
    if isinstance(fields, str) and text and text.reads == fields:
        return text.means
    children = {
        name: _replaced(value, exact, f"{path}.{name}".removeprefix("."))
        for name, value in _children_of(fields)
    }
    if isinstance(fields, list | tuple):
        return list(children.values())
    return children if isinstance(fields, dict) else fields


def _is_text(path: str) -> bool:
    return path.rpartition(".")[2] not in NOT_TEXTS


def _children_of(fields: Any) -> list[tuple[Any, Any]]:
    if isinstance(fields, dict):
        return list(fields.items())
    return list(enumerate(fields)) if isinstance(fields, list | tuple) else []
